using Npgsql;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>Who signs in while the accounts database is away is told so, soon, and may try again.</summary>
public sealed class AccountsAwayTests
{
    [Fact]
    public async Task Sign_in_and_token_are_unavailable_while_the_database_refuses_connections()
    {
        using var cluster = PostgresCluster.Start();
        await using var host =
            await SecurityHost.Start(options =>
            PostgresEngine.Use(options, PostgresServer.ForCluster(cluster).CreateDatabase()));

        cluster.Crash();

        // Twice: on a connection of the pool that is cut, then on one that cannot be made.
        for (var i = 0; i < 2; i++)
            await IsUnavailable(host);
    }

    [Fact]
    public async Task Sign_in_and_token_are_unavailable_while_the_database_does_not_answer()
    {
        var database = PostgresServer.Shared.CreateDatabase();
        await using (var host = await SecurityHost.Start(options => PostgresEngine.Use(options, database)))
        {
            await using (await PostgresEngine.Lock(database, "Staff", "OpenIddictApplications"))
                await IsUnavailable(host);
        }

        PostgresServer.Shared.DropDatabase(database);
    }

    [Fact]
    public async Task Accounts_are_unavailable_while_the_database_does_not_answer()
    {
        var database = PostgresServer.Shared.CreateDatabase();
        await using (var host = await SecurityHost.Start(options => PostgresEngine.Use(options, database)))
        {
            var administrator = await host.SignedIn("admin");
            // From here on the rights of the session are known without a query: no time passes.
            (await administrator.GetAsync("/api/staff")).EnsureSuccessStatusCode().Dispose();
            await using (await PostgresEngine.Lock(database, "Staff"))
            {
                using var read = await administrator.GetAsync("/api/staff");
                using var changed = await administrator.PostAsync("/api/staff/nurse/disable", null);

                await read.IsProblem(503, "unavailable");
                await changed.IsProblem(503, "outcome-unknown");
            }
        }

        PostgresServer.Shared.DropDatabase(database);
    }

    [Fact]
    public void A_server_that_says_nothing_is_given_up_before_a_person_gives_up()
    {
        var options =
            new AccountsOptions { Engine = AccountsEngine.Postgres,
            ConnectionString = "Host=db;Timeout=300;Command Timeout=300" };

        var limits = new NpgsqlConnectionStringBuilder(AccountsConnection.String(options));
        using var start = AccountsConnection.ForStart(options);
        var atStart = new NpgsqlConnectionStringBuilder(start.ConnectionString);

        Assert.Equal((2, 3, 1000), (limits.Timeout, limits.CommandTimeout, limits.CancellationTimeout));
        Assert.Equal((300, false), (atStart.CommandTimeout, atStart.Pooling));
    }

    private static async Task IsUnavailable(SecurityHost host)
    {
        var answers = await Task.WhenAll(host.Browser().SignIn("nurse", DemoAccounts.Password), host.Browser().Token());
        foreach (var answer in answers)
        {
            await answer.IsProblem(503, "unavailable");
            Assert.NotNull(answer.Headers.RetryAfter);
            answer.Dispose();
        }
    }
}
