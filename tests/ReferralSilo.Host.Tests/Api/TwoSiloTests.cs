using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Host.Tests.Security;
using ReferralSilo.Host.Tests.Timekeeping;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Storage;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>Two silos on one PostgreSQL database; the second machine's clock is an hour ahead.</summary>
public sealed class TwoSilos : IAsyncLifetime
{
    public static readonly TimeSpan Ahead = TimeSpan.FromHours(1);

    public string Database { get; } = PostgresServer.Shared.CreateDatabase();

    public RunningHost First { get; private set; } = null!;

    public RunningHost Second { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        First = new OneSilo(Database, TimeProvider.System, isFirst: true);
        await First.InitializeAsync();
        Second = new OneSilo(Database, new SkewedMachine(Ahead), isFirst: false);
        await Second.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
        PostgresServer.Shared.DropDatabase(Database);
    }

    private sealed class OneSilo(string database, TimeProvider machine, bool isFirst) : RunningHost
    {
        private readonly TempFolder _folder = new();

        protected override StorageOptions Storage =>
            new() { Engine = StorageEngine.Postgres, ConnectionString = database, DataDirectory = _folder.Path };

        protected override TimeProvider Machine => machine;

        protected override Task Define() => isFirst ? base.Define() : Task.CompletedTask;

        protected override void Clean() => _folder.Dispose();
    }
}

