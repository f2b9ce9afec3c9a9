using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Maintenance;

/// <summary>The real program moves from its embedded database into PostgreSQL and goes on there.</summary>
public sealed class MigrateCommandTests : IAsyncLifetime
{
    private readonly string _target = PostgresServer.Shared.CreateDatabase();
    private RunningProgram _program = null!;

    public async ValueTask InitializeAsync() => _program = await RunningProgram.Start();

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        PostgresServer.Shared.DropDatabase(_target);
    }

    [Fact]
    public async Task Everything_goes_on_after_the_move()
    {
        var api = await Everything.AsMachine(_program.Address);
        var kept = await api.Create(Everything.AReferral(), key: "before-the-move");
        var refused = await api.Do(kept.Id, "close", key: "refused-before-the-move");
        refused.Is(409);
        var cookies = await SignIn(_program.Address);
        var before = await Everything.Of(api);
        Assert.Equal(0, await _program.End("TERM"));

        var moved = (await ACommand.Run("migrate", "--to", _target, "--data", _program.DataFolder)).Is(0);

        Assert.DoesNotContain("differs", moved.Said);
        Assert.Contains("unprotected", moved.Said);
        Assert.Matches(@"\d+ rows in \d+\.\d s", moved.Said);
        await using var there = await RunningProgram.Start(_target);
        before.GoesOnIn(await Everything.Of(Everything.With(there.Address, Token(api))));
        api = await Everything.AsMachine(there.Address);
        var again = await api.Create(Everything.AReferral(), key: "before-the-move");
        Assert.True(again.Replayed);
        Assert.Equal(kept.Text, again.Text);
        var no = (await api.Get("/api/operations/refused-before-the-move")).Is(200).Json;
        Assert.Equal(("not-applied", refused.Code), ((string?)no["state"], (string?)no["code"]));
        Assert.Equal(HttpStatusCode.OK, await Session(there.Address, cookies));
        await SignIn(there.Address);
    }

    [Fact]
    public async Task Killed_in_the_middle_it_leaves_nothing_and_can_be_done_again()
    {
        Assert.Equal(0, await _program.End("TERM"));
        await using (var gate = new NpgsqlConnection(_target))
        {
            await gate.OpenAsync();
            foreach (var (_, sql) in AccountsDatabase.Scripts(AccountsEngine.Postgres)) await Execute(gate, sql);
            await Execute(gate,
                "create table accounts.schema_version (version int not null); insert into accounts.schema_version "
                + $"values ({AccountsDatabase.Scripts(AccountsEngine.Postgres).Max(s => s.Number)})");
            // Its accounts may be read and not written: the move stops after the ledger was copied.
            await using var transaction = await gate.BeginTransactionAsync();
            await Execute(gate, """lock table accounts."Staff" in share mode""");
            using var move = ACommand.Begin("migrate", "--to", _target, "--data", _program.DataFolder);
            await Eventually.Is("the move waits for the accounts", async () =>
                await Scalar(
                    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = "
                    + "'Lock' and query ilike 'copy%Staff%'") is > 0);
            move.Kill();
            await move.WaitForExitAsync();
        }

        await Eventually.Is("the server has noticed", async () =>
            await Scalar(
                "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
                + "and state <> 'idle'") is 0);
        Assert.Equal(0, await Scalar("select count(*) from ledger_event"));

        var moved = (await ACommand.Run("migrate", "--to", _target, "--data", _program.DataFolder)).Is(0);
        var again = (await ACommand.Run("migrate", "--to", _target, "--data", _program.DataFolder)).Is(0);

        Assert.Contains("Moved.", moved.Said);
        Assert.Contains("nothing was left to copy", again.Said);
        Assert.Equal(8, await Scalar("""select count(*) from accounts."Staff" """));
    }

    [Fact]
    public async Task Running_system_is_not_moved()
    {
        var refused = (await ACommand.Run("migrate", "--to", _target, "--data", _program.DataFolder)).Is(2);

        Assert.Contains("Another ReferralSilo is running", refused.Complained);
    }

    private static string Token(ApiClient api) => api.Http.DefaultRequestHeaders.Authorization!.Parameter!;

    private static async Task<CookieContainer> SignIn(Uri address)
    {
        var cookies = new CookieContainer();
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = cookies }) { BaseAddress = address };
        (await new ApiClient(http).Post("/api/session", new { user = "nurse", password = "demo" })).Is(200);
        return cookies;
    }

    private static async Task<HttpStatusCode> Session(Uri address, CookieContainer cookies)
    {
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = cookies }) { BaseAddress = address };
        using var answer = await http.GetAsync("/api/session");
        Assert.Equal("nurse", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["user"]);
        return answer.StatusCode;
    }

    private async Task<long> Scalar(string sql)
    {
        await using var connection = new NpgsqlConnection(_target);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
