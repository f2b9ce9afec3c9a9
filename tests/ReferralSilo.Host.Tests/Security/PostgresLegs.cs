using Npgsql;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Security;

public sealed class SessionTestsOnPostgres : SessionTests
{
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    protected override void Engine(AccountsOptions options) => PostgresEngine.Use(options, _database);

    protected override void Clean() => PostgresServer.Shared.DropDatabase(_database);
}

public sealed class TokenTestsOnPostgres : TokenTests
{
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    protected override void Engine(AccountsOptions options) => PostgresEngine.Use(options, _database);

    protected override void Clean() => PostgresServer.Shared.DropDatabase(_database);
}

public sealed class RightsTestsOnPostgres : RightsTests
{
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    protected override void Engine(AccountsOptions options) => PostgresEngine.Use(options, _database);

    protected override void Clean() => PostgresServer.Shared.DropDatabase(_database);
}

public sealed class InstallationCheckTestsOnPostgres : InstallationCheckTests
{
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    protected override void Engine(AccountsOptions options) => PostgresEngine.Use(options, _database);

    protected override void Clean() => PostgresServer.Shared.DropDatabase(_database);
}

public sealed class ThrottlingTestsOnPostgres : ThrottlingTests
{
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    protected override void Engine(AccountsOptions options) => PostgresEngine.Use(options, _database);

    protected override void Clean() => PostgresServer.Shared.DropDatabase(_database);
}

public sealed class SetUpTestsOnPostgres : SetUpTests
{
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    protected override void Engine(AccountsOptions options) => PostgresEngine.Use(options, _database);

    protected override void Clean() => PostgresServer.Shared.DropDatabase(_database);
}

public sealed class StaffTestsOnPostgres : StaffTests
{
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    protected override void Engine(AccountsOptions options) => PostgresEngine.Use(options, _database);

    protected override void Clean() => PostgresServer.Shared.DropDatabase(_database);
}

public sealed class ClientTestsOnPostgres : ClientTests
{
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    protected override void Engine(AccountsOptions options) => PostgresEngine.Use(options, _database);

    protected override void Clean() => PostgresServer.Shared.DropDatabase(_database);
}

/// <summary>Processes that start together on an empty database.</summary>
public sealed class AccountsStartTests
{
    [Fact]
    public async Task Processes_that_start_together_share_one_schema_and_one_key()
    {
        var database = PostgresServer.Shared.CreateDatabase();
        var hosts = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => SecurityHost.Start(options => PostgresEngine.Use(options, database))));

        var token = await hosts[0].Browser().BearerToken();
        foreach (var host in hosts)
        {
            Assert.Equal("client:demo-client",
                await (await host.Browser().With(token, "/api/probe/who")).Content.ReadAsStringAsync());
            await host.DisposeAsync();
        }

        PostgresServer.Shared.DropDatabase(database);
    }
}

internal static class PostgresEngine
{
    public static void Use(AccountsOptions options, string connectionString) =>
        (options.Engine, options.ConnectionString) = (AccountsEngine.Postgres, connectionString);

    /// <summary>Makes every reader of these tables of the accounts wait until the result is disposed.</summary>
    public static async Task<IAsyncDisposable> Lock(string connectionString, params IEnumerable<string> tables)
    {
        var holder = new NpgsqlConnection(connectionString);
        await holder.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"begin; lock table {string.Join(", ", tables.Select(t => $"accounts.\"{t}\""))} in access exclusive mode",
            holder);
        await command.ExecuteNonQueryAsync();
        return holder;
    }
}
