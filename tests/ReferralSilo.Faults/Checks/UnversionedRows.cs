using NodaTime;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I8 for rows without a version (schedules and the wallboard): every value of a row was stored at some time in the
/// last ten seconds. The last time alone would be wrong, because holds still end and deadlines still fire.
/// </summary>
internal static class UnversionedRows
{
    public static IEnumerable<Violation> Differences(History history, ScreenHistory screen, StoreRead final)
    {
        var shown = screen.At(final.Ticks);
        var stored = Moments(history, screen.Name, final.Wall).Select(at => StoredRows.Of(history, at).On(screen.Name))
            .ToList();
        foreach (var key in shown.Keys.Union(stored.SelectMany(rows => rows.Keys)).ToList())
        {
            if (Wrong(shown.GetValueOrDefault(key),
                [.. stored.Select(rows => rows.GetValueOrDefault(key))]) is not { } wrong) continue;
            var seen = screen.Lines.OfType<FrameReceived>()
                .LastOrDefault(f =>
                f.Ticks <= final.Ticks && (f.Removed.Contains(key) || f.Rows.Any(r => r.Key == key)));
            yield return new("I8", $"{key} {wrong}, on {screen.Board} of {screen.Watcher}.", seen, final);
        }
    }

    private static string? Wrong(RowShown? shown, IReadOnlyList<RowShown?> stored)
    {
        if (shown is null) return stored.Contains(null) ? null : "is in the store but not on the screen";
        if (stored.All(s => s is null))
            return shown.IsOnlyZeros ? null : "is on the screen but not in the store";
        foreach (var what in shown.Values!.Keys.Union(stored.SelectMany(s => s?.Values!.Keys ?? [])))
        {
            var value = shown.Values.GetValueOrDefault(what);
            if (!stored.Any(s => s is not null && s.Values!.GetValueOrDefault(what) == value))
                return $"shows {what} {value ?? "nothing"} and is stored with "
                    + $"{stored[^1]?.Values!.GetValueOrDefault(what) ?? "nothing"}";
        }

        return null;
    }

    /// <summary>All times at which something may have changed; the last time comes last.</summary>
    private static IEnumerable<Instant> Moments(History history, BoardName board, Instant last)
    {
        var first = last - Duration.FromSeconds(ScreenCheck.ConvergesWithin);
        var schedules = history.Schedules.Values.Where(l => board.Kind != "schedule" || l.Id == board.Subject)
            .SelectMany(l => l.Steps).ToList();
        var changes = schedules.Select(s => s.Stored.At)
            .Concat(schedules.SelectMany(s => s.After.Holds).Select(h => h.Until));
        if (board.Kind != "schedule")
            changes = changes.Concat(history.Referrals.Values.SelectMany(l => l.Steps).Select(s => s.Stored.At));
        return changes.Where(at => at > first && at < last).Append(first).Append(last).Distinct().Order();
    }
}
