using System.Text.Json.Nodes;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteEmergencyTests(SqliteHost host) : EmergencySuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresEmergencyTests(PostgresHost host) : EmergencySuite(host);

/// <summary>Emergencies, from the sender's request to the nurse's board.</summary>
public abstract class EmergencySuite(RunningHost host)
{
    [Theory]
    [InlineData("""{"text":"suicide plan"}""")]
    [InlineData("""
        {
          "codes": [
            { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F41.1" },
            { "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "R45851" }
          ]
        }
        """)]
    public async Task A_suicide_plan_sent_as_routine_returns_988_and_alarms_on_the_board(string reason)
    {
        var referral = Referral();
        referral["reason"] = JsonNode.Parse(reason);
        referral["priority"] = "routine";

        var created = await host.Api.Create(referral);

        Assert.Equal("988", created.Json["emergency"]!["phone"]!.GetValue<string>());
        Assert.NotEmpty(created.Json["emergency"]!["text"]!.GetValue<string>());
        Assert.Equal("emergency", created.Json["eligibility"]!["concern"]!.GetValue<string>());
        Assert.True(Due(created) <= Received(created).AddMinutes(5));
        await using var triage = await HubClient.Watch(host.Address, await host.Token(), $"triage/{Line}");
        await triage.Shows(created.Id, r =>
            r.GetProperty("alarm").GetBoolean() && r.GetProperty("concern").GetString() == "emergency", "alarmed");
        Assert.Equal("not-eligible", (await host.Api.Do(created.Id, "accept")).Is(409).Code);
    }

    [Fact]
    public async Task A_denied_plan_is_reviewed_first_without_an_alarm()
    {
        var referral = Referral();
        referral["reason"] = JsonNode.Parse("""{"text":"Anxiety. Denies SI."}""");

        var created = await host.Api.Create(referral);

        Assert.Equal(("review-first", null),
            (created.Json["eligibility"]!["concern"]!.GetValue<string>(), created.Json["emergency"]?.ToString()));
        Assert.True(Due(created) <= Received(created).AddMinutes(30));
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("2019-01-01T00:00:00Z")]
    [InlineData("2099-01-01T00:00:00Z")]
    public async Task A_need_by_out_of_range_is_refused(string needBy)
    {
        var referral = Referral();
        referral["needBy"] = needBy;

        Assert.Equal(["/needBy"], (await host.Api.Post("/api/referrals", referral)).Is(400).Pointers);
    }

    [Fact]
    public async Task A_need_by_in_the_past_is_kept_with_a_warning_and_due_now_until_cleared()
    {
        var referral = Referral();
        var yesterday = DateTimeOffset.UtcNow.AddDays(-1);
        referral["needBy"] = yesterday.ToString("yyyy-MM-ddTHH:mm:ssZ",
            System.Globalization.CultureInfo.InvariantCulture);

        var created = await host.Api.Create(referral);
        var urgent = (await host.Api.Do(created.Id, "prioritize", new { priority = "urgent" })).Is(200);
        var cleared = (await host.Api.Do(created.Id, "prioritize", """{"priority":"routine","needBy":null}""")).Is(200);

        Assert.Equal(["/needBy need-by-past"], created.Json["warnings"]!.AsArray()
            .Select(w => $"{w!["field"]} {w["code"]}"));
        Assert.Equal(Received(created), Due(created));
        Assert.NotNull(urgent.Json["needBy"]);
        Assert.Null(cleared.Json["needBy"]);
        Assert.True(Due(cleared) > Received(created).AddHours(20));
    }

    private static DateTimeOffset Due(ApiAnswer answer) => answer.Json["clock"]!["dueAt"]!.GetValue<DateTimeOffset>();

    private static DateTimeOffset Received(ApiAnswer answer) => answer.Json["receivedAt"]!.GetValue<DateTimeOffset>();
}
