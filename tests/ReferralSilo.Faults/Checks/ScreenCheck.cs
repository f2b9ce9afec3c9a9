using ReferralSilo.Domain.Boards;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Grains.Boards;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I8: frames follow each other without a gap, and in the end each screen equals the store: no row is missing, left
/// over or older. A row may be newer than the store was when it was read, because deadlines still fire. Of a long
/// queue exactly as many referrals have no row as the board counts, none of them alarms, and a board counts only while
/// all its rows are used. For rows without a version see <see cref="UnversionedRows"/>.
/// </summary>
public static class ScreenCheck
{
    /// <summary>Time after the last fault was healed until screens must equal the store, seconds.</summary>
    public const int ConvergesWithin = 10;

    public static IEnumerable<Violation> Check(History history) => ScreenHistory.Of(history).SelectMany(screen =>
        Gaps(screen).Concat(EarlyCounts(screen)).Concat(history.FinalRead is not { } final || !IsJudged(screen) ? []
            : screen.Name.HasVersions ? Differences(history, screen, final)
            : UnversionedRows.Differences(history, screen, final)));

    /// <summary>
    /// False for a board that the account may not watch, and for a screen that was closed before the end.
    /// </summary>
    private static bool IsJudged(ScreenHistory screen) =>
        screen.Lines.OfType<BoardRequested>().LastOrDefault() is { Allowed: true } asked
        && !(screen.Lines.OfType<BoardEnded>().LastOrDefault() is { Code: "closed" } closed
            && closed.Ticks > asked.Ticks);

    private static IEnumerable<Violation> Gaps(ScreenHistory screen)
    {
        HistoryLine? last = null;
        (string? Epoch, long Version) at = (null, 0);
        foreach (var line in screen.Lines)
        {
            if (line is BoardRequested asked) at = (asked.Epoch, asked.Version);
            if (line is not (BoardRequested or FrameReceived)) continue;
            if (line is FrameReceived frame)
            {
                if (!frame.Snapshot && (frame.Epoch, frame.From) != at)
                    yield return new("I8",
                        $"{screen.Watcher} was at {at.Version} of {at.Epoch} on {screen.Board} and received a frame "
                            + $"from {frame.From} of {frame.Epoch}.",
                        last, frame);
                at = (frame.Epoch, frame.To);
            }

            last = line;
        }
    }

    /// <summary>A board that counts referrals while it has fewer rows than it may have.</summary>
    private static IEnumerable<Violation> EarlyCounts(ScreenHistory screen)
    {
        var rows = new Dictionary<string, RowShown>();
        foreach (var frame in screen.Lines.OfType<FrameReceived>())
        {
            ScreenHistory.Apply(rows, frame);
            if (frame.More == 0) continue;
            var shown = rows.Keys.Count(key => !key.StartsWith("clinician:", StringComparison.Ordinal));
            if (shown < BoardLimits.QueueRows)
                yield return new("I8",
                    $"{screen.Board} of {screen.Watcher} has {shown} rows and counts {frame.More} more.", frame);
        }
    }

    private static IEnumerable<Violation> Differences(History history, ScreenHistory screen, StoreRead final)
    {
        var (then, end) = (screen.At(final.Ticks), screen.At(long.MaxValue));
        var expected = Expected(history, screen).ToList();
        // A frame after the read may show what the read does not have, so it is enough that one of them is exact.
        var counted = screen.Since(final.Ticks)
            .Any(shown => expected.Count(r => r.MayBeCounted && !shown.Keys.Contains(r.Key)) == shown.More);
        if (!counted)
            yield return new("I8",
                $"{screen.Board} of {screen.Watcher} counts more or fewer referrals than have no row.",
                screen.Lines.OfType<FrameReceived>().LastOrDefault(), final);
        foreach (var (key, stored, belongs, mayBeCounted) in expected)
        {
            var (before, after) = (then.GetValueOrDefault(key), end.GetValueOrDefault(key));
            var wrong = belongs switch
            {
                // Removed after the store was read, from a version at least as new.
                true when after is null && mayBeCounted && counted => null,
                true when after is null =>
                    before?.Version >= stored.Version ? null : "is in the store but not on the screen",
                true when after.Version < stored.Version =>
                    $"is shown at version {after.Version} and stored at {stored.Version}",
                false when before is not null && after?.Version <= stored.Version =>
                    "is on the screen but not in the store",
                _ => null,
            };
            if (wrong is null) continue;
            var seen = screen.Lines.OfType<FrameReceived>()
                .LastOrDefault(f => f.Removed.Contains(key) || f.Rows.Any(r => r.Key == key));
            yield return new("I8", $"{key} {wrong}, on {screen.Board} of {screen.Watcher}.", seen, stored, final);
        }
    }

    /// <summary>Each possible row: its key, its newest event, whether it belongs on the board, and whether it may be
    /// counted instead.</summary>
    private static IEnumerable<(string Key, EventStored Stored, bool Belongs, bool MayBeCounted)> Expected(
        History history, ScreenHistory screen)
    {
        foreach (var (id, line) in history.Referrals)
        {
            if (line is not { Broken: null, Newest: { } newest }) continue;
            var belongs = screen.Name.Shows(line.Last);
            yield return (id, newest, belongs, belongs && screen.Name.Kind is ("triage" or "desk")
                && !QueueEntry.From(line.Last!, 1).Alarm);
        }

        foreach (var (id, line) in history.Schedules)
            if (line is { Broken: null, Newest: { } newest })
                yield return ("clinician:" + id, newest, screen.Name.Shows(line.Last!), false);
    }
}
