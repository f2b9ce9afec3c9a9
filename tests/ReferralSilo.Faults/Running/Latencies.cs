using System.Globalization;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Injecting;

namespace ReferralSilo.Faults.Running;

/// <summary>Latencies of answers and delays of deadlines in a history.</summary>
internal static class Latencies
{
    public static IEnumerable<Figure> Of(History history)
    {
        var answered = history.Calls.Where(c => c.IsOk).ToList();
        var began = history.Faults.Select(f => f.Began.Ticks).DefaultIfEmpty(long.MaxValue).Min();
        yield return new("answers p50, p99 before any fault",
            Text(history, answered.Where(c => c.Answer!.Ticks < began)));
        foreach (var fault in history.Faults.GroupBy(f => f.Began.Fault))
            yield return new($"answers p50, p99 during {fault.Key}",
                Text(history, answered.Where(c => fault.Any(f => IsIn(f, c)))));
        foreach (var (what, times) in StallLatencyCheck.Of(history))
            yield return new($"{what} p50, p99 without and beside stalled clients",
                $"{Text(times.Without)}; {Text(times.Beside)}");
        var late = DeadlineDelays(history);
        yield return new("deadline delays p50, p99", late.Count == 0
            ? "none fired"
            : string.Create(CultureInfo.InvariantCulture,
                $"{StallTimes.Percentile(late, 0.5):F1} s, {StallTimes.Percentile(late, 0.99):F1} s of {late.Count}"));
    }

    /// <summary>The p99 of deadline delays; null when none fired.</summary>
    public static TimeSpan? DeadlineDelayP99(History history) =>
        DeadlineDelays(history) is { Count: > 0 } late ? TimeSpan.FromSeconds(StallTimes.Percentile(late, 0.99)) : null;

    private static List<double> DeadlineDelays(History history) =>
        [.. DeadlineCheck.Lateness(history).Select(l => l.Late.TotalSeconds).Order()];

    private static bool IsIn(FaultSpan fault, Call call) =>
        call.Request.Ticks >= fault.Began.Ticks && (fault.Ended is null || call.Answer!.Ticks <= fault.Ended.Ticks);

    private static string Text(History history, IEnumerable<Call> calls) =>
        Text([.. calls.Select(c => history.Seconds(c.Answer!.Ticks - c.Request.Ticks)).Order()]);

    private static string Text(IReadOnlyList<double> sorted) => sorted.Count == 0
        ? "none"
        : string.Create(CultureInfo.InvariantCulture,
            $"{StallTimes.Percentile(sorted, 0.5) * 1_000:F0} ms, "
            + $"{StallTimes.Percentile(sorted, 0.99) * 1_000:F0} ms of {sorted.Count}");
}
