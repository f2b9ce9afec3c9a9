using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I8: frames lead on from each other without a gap, and in the end each screen equals the store: no row is missing,
/// left over or older. A row may be newer than the store as it was read, for clocks ring on; rows without a version:
/// see <see cref="UnversionedRows"/>.
/// </summary>
public static class ScreenCheck
{
    /// <summary>How long after the last fault was healed screens must equal the store, seconds.</summary>
    public const int ConvergesWithin = 10;

    public static IEnumerable<Violation> Check(History history) => Screen.Of(history).SelectMany(screen =>
        Gaps(screen).Concat(history.FinalRead is not { } final || !IsJudged(screen) ? []
            : screen.Name.HasVersions ? Differences(history, screen, final)
            : UnversionedRows.Differences(history, screen, final)));

    /// <summary>Not one that may not be watched, nor one that was closed before the end, on purpose.</summary>
    private static bool IsJudged(Screen screen) =>
        screen.Lines.OfType<BoardAsked>().LastOrDefault() is { Allowed: true } asked
        && !(screen.Lines.OfType<BoardEnded>().LastOrDefault() is { Code: "closed" } closed
            && closed.Ticks > asked.Ticks);

    private static IEnumerable<Violation> Gaps(Screen screen)
    {
        HistoryLine? last = null;
        (string? Epoch, long Version) at = (null, 0);
        foreach (var line in screen.Lines)
        {
            if (line is BoardAsked asked) at = (asked.Epoch, asked.Version);
            if (line is not (BoardAsked or BoardShown)) continue;
            if (line is BoardShown frame)
            {
                if (!frame.Snapshot && (frame.Epoch, frame.From) != at)
                    yield return new("I8",
                        $"{screen.Watcher} stood at {at.Version} of {at.Epoch} on {screen.Board} and was told what "
                            + $"follows {frame.From} of {frame.Epoch}.",
                        last, frame);
                at = (frame.Epoch, frame.To);
            }

            last = line;
        }
    }

    private static IEnumerable<Violation> Differences(History history, Screen screen, StoreRead final)
    {
        var (then, end) = (screen.At(final.Ticks), screen.At(long.MaxValue));
        foreach (var (key, stored, belongs) in Expected(history, screen))
        {
            var (before, after) = (then.GetValueOrDefault(key), end.GetValueOrDefault(key));
            var wrong = belongs switch
            {
                // Gone since the store was read, with something newer: it has moved on.
                true when after is null =>
                    before?.Version >= stored.Version ? null : "is not on the screen, and in the store it is",
                true when after.Version < stored.Version =>
                    $"is shown at version {after.Version} and stored at {stored.Version}",
                false when before is not null && after?.Version <= stored.Version =>
                    "is on the screen, and in the store it is not",
                _ => null,
            };
            if (wrong is null) continue;
            var seen = screen.Lines.OfType<BoardShown>()
                .LastOrDefault(f => f.Removed.Contains(key) || f.Rows.Any(r => r.Key == key));
            yield return new("I8", $"{key} {wrong}, on {screen.Board} of {screen.Watcher}.", seen, stored, final);
        }
    }

    /// <summary>Each row there could be: its key, its newest event, and whether it belongs there.</summary>
    private static IEnumerable<(string Key, EventStored Stored, bool Belongs)> Expected(History history, Screen screen)
    {
        foreach (var (id, line) in history.Referrals)
            if (line is { Broken: null, Newest: { } newest }) yield return (id, newest, screen.Name.Shows(line.Last));
        foreach (var (id, line) in history.Schedules)
            if (line is { Broken: null, Newest: { } newest }) yield return ("clinician:" + id, newest,
                screen.Name.Shows(line.Last!));
    }
}
