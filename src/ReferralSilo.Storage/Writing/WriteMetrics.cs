using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ReferralSilo.Storage.Writing;

/// <summary>How long writes take, from the call to the answer, and how many wait, in the meter
/// <c>ReferralSilo.Ledger</c>. Static, because the databases are open before the host has services.</summary>
internal static class WriteMetrics
{
    private static readonly Meter Meter = new("ReferralSilo.Ledger");

    private static readonly UpDownCounter<int> Waiting = Meter.CreateUpDownCounter<int>(
        "referralsilo.ledger.writes.waiting", "{write}", "Writes of this silo that are not answered yet.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "referralsilo.ledger.write.duration", "s",
        "Time from a write to its answer. Its outcome is written, conflict (another change was first), known (recorded "
        + "before) or failed.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });

    public static long Started()
    {
        Waiting.Add(1);
        return Stopwatch.GetTimestamp();
    }

    /// <param name="started">Result of <see cref="Started"/>.</param>
    /// <param name="work">The write.</param>
    /// <param name="answer">Null when it failed.</param>
    public static void Ended(long started, Work work, object? answer)
    {
        Waiting.Add(-1);
        Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new("write", Name(work)),
            new("outcome", Outcome(answer)));
    }

    private static string Name(Work work) => work switch
    {
        CommitWork => "commit",
        RefusalWork => "refusal",
        _ => "acknowledgement",
    };

    private static string Outcome(object? answer) => answer switch
    {
        null => "failed",
        CommitResult.VersionConflict => "conflict",
        CommitResult.OperationKnown or false => "known",
        _ => "written",
    };
}
