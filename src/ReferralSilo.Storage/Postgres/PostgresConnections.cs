using Npgsql;

namespace ReferralSilo.Storage.Postgres;

/// <summary>The one place where the connection string is tuned.</summary>
public static class PostgresConnections
{
    private const int CancelMilliseconds = 1_000;

    /// <summary>Statements prepared and kept, no reset between uses, a small pool: a third of the database CPU of the
    /// defaults. Also right for the Orleans providers.</summary>
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
        Options = $"-c lock_timeout={(int)StorageLimits.RowLock.TotalMilliseconds}",
    }.ToString();

    /// <summary>For one small command now and then: no pool, and the same limits.</summary>
    public static string Brief(string? connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        Pooling = false,
        Timeout = (int)StorageLimits.Connect.TotalSeconds,
        CommandTimeout = (int)StorageLimits.Command.TotalSeconds,
        CancellationTimeout = CancelMilliseconds,
    }.ToString();
}
