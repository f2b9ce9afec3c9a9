using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I16: clients that read nothing may at most double the p99 of the others, both of answers and of the time from a
/// request to its change on a screen. Compared are periods of the same load (<see cref="LoadPeriod"/>) around the stall
/// and during it. It is a violation if the share slower than twice the p99 without stalled clients cannot be chance:
/// more than 1 in 100 plus four standard deviations of that count. Times below a limit that no one notices never count,
/// because on a busy machine the p99 of a short period depends on other programs.
/// </summary>
internal static class StallLatencyCheck
{
    /// <summary>Allowed factor over the p99 without stalled clients.</summary>
    public const double Most = 2;

    /// <summary>Shorter times never count as slow, seconds.</summary>
    public const double Unnoticed = 0.25;

    /// <summary>Fewer samples do not give a meaningful p99.</summary>
    public const int Fewest = 200;

    private const double Beyond = 0.01, Deviations = 4;

    public static IEnumerable<Violation> Check(History history)
    {
        var whiles = history.Of<LoadPeriod>().ToList();
        foreach (var (what, times) in Of(history)
            .Where(t => t.Times.Without.Count >= Fewest && t.Times.Beside.Count >= Fewest))
        {
            var (without, beside, chance) =
                (StallTimes.Percentile(times.Without, 1 - Beyond), StallTimes.Percentile(times.Beside, 1 - Beyond),
                Beyond * times.Beside.Count);
            if (times.Beside.Count(t => t > Math.Max(Unnoticed, Most * without)) > chance
                + (Deviations * Math.Sqrt(chance)))
                yield return new("I16",
                    $"{what} took {beside:F3} s in p99 beside stalled clients, {without:F3} s without.", [.. whiles]);
        }
    }

    /// <summary>The compared times by what was measured; empty when the run did not compare.</summary>
    public static IEnumerable<(string What, StallTimes Times)> Of(History history)
    {
        List<LoadPeriod> without = [.. history.Of<LoadPeriod>().Where(p => p.Stalled == 0)],
            beside = [.. history.Of<LoadPeriod>().Where(p => p.Stalled > 0)];
        if (without.Count == 0 || beside.Count == 0) yield break;
        yield return ("answers",
            Taken(history.Calls.Where(c => c.IsOk).Select(c => (c.Request.Ticks, c.Answer!.Ticks))));
        var changes = history.Calls.Where(c => !c.IsRead && c.IsOk && !c.Answer!.Replayed && c.Shown is not null)
            .OrderBy(c => c.Request.Ticks).ToList();
        yield return ("changes on screens",
            Taken(ScreenHistory.Of(history).Where(s => s.Name.HasVersions).SelectMany(s => Shown(changes, s))));

        StallTimes Taken(IEnumerable<(long From, long To)> times)
        {
            var all = times.ToList();
            return new([.. In(without)], [.. In(beside)]);

            IEnumerable<double> In(List<LoadPeriod> whiles) =>
                all.Where(t => whiles.Exists(w => t.From >= w.Ticks && t.From < w.Until))
                    .Select(t => history.Seconds(t.To - t.From)).Order();
        }
    }

    /// <summary>
    /// For each change of a referral on the screen: the time from its request to the frame that shows it, shows a newer
    /// version or removes the row; without such a frame, to the screen's last line.
    /// </summary>
    private static IEnumerable<(long From, long To)> Shown(List<Call> changes, ScreenHistory screen)
    {
        var (rows, awaited, next) = (new Dictionary<string, RowShown>(), new List<Call>(), 0);
        foreach (var frame in screen.Lines.OfType<FrameReceived>())
        {
            for (; next < changes.Count && changes[next].Request.Ticks <= frame.Ticks; next++)
                if (rows.TryGetValue(changes[next].Shown!.Id, out var row)
                    && row.Version < changes[next].Shown!.Version) awaited.Add(changes[next]);
            ScreenHistory.Apply(rows, frame);
            foreach (var change in awaited.FindAll(c =>
                !rows.TryGetValue(c.Shown!.Id, out var row) || row.Version >= c.Shown.Version))
            {
                awaited.Remove(change);
                yield return (change.Request.Ticks, frame.Ticks);
            }
        }

        foreach (var change in awaited) yield return (change.Request.Ticks, screen.Lines[^1].Ticks);
    }
}
