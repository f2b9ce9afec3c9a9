using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I16: beside clients that read nothing the p99 of the others stays within twice what it is without them, of answers
/// and of what a screen takes to show a change from the moment it was asked for. Compared are whiles of the same load
/// (<see cref="PaceTaken"/>), around the stall and in it. It is broken when so many were slower than twice the p99
/// without as cannot be chance: more than 1 in 100, and four standard deviations of that count beyond. What nobody
/// notices is not slow: on a busy machine the p99 of a short while is a matter of what else the machine did.
/// </summary>
internal static class PaceCheck
{
    /// <summary>Times the p99 without stalled clients.</summary>
    public const double Most = 2;

    /// <summary>Seconds that nobody notices, whatever they are times.</summary>
    public const double Unnoticed = 0.25;

    /// <summary>Fewer do not tell what the slowest of a hundred are.</summary>
    public const int Fewest = 200;

    private const double Beyond = 0.01, Deviations = 4;

    public static IEnumerable<Violation> Check(History history)
    {
        var whiles = history.Of<PaceTaken>().ToList();
        foreach (var (what, times) in Of(history)
            .Where(t => t.Times.Without.Count >= Fewest && t.Times.Beside.Count >= Fewest))
        {
            var (without, beside, chance) =
                (TimesTaken.At(times.Without, 1 - Beyond), TimesTaken.At(times.Beside, 1 - Beyond),
                Beyond * times.Beside.Count);
            if (times.Beside.Count(t => t > Math.Max(Unnoticed, Most * without)) > chance
                + (Deviations * Math.Sqrt(chance)))
                yield return new("I16",
                    $"{what} took {beside:F3} s in p99 beside stalled clients, {without:F3} s without.", [.. whiles]);
        }
    }

    /// <summary>By what took that long; nothing where a run did not compare.</summary>
    public static IEnumerable<(string What, TimesTaken Times)> Of(History history)
    {
        List<PaceTaken> without = [.. history.Of<PaceTaken>().Where(p => p.Stalled == 0)],
            beside = [.. history.Of<PaceTaken>().Where(p => p.Stalled > 0)];
        if (without.Count == 0 || beside.Count == 0) yield break;
        yield return ("answers", Taken(history.Calls.Where(c => c.IsOk).Select(c => (c.Asked.Ticks, c.Told!.Ticks))));
        var changes = history.Calls.Where(c => !c.IsRead && c.IsOk && !c.Told!.Replayed && c.Shown is not null)
            .OrderBy(c => c.Asked.Ticks).ToList();
        yield return ("changes on screens",
            Taken(Screen.Of(history).Where(s => s.Name.HasVersions).SelectMany(s => Shown(changes, s))));

        TimesTaken Taken(IEnumerable<(long From, long To)> times)
        {
            var all = times.ToList();
            return new([.. In(without)], [.. In(beside)]);

            IEnumerable<double> In(List<PaceTaken> whiles) =>
                all.Where(t => whiles.Exists(w => t.From >= w.Ticks && t.From < w.Until))
                    .Select(t => history.Seconds(t.To - t.From)).Order();
        }
    }

    /// <summary>
    /// Each change of a referral that the screen shows: from when it was asked for to the frame that has it, or
    /// something newer, or takes the row away; to the screen's last line when none does.
    /// </summary>
    private static IEnumerable<(long From, long To)> Shown(List<Call> changes, Screen screen)
    {
        var (rows, awaited, next) = (new Dictionary<string, RowShown>(), new List<Call>(), 0);
        foreach (var frame in screen.Lines.OfType<BoardShown>())
        {
            for (; next < changes.Count && changes[next].Asked.Ticks <= frame.Ticks; next++)
                if (rows.TryGetValue(changes[next].Shown!.Id, out var row)
                    && row.Version < changes[next].Shown!.Version) awaited.Add(changes[next]);
            Screen.Apply(rows, frame);
            foreach (var change in awaited.FindAll(c =>
                !rows.TryGetValue(c.Shown!.Id, out var row) || row.Version >= c.Shown.Version))
            {
                awaited.Remove(change);
                yield return (change.Asked.Ticks, frame.Ticks);
            }
        }

        foreach (var change in awaited) yield return (change.Asked.Ticks, screen.Lines[^1].Ticks);
    }
}
