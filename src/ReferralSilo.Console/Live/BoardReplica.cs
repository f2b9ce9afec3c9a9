using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Live;

/// <summary>
/// Checks whether a frame continues the current version, and keeps the changes that the screen
/// has not drawn yet, one per key. Not thread-safe: <see cref="BoardFollower"/> holds the lock.
/// </summary>
internal sealed class BoardReplica
{
    private readonly Dictionary<string, BoardRow?> _undrawn = new(StringComparer.Ordinal);
    private bool _replaced, _counted;

    /// <summary>The current position; null before the first snapshot and after a change of epoch.</summary>
    public BoardCursor? Cursor { get; private set; }

    /// <summary>Referrals that have no row on a queue board; null on other boards.</summary>
    public MoreRows? More { get; private set; }

    /// <summary>
    /// Returns null when the frame was applied, otherwise the reason
    /// why it does not fit. A frame that does not fit changes no row.
    /// </summary>
    public string? Apply(BoardFrame frame)
    {
        if (frame.Snapshot)
        {
            // An older snapshot would show an older state than the screen already shows (I6): keep the rows and retry.
            if (Cursor is { } at && at.Epoch == frame.Epoch && frame.To < at.Version) return "older-snapshot";
            _replaced = true;
            _undrawn.Clear();
        }
        else if (Cursor is null) return "no-snapshot";
        else if (frame.Epoch != Cursor.Epoch)
        {
            Cursor = null;
            return "new-epoch";
        }
        else if (frame.From != Cursor.Version || frame.To < frame.From) return "gap";

        Count(frame.More);
        foreach (var row in frame.Upserts) _undrawn[row.Key] = row;
        foreach (var key in frame.Removes) _undrawn[key] = null;
        Cursor = new BoardCursor(frame.Epoch, frame.To);
        return null;
    }

    /// <summary>Removes everything, for instance when the permission was revoked.</summary>
    public void Clear()
    {
        Cursor = null;
        _replaced = true;
        _undrawn.Clear();
        Count(null);
    }

    /// <summary>
    /// Moves the undrawn changes into <paramref name="rows"/> and returns the keys that really changed.
    /// </summary>
    public BoardChange DrainInto(Dictionary<string, BoardRow> rows)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        if (_replaced)
        {
            foreach (var gone in rows.Keys.Where(k => !_undrawn.TryGetValue(k, out var row) || row is null).ToList())
            {
                rows.Remove(gone);
                changed.Add(gone);
            }
        }
        foreach (var (key, row) in _undrawn)
        {
            if (row is null ? rows.Remove(key) : !rows.TryGetValue(key, out var old) || !old.Equals(row))
                changed.Add(key);
            if (row is not null) rows[key] = row;
        }
        var change = new BoardChange(changed, _replaced, _counted);
        (_replaced, _counted) = (false, false);
        _undrawn.Clear();
        return change;
    }

    private void Count(MoreRows? more)
    {
        _counted |= more != More;
        More = more;
    }
}

/// <param name="Keys">Keys of rows that were added, changed or removed since the last drain.</param>
/// <param name="Replaced">True when a snapshot or a refusal replaced everything.</param>
/// <param name="Counted">True when the count of referrals without a row changed.</param>
public sealed record BoardChange(IReadOnlySet<string> Keys, bool Replaced, bool Counted);
