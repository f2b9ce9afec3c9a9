using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteOperationTests(SqliteHost host) : OperationSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresOperationTests(PostgresHost host) : OperationSuite(host);

/// <summary>One key has one effect and one answer (I2, I3), and outdated versions cannot be changed.</summary>
public abstract class OperationSuite(RunningHost host)
{
    private ApiClient Api => host.Api;

    [Fact]
    public async Task A_repeated_creation_returns_the_same_bytes()
    {
        var (key, body) = (New("key"), Referral(family: New("Once")));
        var first = await Api.Create(body, key);
        await Api.Do(first.Id, "claim");
        var again = await Api.Create(body, key);

        Assert.False(first.Replayed);
        Assert.True(again.Replayed);
        Assert.Equal((first.Text, first.ETag, first.Location), (again.Text, again.ETag, again.Location));
    }

    [Fact]
    public async Task A_key_with_another_body_is_refused_and_changes_nothing()
    {
        var key = New("key");
        var first = await Api.Create(Referral(), key);

        (await Api.Post("/api/referrals", Referral(family: "Other"), key)).Is(422, "idempotency-key-reused");
        (await Api.Do(first.Id, "claim", null, key)).Is(422, "idempotency-key-reused");
        Assert.Equal("\"1\"", (await Api.Get($"/api/referrals/{first.Id}")).ETag);
    }

    [Fact]
    public async Task Concurrent_creations_with_one_key_create_one_referral()
    {
        var (key, body) = (New("key"), Referral());
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Api.Create(body, key)));

        Assert.Single(answers.Select(a => a.Id).Distinct());
        Assert.Single(answers.Select(a => a.Text).Distinct());
        Assert.Single((await Api.Get($"/api/referrals/{answers[0].Id}/history")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task A_repeated_command_gets_its_first_answer_after_later_changes()
    {
        var (key, id) = (New("key"), (await Api.Create()).Id);
        var claimed = (await Api.Do(id, "claim", null, key)).Is(200);
        (await Api.Do(id, "withdraw", new { reason = "x" })).Is(200);
        var again = (await Api.Do(id, "claim", null, key)).Is(200);

        Assert.Equal((true, claimed.Text), (again.Replayed, again.Text));
    }

    [Fact]
    public async Task A_refused_command_stays_refused_under_its_key()
    {
        var (key, id) = (New("key"), (await Api.Create()).Id);
        (await Api.Do(id, "close", null, key)).Is(409, "not-allowed-in-stage");
        (await Api.Do(id, "decline", new { reason = "x" })).Is(200);

        (await Api.Do(id, "close", null, key)).Is(409, "not-allowed-in-stage");
        (await Api.Do(id, "close", null, New("key"))).Is(200);
    }

    [Fact]
    public async Task Two_clients_may_use_the_same_key()
    {
        var key = New("key");
        var (mine, theirs) = (await Api.Create(Referral(), key), await (await host.As("scheduler"))
            .Create(Referral(family: "Other"), key));

        Assert.NotEqual(mine.Id, theirs.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    public async Task An_invalid_key_is_refused(string key)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post,
            "/api/referrals") { Content = new StringContent(Referral().ToJsonString(), null, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var answer = await Api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_change_of_an_outdated_version_is_refused()
    {
        var id = (await Api.Create()).Id;
        (await Api.Post($"/api/referrals/{id}/claim", null, ifMatch: "\"1\"")).Is(200);

        (await Api.Post($"/api/referrals/{id}/release", null, ifMatch: "\"1\"")).Is(412, "version-mismatch");
        (await Api.Post($"/api/referrals/{id}/release", null, ifMatch: "nonsense")).Is(412, "version-mismatch");
        (await Api.Post($"/api/referrals/{id}/release", null, ifMatch: "*")).Is(200);
    }

    [Fact]
    public async Task The_outcome_of_a_request_can_be_read()
    {
        var (made, refused) = (New("key"), New("key"));
        var created = await Api.Create(Referral(), made);
        (await Api.Do(created.Id, "close", null, refused)).Is(409);

        var applied = (await Api.Get($"/api/operations/{made}")).Is(200).Json;
        Assert.Equal(("applied", created.Id),
            (applied["state"]!.GetValue<string>(), applied["answer"]!["id"]!.GetValue<string>()));
        var no = (await Api.Get($"/api/operations/{refused}")).Is(200).Json;
        Assert.Equal(("not-applied", "not-allowed-in-stage"),
            (no["state"]!.GetValue<string>(), no["code"]!.GetValue<string>()));
        Assert.Equal("unknown",
            (await (await host.As("scheduler")).Get($"/api/operations/{made}")).Json["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Asking_has_no_effect_and_settling_is_final()
    {
        var key = New("key");
        foreach (var path in (string[])[$"/api/operations?key={key}", $"/api/operations/{key}"])
            Assert.Equal(("unknown", key), await Outcome(await Api.Get(path)));
        await Api.Create(Referral(), key);
        Assert.Equal(("applied", key), await Outcome(await Api.Get($"/api/operations?key={key}")));
        Assert.Equal(("applied", key), await Outcome(await Api.Post("/api/operations/settle", new { key })));

        var barred = New("key");
        Assert.Equal(("not-applied", barred),
            await Outcome(await Api.Post("/api/operations/settle", new { key = barred })));
        (await Api.Post("/api/referrals", Referral(), barred)).Is(409, "operation-abandoned");
        Assert.Equal(("not-applied", barred), await Outcome(await Api.Get($"/api/operations?key={barred}")));
    }

    [Theory]
    [InlineData("order/77/1")]
    [InlineData("a b&c=d?e#f")]
    [InlineData("100%2F")]
    [InlineData("100%252F")]
    [InlineData("%")]
    public async Task Every_allowed_key_can_be_asked_for(string text)
    {
        var key = New("key") + text;
        await Api.Create(Referral(), key);

        Assert.Equal(("applied", key),
            await Outcome(await Api.Get($"/api/operations?key={Uri.EscapeDataString(key)}")));
        Assert.Equal(("applied", key), await Outcome(await Api.Post("/api/operations/settle", new { key })));
        Assert.Equal(("applied", key),
            await Outcome(await Api.Get($"/api/operations/{Uri.EscapeDataString(key)}")));
    }

    [Fact]
    public async Task A_request_without_a_key_is_told_by_field()
    {
        Assert.Equal(["/key"], (await Api.Get("/api/operations")).Is(400, "invalid-input").Pointers);
        Assert.Equal(["/key"], (await Api.Post("/api/operations/settle", new { key = "" })).Is(400).Pointers);
    }

    private static Task<(string State, string Key)> Outcome(ApiAnswer answer) => Task.FromResult(
        (answer.Is(200).Json["state"]!.GetValue<string>(), answer.Json["key"]!.GetValue<string>()));
}
