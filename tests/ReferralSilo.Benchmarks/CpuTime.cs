using Npgsql;
using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// CPU seconds of this process, the children it has waited for, and the PostgreSQL server. These stay comparable when
/// other programs use the machine.
/// </summary>
internal sealed class CpuTime
{
    private readonly int _postmaster;

    private CpuTime(int postmaster) => _postmaster = postmaster;

    public static async Task<CpuTime> Of(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select pg_backend_pid()", connection);
        return new(ProcessTable.Parent((int)(await command.ExecuteScalarAsync())!));
    }

    public double Seconds() => ServerSeconds() + ProcessTable.CpuSecondsWithEnded(Environment.ProcessId);

    /// <summary>CPU seconds of the PostgreSQL server alone.</summary>
    public double ServerSeconds() =>
        ProcessTable.CpuSecondsWithEnded(_postmaster) + ProcessTable.Children(_postmaster).Sum(ProcessTable.CpuSeconds);
}
