using System.Globalization;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Injecting;
using Fault = ReferralSilo.Faults.Checks.Fault;

namespace ReferralSilo.Faults.Running;

/// <summary>How long answers took, and how late clocks rang, by the history.</summary>
internal static class Latencies
{
    public static IEnumerable<Figure> Of(History history)
    {
        var answered = history.Calls.Where(c => c.IsOk).ToList();
        var began = history.Faults.Select(f => f.Began.Ticks).DefaultIfEmpty(long.MaxValue).Min();
        yield return new("answers p50, p99 before any fault",
            Text(history, answered.Where(c => c.Told!.Ticks < began)));
        foreach (var fault in history.Faults.GroupBy(f => f.Began.Fault))
            yield return new($"answers p50, p99 during {fault.Key}",
                Text(history, answered.Where(c => fault.Any(f => IsIn(f, c)))));
        foreach (var (what, times) in PaceCheck.Of(history))
            yield return new($"{what} p50, p99 without and beside stalled clients",
                $"{Text(times.Without)}; {Text(times.Beside)}");
        var late = Late(history);
        yield return new("clocks that rang late p50, p99", late.Count == 0
            ? "none rang"
            : string.Create(CultureInfo.InvariantCulture,
                $"{TimesTaken.At(late, 0.5):F1} s, {TimesTaken.At(late, 0.99):F1} s of {late.Count}"));
    }

    /// <summary>The p99 of how late clocks rang; null when none rang.</summary>
    public static TimeSpan? RungLate(History history) =>
        Late(history) is { Count: > 0 } late ? TimeSpan.FromSeconds(TimesTaken.At(late, 0.99)) : null;

    private static List<double> Late(History history) =>
        [.. ClockCheck.Lateness(history).Select(l => l.Late.TotalSeconds).Order()];

    private static bool IsIn(Fault fault, Call call) =>
        call.Asked.Ticks >= fault.Began.Ticks && (fault.Ended is null || call.Told!.Ticks <= fault.Ended.Ticks);

    private static string Text(History history, IEnumerable<Call> calls) =>
        Text([.. calls.Select(c => history.Seconds(c.Told!.Ticks - c.Asked.Ticks)).Order()]);

    private static string Text(IReadOnlyList<double> sorted) => sorted.Count == 0
        ? "none"
        : string.Create(CultureInfo.InvariantCulture,
            $"{TimesTaken.At(sorted, 0.5) * 1_000:F0} ms, {TimesTaken.At(sorted, 0.99) * 1_000:F0} ms of "
            + $"{sorted.Count}");
}
