using System.Diagnostics;
using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>How far a contender under load has come, or what happened between two such moments.</summary>
/// <param name="Commands">Answered.</param>
/// <param name="Seconds">By the clock.</param>
/// <param name="SiloCpu">User and system time of all silos, seconds.</param>
/// <param name="ServerCpu">The same of PostgreSQL.</param>
/// <param name="Unused">Time that the machine's processors had nothing to do, or another machine had them, seconds of
/// all together.</param>
/// <param name="LogBytes">Of write-ahead log.</param>
/// <param name="Traffic">Between silos.</param>
internal sealed record Moment(double Commands, double Seconds, double SiloCpu, double ServerCpu, double Unused,
    double LogBytes, SiloTraffic Traffic)
{
    public double PerSecond => Commands / Seconds;

    /// <summary>Of silos and server for one command, seconds.</summary>
    public double CpuPerCommand => (SiloCpu + ServerCpu) / Commands;

    public static async Task<Moment> Now(Contender contender, CpuTime server, Answered answered)
    {
        // First what takes a while to ask.
        var (log, traffic) = ((await LedgerCounts.Read(contender.Database)).LogBytes, await contender.Traffic());
        return new(answered.Count, Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency, contender.CpuSeconds,
            server.ServerSeconds(), ProcessTable.UnusedSeconds(), log, traffic);
    }

    public static Moment operator -(Moment after, Moment before) => new(
        after.Commands - before.Commands, after.Seconds - before.Seconds, after.SiloCpu - before.SiloCpu,
            after.ServerCpu - before.ServerCpu,
        after.Unused - before.Unused, after.LogBytes - before.LogBytes, after.Traffic - before.Traffic);
}
