using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Live;

/// <summary>
/// Decides whether a frame continues what is known, and keeps the changes a screen has not drawn yet, one per key.
/// Not safe for threads by itself: <see cref="BoardFollower"/> holds the lock.
/// </summary>
internal sealed class BoardReplica
{
    private readonly Dictionary<string, BoardRow?> _undrawn = new(StringComparer.Ordinal);
    private bool _replaced;

    /// <summary>Where the replica stands; null before the first snapshot or when the cursor is worthless.</summary>
    public BoardCursor? Cursor { get; private set; }

    public bool HasUndrawn => _replaced || _undrawn.Count > 0;

    /// <summary>Null when applied, otherwise why the frame does not fit; a frame that does not fit changes
    /// nothing.</summary>
    public string? Apply(BoardFrame frame)
    {
        if (frame.Snapshot)
        {
            // An older whole of the same line would show a state older than shown (I6): keep what we have, ask again.
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

        foreach (var row in frame.Upserts) _undrawn[row.Key] = row;
        foreach (var key in frame.Removes) _undrawn[key] = null;
        Cursor = new BoardCursor(frame.Epoch, frame.To);
        return null;
    }

    /// <summary>Forgets everything, for instance when the right to see it was taken away.</summary>
    public void Clear()
    {
        Cursor = null;
        _replaced = true;
        _undrawn.Clear();
    }

    /// <summary>Moves the undrawn changes into <paramref name="rows"/> and names the keys that really differ.</summary>
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
            if (row is null ? rows.Remove(key) : !rows.TryGetValue(key, out var old)
                || !old.Equals(row)) changed.Add(key);
            if (row is not null) rows[key] = row;
        }
        var change = new BoardChange(changed, _replaced);
        _replaced = false;
        _undrawn.Clear();
        return change;
    }
}

/// <param name="Keys">Rows that are new, different or gone since the last drain.</param>
/// <param name="Replaced">True when a snapshot or a refusal replaced everything.</param>
public sealed record BoardChange(IReadOnlySet<string> Keys, bool Replaced);
