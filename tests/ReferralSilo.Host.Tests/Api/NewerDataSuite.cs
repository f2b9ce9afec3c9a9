using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Host.Screens;
using ReferralSilo.Storage;
using ReferralSilo.Testing;
using ReferralSilo.Host.Tests.Security;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

public sealed class SqliteNewerDataTests(SqliteHost host) : NewerDataSuite(host), IClassFixture<SqliteHost>;

public sealed class PostgresNewerDataTests(PostgresHost host) : NewerDataSuite(host), IClassFixture<PostgresHost>;

/// <summary>What a newer program stored is answered with 503 <c>newer-data</c>, and the rest goes on.</summary>
public abstract class NewerDataSuite(RunningHost host)
{
    private ILedger Ledger => host.Services.GetRequiredService<ILedger>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_referral_in_a_newer_form_is_503()
    {
        var id = (await host.Api.Create(Referral())).Id;
        await CommitAsNewer(new StreamId("referral", id));

        (await host.Api.Get($"/api/referrals/{id}")).Is(503, "newer-data");
        (await host.Api.Do(id, "accept")).Is(503, "newer-data");
        (await host.Api.Do(id, "accept", key: New("key"))).Is(503, "newer-data");
    }

    [Fact]
    public async Task A_schedule_in_a_newer_form_is_503_and_has_no_name_on_screens()
    {
        var (clinician, other) = (await Clinician(host.Api, line: Strict), await Clinician(host.Api));
        await CommitAsNewer(new StreamId("schedule", clinician));
        var log = new LogLines<PeopleDirectory>();
        var people = ActivatorUtilities.CreateInstance<PeopleDirectory>(host.Services, log);

        (await host.Api.Get($"/api/clinicians/{clinician}")).Is(503, "newer-data");
        (await host.Api.Put($"/api/clinicians/{clinician}/availability", new { windows = Array.Empty<object>() }))
            .Is(503, "newer-data");
        var names = (await people.All(Token)).Clinicians;
        Assert.Equal((false, "Dr. " + other), (names.ContainsKey(clinician), names[other]));
        Assert.Contains(clinician, Assert.Single(log.Take()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_screen_shows_a_problem()
    {
        var id = (await host.Api.Create(Referral())).Id;
        await CommitAsNewer(new StreamId("referral", id));
        var desk = ActivatorUtilities.CreateInstance<ScreenDesk>(host.Services,
            new SignedInScreen(host.Services, Contracts.Session.Roles.TriageNurse));

        Problem?[] problems =
        [
            (await desk.Referral(id, Token)).Problem, (await desk.History(id, Token)).Problem,
            (await desk.Send(id, new Contracts.Referrals.Accept(), New("op"), null, Token)).Problem,
        ];

        Assert.All(problems, p => Assert.Equal((503, "newer-data"), (p?.Status, p?.Code)));
    }

    /// <summary>Commits a next version as a program of form 9 would, without a row in the list of referrals.</summary>
    private async Task CommitAsNewer(StreamId stream)
    {
        var stored = (await Ledger.Read(stream, Token))!;
        var last = (await Ledger.ReadEvents(stream, Token))[^1];
        Assert.IsType<CommitResult.Committed>(await Ledger.Commit(new Commit(stream, stored.Version,
            AsNewer(stored.State.Span), [new EventToStore(last.Type, "newer", AsNewer(last.Body.Span))], [], null, null,
            null, last.At), Token));
    }

    internal static byte[] AsNewer(ReadOnlySpan<byte> json) =>
        [.. json[..^1], .. Encoding.UTF8.GetBytes(",\"somethingNew\":1,\"form\":9}")];
}

/// <summary>Settings that a newer program stored.</summary>
public sealed class NewerSettingsTests
{
    [Theory, InlineData(StorageEngine.Sqlite), InlineData(StorageEngine.Postgres)]
    public async Task Settings_in_a_newer_form_are_503(StorageEngine engine)
    {
        using var folder = new TempFolder();
        var database = engine == StorageEngine.Postgres ? PostgresServer.Shared.CreateDatabase() : null;
        var storage = new StorageOptions
        {
            Engine = engine, DataDirectory = folder.Path, ConnectionString = database ?? "",
        };
        await using (var older = new HostOn(storage)) await older.InitializeAsync();
        await Rewrite(storage);
        await using (var host = new HostOn(storage) { IsDefined = true })
        {
            await host.InitializeAsync();
            (await host.Api.Get("/api/service-lines")).Is(503, "newer-data");
            (await host.Api.Post("/api/referrals", Referral())).Is(503, "newer-data");
            (await host.Api.Post("/api/referrals", Referral(), New("key"))).Is(503, "newer-data");
            var (later, key) = (new { name = "Later", timeZone = "America/Denver" }, New("key"));
            (await host.Api.Put($"/api/service-lines/{Line}", later, key)).Is(503, "newer-data");
            // The first request reserved the key.
            (await host.Api.Put($"/api/service-lines/{Line}", later, key)).Is(503, "outcome-unknown");
        }

        SqliteConnection.ClearAllPools();
        if (database is not null) PostgresServer.Shared.DropDatabase(database);
    }

    private static async Task Rewrite(StorageOptions storage)
    {
        await using System.Data.Common.DbConnection connection = storage.Engine == StorageEngine.Postgres
            ? new NpgsqlConnection(storage.ConnectionString)
            : new SqliteConnection($"Data Source={Path.Combine(storage.DataDirectory, "settings.db")}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var read = connection.CreateCommand();
        read.CommandText = "select payloadbinary from orleansstorage where graintypestring like '%service-line%'";
        var payload = (byte[])(await read.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        await using var write = connection.CreateCommand();
        write.CommandText = "update orleansstorage set payloadbinary = @payload "
            + "where graintypestring like '%service-line%'";
        var parameter = write.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@payload", NewerDataSuite.AsNewer(payload));
        write.Parameters.Add(parameter);
        Assert.Equal(1, await write.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    private sealed class HostOn(StorageOptions storage) : RunningHost
    {
        public bool IsDefined { get; init; }

        protected override StorageOptions Storage => storage;

        protected override Task Define() => IsDefined ? Task.CompletedTask : base.Define();

        protected override void Clean() => SqliteConnection.ClearAllPools();
    }
}
