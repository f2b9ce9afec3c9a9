using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I8: frames lead on from each other without a gap, and in the end each screen equals the store: no row is missing, left
/// over or older. A row may be newer than the store as it was read, for clocks ring on.
/// </summary>
public static class ScreenCheck
{
    /// <summary>How long after the last fault was healed screens must equal the store, seconds.</summary>
    public const int ConvergesWithin = 10;

    public static IEnumerable<Violation> Check(History history) => Screen.Of(history).SelectMany(screen =>
        Gaps(screen).Concat(history.FinalRead is { } final && screen.Line is not null ? Differences(history, screen, final) : []));

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
                    yield return new("I8", $"{screen.Watcher} stood at {at.Version} of {at.Epoch} on {screen.Board} and was told what follows {frame.From} of {frame.Epoch}.", last, frame);
                at = (frame.Epoch, frame.To);
            }

            last = line;
        }
    }

    private static IEnumerable<Violation> Differences(History history, Screen screen, StoreRead final)
    {
        // A screen that was closed before the end, on purpose, is not judged.
        if (screen.Lines.OfType<BoardAsked>().LastOrDefault() is not { Allowed: true } asked || screen.Lines.OfType<BoardEnded>().LastOrDefault() is { Code: "closed" } closed && closed.Ticks > asked.Ticks) yield break;
        var frames = screen.Lines.OfType<BoardShown>().ToList();
        var (then, end) = (screen.At(final.Ticks), screen.At(long.MaxValue));
        foreach (var (id, line) in history.Referrals)
        {
            var belongs = line.Broken is null && screen.Shows(line.Last);
            var (before, after) = (then.GetValueOrDefault(id), end.GetValueOrDefault(id));
            var seen = frames.LastOrDefault(f => f.Removed.Contains(id) || f.Rows.Any(r => r.Key == id));
            if (belongs && after is null && (before is null || before.Version < line.Steps.Count))
                yield return new("I8", $"{id} is not on {screen.Board} of {screen.Watcher}, and in the store it is.", seen, line.Newest, final);
            else if (belongs && after?.Version < line.Steps.Count)
                yield return new("I8", $"{id} is at version {after.Version} on {screen.Board} of {screen.Watcher} and at {line.Steps.Count} in the store.", seen, line.Newest, final);
            else if (!belongs && before is not null && after is not null && after.Version <= line.Steps.Count)
                yield return new("I8", $"{id} is on {screen.Board} of {screen.Watcher}, and in the store it is not.", seen, line.Newest, final);
        }
    }
}
