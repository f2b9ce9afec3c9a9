using Npgsql;

namespace ReferralSilo.Storage.Postgres;

/// <summary>Sets the options of connection strings.</summary>
public static class PostgresConnections
{
    private const int CancelMilliseconds = 1_000;

    /// <summary>Prepared statements, no reset between uses and a small pool: a third of the database CPU of the
    /// defaults. Also used for the Orleans providers.</summary>
    public static string Tune(string connectionString, string application) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = application,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            MaxPoolSize = StorageLimits.PostgresConnections,
            Timeout = (int)StorageLimits.Connect.TotalSeconds,
            CommandTimeout = (int)StorageLimits.Command.TotalSeconds,
            CancellationTimeout = CancelMilliseconds,
            // Lists are found by indexes, which are in memory. With the server's own estimate, made for rotating disks,
            // it reads whole tables instead.
            Options = $"-c lock_timeout={(int)StorageLimits.RowLock.TotalMilliseconds} -c random_page_cost=1.1",
        }.ToString();

    /// <summary>For one small command now and then: no pool, the same limits.</summary>
    public static string Brief(string? connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        Pooling = false,
        Timeout = (int)StorageLimits.Connect.TotalSeconds,
        CommandTimeout = (int)StorageLimits.Command.TotalSeconds,
        CancellationTimeout = CancelMilliseconds,
    }.ToString();
}
