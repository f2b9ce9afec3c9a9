using System.Diagnostics;
using System.Globalization;

namespace ReferralSilo.Benchmarks;

/// <summary>Data sent between processes over open TCP connections, as counted by the kernel: <c>ss(8)</c>.</summary>
/// <param name="Bytes">Bytes of data.</param>
/// <param name="Packets">Packets with data; fewer than messages, because waiting messages are sent together.</param>
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
        var output = await ss.StandardOutput.ReadToEndAsync();
        await ss.WaitForExitAsync();
        var connections = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Connection.Of)
            .Where(c => processes.Contains(c.Process)).ToList();
        var ends = connections.Select(c => c.Local).ToHashSet();
        var between = connections.Where(c => ends.Contains(c.Peer)).ToList();
        return new(between.Sum(c => c.BytesSent), between.Sum(c => c.PacketsSent));
    }

    public static SiloTraffic operator +(SiloTraffic one, SiloTraffic other) =>
        new(one.Bytes + other.Bytes, one.Packets + other.Packets);

    public static SiloTraffic operator -(SiloTraffic after, SiloTraffic before) =>
        new(after.Bytes - before.Bytes, after.Packets - before.Packets);

    private sealed record Connection(string Local, string Peer, int Process, double BytesSent, double PacketsSent)
    {
        /// <summary>
        /// Parses: two queues, both addresses, the process, then <c>name:value</c> counters; zero counters are missing.
        /// </summary>
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
