using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I9: a screen that is more than five seconds behind does not show "live". The time counts from the acknowledgement of
/// the change to its client; a screen that has shown "live" since then must show that version or a newer one.
/// </summary>
public static class LiveCheck
{
    /// <summary>How far a screen that shows "live" may be behind, seconds.</summary>
    public const int Behind = 5;

    /// <summary>Tolerance for the screen's own five-second timer on a busy machine, seconds.</summary>
    private const double Slack = 0.5;

    public static IEnumerable<Violation> Check(History history)
    {
        var changes = history.Calls.Where(c => !c.IsRead && c.IsOk && !c.Answer!.Replayed)
            .OrderBy(c => c.Answer!.Ticks).ToList();
        List<ScreenHistory> screens = [.. ScreenHistory.Of(history)];
        return screens.SelectMany(screen => screen.Name switch
        {
            { HasVersions: true } => Behinds(history, screen, changes.Where(c => c.Shown is not null)),
            { Kind: "schedule" } => ScheduleLiveCheck.Behinds(history, screen, changes),
            _ => [],
        }).Concat(WallboardLiveCheck.Behinds(history, screens, changes));
    }

    /// <summary>
    /// The rows of a screen at the deadline of each change, for the changes since whose acknowledgement it has always
    /// shown "live".
    /// </summary>
    internal static IEnumerable<(
        Call Change, IReadOnlyDictionary<string, RowShown> Rows, int More, LiveChanged Turned, long Deadline)> Live(
        History history, ScreenHistory screen, IEnumerable<Call> changes)
    {
        var rows = new Dictionary<string, RowShown>();
        var (next, more) = (0, 0);
        LiveChanged? turned = null;
        foreach (var change in changes)
        {
            var acknowledgedAt = change.Answer!.Ticks;
            var deadline = acknowledgedAt + history.Ticks(Behind + Slack);
            for (; next < screen.Lines.Count && screen.Lines[next].Ticks <= deadline; next++)
            {
                if (screen.Lines[next] is FrameReceived frame)
                {
                    ScreenHistory.Apply(rows, frame);
                    more = frame.More;
                }

                if (screen.Lines[next] is LiveChanged turn) turned = turn;
            }

            // The last line of a screen shows how long it was watched.
            if (turned is { Live: true } && turned.Ticks <= acknowledgedAt
                && screen.Lines[^1].Ticks >= deadline) yield return (change, rows, more, turned, deadline);
        }
    }

    private static IEnumerable<Violation> Behinds(History history, ScreenHistory screen, IEnumerable<Call> changes)
    {
        foreach (var (change, rows, more, turned, deadline) in Live(history, screen, changes))
            if (WhatIsBehind(history, screen, change, rows.GetValueOrDefault(change.Shown!.Id), more, deadline)
                is { } behind)
                yield return new("I9",
                    $"{screen.Watcher} showed \"live\" on {screen.Board} {Behind} s after {change.Name} was "
                        + $"acknowledged, and {behind}.",
                    turned, change.Answer);
    }

    private static string? WhatIsBehind(History history, ScreenHistory screen, Call change, RowShown? row,
        int more, long deadline)
    {
        var shown = change.Shown!;
        if (history.Referrals.GetValueOrDefault(shown.Id)?.At(shown.Version) is not { } step
            || row?.Version >= shown.Version) return null;
        if (row is not null) return $"showed version {row.Version} instead of {shown.Version}";
        var stream = history.Referrals[shown.Id];
        // It may be one of those that a long queue only counts. ScreenCheck compares the count with the store at the
        // end of the run.
        if (more > 0 && stream.Steps.Skip((int)shown.Version - 1)
            .Any(s => s.After is { } after && !QueueEntry.From(after, s.Stored.Version).Alarm)) return null;
        return screen.Name.Shows(step.After) && stream.Steps.Skip((int)shown.Version)
            .All(s => Stays(history, screen, s, deadline))
            ? "did not show it"
            : null;
    }

    /// <summary>
    /// True when a later step does not explain the missing row: the referral stayed on the board, or the step came
    /// after the deadline.
    /// </summary>
    private static bool Stays(History history, ScreenHistory screen, EventStep<Referral, ReferralEvent> step,
        long deadline) =>
        screen.Name.Shows(step.After) || history.TicksAt(step.Stored.At) > deadline;
}
