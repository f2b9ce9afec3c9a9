using System.Diagnostics;
using System.Globalization;

namespace ReferralSilo.Benchmarks;

/// <summary>What processes have sent each other over TCP connections that are open, as the kernel counts it:
/// <c>ss(8)</c>.</summary>
/// <param name="Bytes">Of data.</param>
/// <param name="Packets">That carried data: fewer than messages, for those that wait go together.</param>
internal sealed record SiloTraffic(double Bytes, double Packets)
{
    public static async Task<SiloTraffic> Between(IReadOnlyCollection<int> processes)
    {
        var start = new ProcessStartInfo("ss",
            ["--tcp", "--info", "--numeric", "--processes", "--oneline", "--no-header", "state", "established"])
        {
            RedirectStandardOutput = true,
        };
        using var ss = Process.Start(start)!;
        var said = await ss.StandardOutput.ReadToEndAsync();
        await ss.WaitForExitAsync();
        var theirs = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Connection.Of)
            .Where(c => processes.Contains(c.Process)).ToList();
        var ends = theirs.Select(c => c.Local).ToHashSet();
        var between = theirs.Where(c => ends.Contains(c.Peer)).ToList();
        return new(between.Sum(c => c.BytesSent), between.Sum(c => c.PacketsSent));
    }

    public static SiloTraffic operator +(SiloTraffic one, SiloTraffic other) =>
        new(one.Bytes + other.Bytes, one.Packets + other.Packets);

    public static SiloTraffic operator -(SiloTraffic after, SiloTraffic before) =>
        new(after.Bytes - before.Bytes, after.Packets - before.Packets);

    private sealed record Connection(string Local, string Peer, int Process, double BytesSent, double PacketsSent)
    {
        /// <summary>Two queues, both ends, whose it is, and what it did as <c>name:value</c>; of what it has not done
        /// yet there is nothing.</summary>
        public static Connection Of(string line)
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new(fields[2], fields[3], (int)Number(line, "pid=", ','), Number(line, " bytes_sent:", ' '),
                Number(line, " data_segs_out:", ' '));
        }

        private static double Number(string line, string name, char end)
        {
            var at = line.IndexOf(name, StringComparison.Ordinal);
            return at < 0 ? 0
                : double.Parse(line.AsSpan(at + name.Length, line.IndexOf(end, at + 1) - at - name.Length),
                CultureInfo.InvariantCulture);
        }
    }
}
