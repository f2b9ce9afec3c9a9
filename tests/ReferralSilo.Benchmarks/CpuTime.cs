using System.Globalization;
using Npgsql;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// CPU seconds of this process, the children it has waited for, and the PostgreSQL server: what is left comparable when
/// others use the machine, too.
/// </summary>
internal sealed class CpuTime
{
    private const double TicksPerSecond = 100;
    private readonly int _postmaster;

    private CpuTime(int postmaster) => _postmaster = postmaster;

    public static async Task<CpuTime> Of(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select pg_backend_pid()", connection);
        return new(Parent(Stat((int)(await command.ExecuteScalarAsync())!)!));
    }

    public double Seconds()
    {
        var self = Stat(Environment.ProcessId)!;
        return ServerSeconds() + (Ticks(self, 13) + Ticks(self, 14) + Ticks(self, 15) + Ticks(self, 16)) / TicksPerSecond;
    }

    /// <summary>The PostgreSQL server alone.</summary>
    public double ServerSeconds()
    {
        var server = Stat(_postmaster)!;
        var ended = Ticks(server, 13) + Ticks(server, 14) + Ticks(server, 15) + Ticks(server, 16);
        // By their parent, not by name: each server process calls itself after what it does.
        var running = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0]))
            .Select(name => Stat(int.Parse(name!, CultureInfo.InvariantCulture)))
            .Where(s => s is not null && Parent(s) == _postmaster).Sum(s => Ticks(s!, 13) + Ticks(s!, 14));
        return (ended + running) / TicksPerSecond;
    }

    private static int Parent(string[] stat) => (int)Ticks(stat, 3);

    // Field numbers of proc(5), from 0. The name, field 1, may hold spaces: cut it out.
    private static double Ticks(string[] stat, int field) => double.Parse(stat[field], CultureInfo.InvariantCulture);

    private static string[]? Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return ["", "", .. text[(text.LastIndexOf(')') + 2)..].Split(' ')];
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }
}
