using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteSettingOperationTests(SqliteHost host) : SettingOperationSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresSettingOperationTests(PostgresHost host) : SettingOperationSuite(host);

/// <summary>One key has one effect and one answer also for settings: service lines, which are stored beside the ledger,
/// and sources.</summary>
public abstract class SettingOperationSuite(RunningHost host)
{
    private ApiClient Api => host.Api;

    [Fact]
    public async Task A_repeated_service_line_change_gets_its_first_answer_after_later_changes()
    {
        var (path, key) = (NewLine(), New("key"));
        var first = (await Api.Put(path, Named("First"), key)).Is(200);
        (await Api.Put(path, Named("Second"))).Is(200);
        var again = (await Api.Put(path, Named("First"), key)).Is(200);

        Assert.Equal((false, "\"1\"", true), (first.Replayed, first.ETag, again.Replayed));
        Assert.Equal((first.Text, first.ETag), (again.Text, again.ETag));
        Assert.Equal("Second", (string?)(await Api.Get(path)).Json["settings"]!["name"]);
        Assert.Equal("applied", await StateOf(key));
    }

    [Fact]
    public async Task The_key_of_a_service_line_change_is_for_one_request()
    {
        var (path, key) = (NewLine(), New("key"));
        (await Api.Put(path, Named("First"), key)).Is(200);

        (await Api.Put(path, Named("Other"), key)).Is(422, "idempotency-key-reused");
        (await Api.Put(NewLine(), Named("First"), key)).Is(422, "idempotency-key-reused");
        (await Api.Post("/api/referrals", Referral(), key)).Is(422, "idempotency-key-reused");
        Assert.Equal("\"1\"", (await Api.Get(path)).ETag);
    }

    [Fact]
    public async Task A_refused_change_of_a_service_line_stays_refused_under_its_key()
    {
        var (path, key) = (NewLine(), New("key"));
        (await Api.Put(path, Named("First"))).Is(200);
        (await Api.Put(path, Named("Second"), key, ifMatch: "\"2\"")).Is(412, "version-mismatch");
        (await Api.Put(path, Named("Other"))).Is(200);

        (await Api.Put(path, Named("Second"), key, ifMatch: "\"2\"")).Is(412, "version-mismatch");
        Assert.Equal("not-applied", await StateOf(key));
        (await Api.Put(path, Named("Second"), New("key"), ifMatch: "\"2\"")).Is(200);
    }

    [Fact]
    public async Task Unchanged_settings_create_no_version_and_keep_their_key()
    {
        var (path, key) = (NewLine(), New("key"));
        (await Api.Put(path, Named("First"))).Is(200);

        Assert.Equal("\"1\"", (await Api.Put(path, Named("First"), key)).Is(200).ETag);
        Assert.True((await Api.Put(path, Named("First"), key)).Is(200).Replayed);
        Assert.Equal("applied", await StateOf(key));
    }

    [Fact]
    public async Task A_service_line_change_reported_as_not_applied_never_takes_effect()
    {
        var (path, key) = (NewLine(), New("key"));

        Assert.Equal("unknown", await StateOf(key));
        Assert.Equal("not-applied",
            (string?)(await Api.Post("/api/operations/settle", new { key })).Is(200).Json["state"]);
        (await Api.Put(path, Named("First"), key)).Is(409, "operation-abandoned");
        (await Api.Get(path)).Is(404);
    }

    [Fact]
    public async Task A_refused_campaign_stays_refused_under_its_key()
    {
        var (source, key, other) = (New("source"), New("key"), New("key"));
        (await Api.Post($"/api/sources/{source}/campaigns", new { code = "SPRING", name = "Spring" }, key)).Is(404);
        (await Api.Put($"/api/sources/{source}", new { name = "Late", kind = "clinical" }, other)).Is(200);
        (await Api.Put($"/api/sources/{source}", new { name = "Late", kind = "clinical" }, key + "-same")).Is(200);

        (await Api.Post($"/api/sources/{source}/campaigns", new { code = "SPRING", name = "Spring" }, key)).Is(404);
        Assert.Equal(("not-applied", "applied", "applied"),
            (await StateOf(key), await StateOf(other), await StateOf(key + "-same")));
    }

    private static string NewLine() => $"/api/service-lines/{New("set")}";

    private static object Named(string name) => new { name, timeZone = "America/Denver" };

    private async Task<string> StateOf(string key) =>
        (string)(await Api.Get($"/api/operations/{key}")).Is(200).Json["state"]!;
}
