using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteVisitTimeTests(SqliteHost host) : VisitTimeSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresVisitTimeTests(PostgresHost host) : VisitTimeSuite(host);

/// <summary>The setting <c>visitRecordableBefore</c> of a service line, and the commands that it concerns.</summary>
public abstract class VisitTimeSuite(RunningHost host)
{
    private const string Field = "visitRecordableBefore";

    private ApiClient Api => host.Api;

    [Fact]
    public async Task The_setting_stays_when_it_is_absent_and_null_clears_it()
    {
        var path = $"/api/service-lines/{New("line")}";

        Assert.Equal("PT30M", Setting(await Put(path, """{"name":"A","timeZone":"UTC","claimMinutes":20}""")));
        Assert.Equal("PT2H",
            Setting(await Put(path, """{"name":"A","timeZone":"UTC","visitRecordableBefore":"PT120M"}""")));
        Assert.Equal("PT2H", Setting(await Put(path, """{"name":"B","timeZone":"UTC"}""")));
        Assert.Equal("PT2H", Setting(await Api.Get(path)));
        var cleared = await Put(path, """{"name":"B","timeZone":"UTC","visitRecordableBefore":null}""");
        Assert.Equal("PT30M", Setting(cleared));
        Assert.Equal("PT30M", Setting(await Api.Get(path)));
        var settings = cleared.Json["settings"]!;
        Assert.Equal(("B", 20), ((string?)settings["name"], (int)settings["claimMinutes"]!));
    }

    [Fact]
    public async Task Null_sets_any_part_to_its_default_but_a_required_one()
    {
        var path = $"/api/service-lines/{New("line")}";
        await Put(path, """{"name":"A","timeZone":"UTC","claimMinutes":20,"requiredFields":["payer"]}""");

        var cleared = (await Put(path, """{"name":"A","timeZone":"UTC","claimMinutes":null,"requiredFields":null}"""))
            .Json["settings"]!;

        Assert.Equal(15, (int)cleared["claimMinutes"]!);
        Assert.Null(cleared["requiredFields"]);
        Assert.Equal(["/name"],
            (await Send(path, """{"name":null,"timeZone":"UTC"}""")).Is(400, "invalid-input").Pointers);
    }

    [Fact]
    public async Task Parts_that_do_not_fit_those_that_stay_are_refused_by_field()
    {
        var path = $"/api/service-lines/{New("line")}";
        // 60 minutes of a weekly hour may last longer than 90 minutes, but not when the hours are cleared.
        await Put(path, """
            {"name":"A","timeZone":"UTC","businessHours":[{"days":["mon"],"from":"09:00","to":"10:00"}],
            "targets":[{"clock":"review","minutes":60,"counted":"business-hours"},
            {"clock":"review","minutes":90,"priority":"urgent"}]}
            """);

        Assert.Equal(["/targets/1/minutes"],
            (await Send(path, """{"name":"A","timeZone":"UTC","businessHours":null}""")).Is(400, "invalid-input")
            .Pointers);
        Assert.Equal("\"1\"", (await Api.Get(path)).ETag);
    }

    [Theory]
    [InlineData("\"half an hour\"")]
    [InlineData("\"PT\"")]
    [InlineData("\"P1M\"")]
    [InlineData("\"P1Y\"")]
    [InlineData("\"-PT5M\"")]
    [InlineData("\"00:30:00\"")]
    [InlineData("\"P31D\"")]
    [InlineData("\"PT2592000.1S\"")]
    [InlineData("\"P99999999999999999999D\"")]
    [InlineData("1800")]
    [InlineData("{}")]
    public async Task A_bad_duration_is_named_by_field_and_not_repeated(string value)
    {
        var answer = (await Send($"/api/service-lines/{New("line")}",
            $$"""{"name":"A","timeZone":"UTC","{{Field}}":{{value}}}""")).Is(400, "invalid-input");

        Assert.Equal(["/" + Field], answer.Pointers);
        Assert.DoesNotContain(value.Trim('"') + "\"", answer.Text);
        Assert.Contains(answer.Json["errors"]!["/" + Field]!.AsArray().Single()!.GetValue<string>(), (string[])
            ["Must be an ISO 8601 duration of days, hours, minutes and seconds, such as PT30M or P1DT12H.",
                "Must be a duration from PT0S to P30D."]);
    }

    [Fact]
    public async Task A_visit_is_recorded_only_near_its_start()
    {
        var (line, id) = await BookedTomorrow();
        foreach (var (command, body) in new (string, object?)[]
            { ("arrive", null), ("complete", new { outcome = "seen" }), ("no-show", null) })
        {
            var refused = (await Api.Do(id, command, body)).Is(409, "visit-not-yet");
            Assert.Matches(
                @"^This can be recorded from \w+ \d+ \w+ \d{4}, \d\d:\d\d \(America/Denver, UTC-0[67]:00\) on\.$",
                refused.Json["detail"]!.GetValue<string>());
        }

        await Put($"/api/service-lines/{line}",
            """{"name":"A","timeZone":"America/Denver","visitRecordableBefore":"P30D"}""");

        (await Api.Do(id, "no-show")).Is(409, "visit-not-yet");
        Assert.Equal("arrived", (await Api.Do(id, "arrive")).Is(200).Stage);
        Assert.Equal("completed", (await Api.Do(id, "complete", new { outcome = "seen" })).Is(200).Stage);
    }

    [Fact]
    public async Task The_slot_of_a_visit_that_is_cancelled_early_is_free_again()
    {
        var (line, id) = await BookedTomorrow();
        var slot = (await Api.Get($"/api/referrals/{id}")).Json["appointment"]!["slot"]!.GetValue<string>();
        var other = (await Api.Create(Referral(line, family: "Rivera"))).Id;
        (await Api.Do(other, "book", new { slot })).Is(409, "slot-taken");

        (await Api.Do(id, "cancel-appointment", new { reason = "ill" })).Is(200);

        await Eventually.Is("the slot is free", async () => (await Api.Do(other, "book", new { slot })).Status == 200);
    }

    [Fact]
    public async Task OpenApi_document_describes_the_duration()
    {
        var schemas = (await Api.Get("/openapi/v1.json")).Is(200).Json["components"]!["schemas"]!;
        var setting = schemas["ServiceLineInput"]!["properties"]![Field]!;

        Assert.Equal(("string", "duration"), ((string?)setting["type"], (string?)setting["format"]));
        Assert.Contains("PT0S to P30D; default PT30M", (string?)setting["description"]);
        Assert.Contains("visit-not-yet", schemas["ProblemCode"]!["enum"]!.AsArray().Select(c => (string?)c));
    }

    /// <summary>A line with the default setting, and a referral of it that is booked for tomorrow.</summary>
    private async Task<(string Line, string Id)> BookedTomorrow()
    {
        var line = New("line");
        await Put($"/api/service-lines/{line}", """{"name":"A","timeZone":"America/Denver"}""");
        var clinician = await Clinician(Api, line: line);
        var id = (await Api.Create(Referral(line))).Id;
        (await Api.Do(id, "book", new { slot = (await Slots(Api, clinician))[0] })).Is(200);
        return (line, id);
    }

    private async Task<ApiAnswer> Put(string path, string body) => (await Send(path, body)).Is(200);

    private Task<ApiAnswer> Send(string path, string body) =>
        Api.Send(HttpMethod.Put, path, System.Text.Encoding.UTF8.GetBytes(body));

    private static string? Setting(ApiAnswer answer) => (string?)answer.Json["settings"]![Field];
}
