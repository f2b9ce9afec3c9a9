using System.Diagnostics;
using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>Counters of a contender under load, or the difference between two readings.</summary>
/// <param name="Commands">Answered commands.</param>
/// <param name="Seconds">Elapsed time.</param>
/// <param name="SiloCpu">User and system time of all silos, seconds.</param>
/// <param name="ServerCpu">User and system time of PostgreSQL, seconds.</param>
/// <param name="Unused">Unused time of all processors, seconds; see <see cref="ProcessTable.UnusedSeconds"/>.</param>
/// <param name="LogBytes">Bytes of write-ahead log.</param>
/// <param name="Traffic">Traffic between silos.</param>
internal sealed record LoadCounters(double Commands, double Seconds, double SiloCpu, double ServerCpu, double Unused,
    double LogBytes, SiloTraffic Traffic)
{
    public double PerSecond => Commands / Seconds;

    /// <summary>CPU seconds of silos and server per command.</summary>
    public double CpuPerCommand => (SiloCpu + ServerCpu) / Commands;

    public static async Task<LoadCounters> Read(Contender contender, CpuTime server, AnswerCounter answered)
    {
        // The slow readings come first.
        var (log, traffic) = ((await LedgerCounts.Read(contender.Database)).LogBytes, await contender.Traffic());
        return new(answered.Count, Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency, contender.CpuSeconds,
            server.ServerSeconds(), ProcessTable.UnusedSeconds(), log, traffic);
    }

    public static LoadCounters operator -(LoadCounters after, LoadCounters before) => new(
        after.Commands - before.Commands, after.Seconds - before.Seconds, after.SiloCpu - before.SiloCpu,
        after.ServerCpu - before.ServerCpu, after.Unused - before.Unused, after.LogBytes - before.LogBytes,
        after.Traffic - before.Traffic);
}
