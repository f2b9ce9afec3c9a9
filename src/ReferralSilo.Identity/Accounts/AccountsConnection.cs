using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using ReferralSilo.Identity.Limits;
using ReferralSilo.Storage;

namespace ReferralSilo.Identity.Accounts;

/// <summary>Connections to the accounts database.</summary>
internal static class AccountsConnection
{
    public static string String(AccountsOptions options) =>
        options.Engine is AccountsEngine.Sqlite ? Sqlite(options) : Postgres(options).ToString();

    public static DbConnection Create(AccountsOptions options) => options.Engine is AccountsEngine.Sqlite
        ? new SqliteConnection(Sqlite(options))
        : new NpgsqlConnection(Postgres(options).ToString());

    /// <summary>
    /// A connection for migrations, which may take long and may wait for another process. Not pooled.
    /// </summary>
    public static DbConnection ForStart(AccountsOptions options)
    {
        if (options.Engine is AccountsEngine.Sqlite)
            return new SqliteConnection(Sqlite(options));
        var text = Postgres(options);
        (text.Pooling, text.Timeout, text.CommandTimeout) =
            (false, Seconds(StorageLimits.Connect), Seconds(StorageLimits.Migration));
        return new NpgsqlConnection(text.ToString());
    }

    /// <summary>
    /// True when the database could not be reached or did not answer in time.
    /// Entity Framework and OpenIddict wrap the exceptions of the drivers.
    /// </summary>
    public static bool IsAway(Exception? exception) =>
        exception is DbException { IsTransient: true } or TimeoutException or SocketException
        || exception?.InnerException is { } inner && IsAway(inner);

    private static string Sqlite(AccountsOptions options) =>
        new SqliteConnectionStringBuilder { DataSource = options.SqliteFile }.ToString();

    private static NpgsqlConnectionStringBuilder Postgres(AccountsOptions options) => new(
        options.ConnectionString
            ?? throw new InvalidOperationException("PostgreSQL needs ConnectionStrings:ReferralSilo."))
    {
        ApplicationName = "ReferralSilo accounts",
        MaxPoolSize = SecurityLimits.AccountsConnections,
        Timeout = Seconds(SecurityLimits.AccountsConnect),
        CommandTimeout = Seconds(SecurityLimits.AccountsCommand),
        CancellationTimeout = (int)SecurityLimits.AccountsCancel.TotalMilliseconds,
    };

    private static int Seconds(TimeSpan limit) => (int)limit.TotalSeconds;
}