/// <summary>Two silos must agree on the time and on the outcome of a request (I3).</summary>
public sealed class TwoSiloTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_silos_write_the_same_time_although_one_machine_is_an_hour_ahead()
    {
        for (var n = 0; n < 20; n++)
        {
            // A referral is activated on either silo, so both write some of these.
            var before = DateTimeOffset.UtcNow;
            var made = await (n % 2 == 0 ? silos.First : silos.Second).Api.Create();
            var after = DateTimeOffset.UtcNow;

            var history = (await silos.First.Api
                .Get($"/api/referrals/{made.Id}/history")).Is(200).Json["items"]!.AsArray();
            Assert.InRange(history[0]!["at"]!.GetValue<DateTimeOffset>(), before.AddSeconds(-1), after.AddSeconds(1));
            Assert.InRange(made.Json["receivedAt"]!.GetValue<DateTimeOffset>(), before.AddSeconds(-1),
                after.AddSeconds(1));
        }
    }

    [Fact]
    public async Task A_token_and_a_session_of_one_silo_are_valid_on_the_other_although_its_machine_is_an_hour_ahead()
    {
        using var withToken = await silos.Second.Browser().With(await silos.First.Token(), "/api/session");
        using var signedIn = await silos.First.Browser().SignIn("nurse", DemoAccounts.Password);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var withCookie = await silos.Second.Browser().From("/api/session", HttpMethod.Get, ("Cookie", cookie));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (withToken.StatusCode, withCookie.StatusCode));
    }

    [Fact]
    public async Task Both_silos_write_the_time_of_the_database_into_the_membership_table()
    {
        await using var connection = new NpgsqlConnection(silos.Database);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(
            "select count(*) filter (where abs(extract(epoch from iamalivetime at time zone 'utc' - now())) < 1800), "
            + "count(*) from orleansmembershiptable", connection);
        await using var row = await command.ExecuteReaderAsync(Ct);
        await row.ReadAsync(Ct);

        Assert.Equal((2, 2), (row.GetInt64(0), row.GetInt64(1)));
    }

    [Fact]
    public async Task Health_reports_whether_the_machine_clock_is_right()
    {
        var (right, off) = ((await silos.First.Api.Get("/health/ready")).Is(200).Json,
            (await silos.Second.Api.Get("/health/ready")).Is(200).Json);

        Assert.Equal(("right", "off"), ((string?)right["clock"], (string?)off["clock"]));
        Assert.InRange(off["clockOffset"]!.GetValue<double>() / 1000, -TwoSilos.Ahead.TotalSeconds - 1,
            -TwoSilos.Ahead.TotalSeconds + 1);
    }

    [Fact]
    public async Task A_request_that_the_other_silo_reported_as_not_applied_never_takes_effect()
    {
        var key = New("key");
        Task<ApiAnswer> sending;
        await using (var block = await Block("ledger_state"))
        {
            sending = silos.First.Api.Post("/api/referrals", Referral(), key);
            await Eventually.Is("the commit waits in the database", () => IsWaitedFor("ledger_state"));
            var asked = (await silos.Second.Api.Post("/api/operations/settle", new { key })).Is(200).Json;
            Assert.Equal(("not-applied", "operation-abandoned"), ((string?)asked["state"], (string?)asked["code"]));
        }

        (await sending).Is(409, "operation-abandoned");
        (await silos.First.Api.Post("/api/referrals", Referral(), key)).Is(409, "operation-abandoned");
        foreach (var silo in (RunningHost[])[silos.First, silos.Second])
            Assert.Equal("not-applied", (string?)(await silo.Api.Get($"/api/operations/{key}")).Is(200).Json["state"]);
    }

    [Fact]
    public async Task Both_silos_report_an_applied_request_with_its_answer()
    {
        var key = New("key");
        var made = await silos.First.Api.Create(Referral(), key);

        var asked = (await silos.Second.Api.Get($"/api/operations/{key}")).Is(200).Json;
        Assert.Equal(("applied", made.Id), ((string?)asked["state"], (string?)asked["answer"]!["id"]));
    }

    [Fact]
    public async Task Outcome_is_unknown_while_the_database_is_blocked_and_known_afterwards()
    {
        var key = New("key");
        await using (await Block("ledger_event"))
            Assert.Equal("unknown", (string?)(await silos.Second.Api.Post("/api/operations/settle", new { key }))
                .Is(200).Json["state"]);

        await Eventually.Is("the operation is answered", async () => (string?)(await silos.First.Api
            .Post("/api/operations/settle", new { key })).Is(200).Json["state"] == "not-applied");
    }

    [Fact]
    public async Task Reads_return_committed_changes_that_the_activation_has_not_loaded()
    {
        var id = (await silos.First.Api.Create()).Id;
        await ClaimWithoutTheGrain(id);

        foreach (var silo in (RunningHost[])[silos.First, silos.Second])
        {
            var shown = (await silo.Api.Get($"/api/referrals/{id}")).Is(200);
            Assert.Equal(("\"2\"", "otto"), (shown.ETag, (string?)shown.Json["claimedBy"]));
        }

        (await silos.Second.Api.Post($"/api/referrals/{id}/claim", ifMatch: "\"2\"")).Is(409, "claimed-by-another");
    }

    /// <summary>Writes as another activation would, so that the active one does not know of it.</summary>
    private async Task ClaimWithoutTheGrain(string id)
    {
        var (ledger, mapper) =
            (silos.First.Services.GetRequiredService<ILedger>(),
            silos.First.Services.GetRequiredService<ReferralMapper>());
        var (stream, now) = (new StreamId(ReferralMapper.StreamKind, id), SystemClock.Instance.GetCurrentInstant());
        var stored = (await ledger.Read(stream, Ct))!;
        ReferralEvent claimed = new ReferralEvent.Claimed(new StaffClaim("otto", now + Duration.FromMinutes(15)));
        var before = mapper.Read(stored.State.Span);
        var next = mapper.Evolve(before, claimed);
        Assert.IsType<CommitResult.Committed>(await ledger.Commit(new Commit(stream, stored.Version, mapper.Write(next),
            [mapper.Write(claimed, "otto")], [], mapper.DueAt(next), mapper.Row(before, next), null, now), Ct));
    }

    /// <summary>Blocks writes to the table until disposed.</summary>
    private async Task<NpgsqlConnection> Block(string table)
    {
        var connection = new NpgsqlConnection(silos.Database);
        await connection.OpenAsync(Ct);
        // The transaction ends with the connection.
        await using var command = new NpgsqlCommand($"begin; lock table {table} in share mode", connection);
        await command.ExecuteNonQueryAsync(Ct);
        return connection;
    }

    private async Task<bool> IsWaitedFor(string table)
    {
        await using var connection = new NpgsqlConnection(silos.Database);
        await connection.OpenAsync(Ct);
        await using var command =
            new NpgsqlCommand("select exists (select from pg_locks where not granted and relation = $1::regclass)",
                connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table });
        return (bool)(await command.ExecuteScalarAsync(Ct))!;
    }
}
