using ReferralSilo.Domain.Referrals;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I9: a screen that is more than five seconds behind says so. A change counts from the moment its client was told of
/// it; a screen that has said "live" all the time since must show it, or something newer.
/// </summary>
public static class LiveCheck
{
    /// <summary>How far a screen that says "live" may be behind, seconds.</summary>
    public const int Behind = 5;

    /// <summary>A screen counts its five seconds by itself, on a machine that is busy, seconds.</summary>
    private const double Slack = 0.5;

    public static IEnumerable<Violation> Check(History history)
    {
        var changes = history.Calls.Where(c => !c.IsRead && c.IsOk && !c.Told!.Replayed)
            .OrderBy(c => c.Told!.Ticks).ToList();
        List<Screen> screens = [.. Screen.Of(history)];
        return screens.SelectMany(screen => screen.Name switch
        {
            { HasVersions: true } => Behinds(history, screen, changes.Where(c => c.Shown is not null)),
            { Kind: "schedule" } => ScheduleLiveCheck.Behinds(history, screen, changes),
            _ => [],
        }).Concat(WallboardLiveCheck.Behinds(history, screens, changes));
    }

    /// <summary>What a screen showed at the deadline of each change, of those for which it said "live" all the time
    /// from the acknowledgement on.</summary>
    internal static IEnumerable<(Call Change, IReadOnlyDictionary<string, RowShown> Rows, ScreenTurned Turned,
        long Deadline)> Live(
        History history, Screen screen, IEnumerable<Call> changes)
    {
        var rows = new Dictionary<string, RowShown>();
        var next = 0;
        ScreenTurned? turned = null;
        foreach (var change in changes)
        {
            var (told, deadline) = (change.Told!.Ticks, change.Told.Ticks + history.Ticks(Behind + Slack));
            for (; next < screen.Lines.Count && screen.Lines[next].Ticks <= deadline; next++)
            {
                if (screen.Lines[next] is BoardShown frame) Screen.Apply(rows, frame);
                if (screen.Lines[next] is ScreenTurned turn) turned = turn;
            }

            // Its last line tells how long it was watched at all.
            if (turned is { Live: true } && turned.Ticks <= told
                && screen.Lines[^1].Ticks >= deadline) yield return (change, rows, turned, deadline);
        }
    }

    private static IEnumerable<Violation> Behinds(History history, Screen screen, IEnumerable<Call> changes)
    {
        foreach (var (change, rows, turned, deadline) in Live(history, screen, changes))
            if (WhatIsBehind(history, screen, change, rows.GetValueOrDefault(change.Shown!.Id), deadline) is { } behind)
                yield return new("I9",
                    $"{screen.Watcher} said \"live\" on {screen.Board} {Behind} s after {change.Name} was "
                        + $"acknowledged, and {behind}.",
                    turned, change.Told);
    }

    private static string? WhatIsBehind(History history, Screen screen, Call change, RowShown? row, long deadline)
    {
        var shown = change.Shown!;
        if (history.Referrals.GetValueOrDefault(shown.Id)?.At(shown.Version) is not { } step
            || row?.Version >= shown.Version) return null;
        if (row is not null) return $"showed version {row.Version} instead of {shown.Version}";
        var line = history.Referrals[shown.Id];
        return screen.Name.Shows(step.After) && line.Steps.Skip((int)shown.Version)
            .All(s => Stays(history, screen, s, deadline))
            ? "did not show it"
            : null;
    }

    /// <summary>A later step does not explain why the row is gone: it kept the referral there, or came after the
    /// deadline.</summary>
    private static bool Stays(History history, Screen screen, EventStep<Referral, ReferralEvent> step, long deadline) =>
        screen.Name.Shows(step.After) || history.TicksAt(step.Line.At) > deadline;
}
