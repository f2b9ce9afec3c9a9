using System.Text.Json.Nodes;
using ReferralSilo.Contracts.Session;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteOnCallTests(SqliteHost host) : OnCallSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresOnCallTests(PostgresHost host) : OnCallSuite(host);

/// <summary>The on-call list of a service line: who sets it, who sees it, and the alarms that it begins.</summary>
public abstract class OnCallSuite(RunningHost host)
{
    private const string Phone = "+13035550142";

    private ApiClient Api => host.Api;

    [Fact]
    public async Task The_list_stays_when_it_is_absent_and_null_clears_it()
    {
        var path = $"/api/service-lines/{New("line")}";
        try
        {
            await Put(path, List());
            var kept = Settings(await Api.Put(path, new { name = "B", timeZone = "America/Denver" }));
            Assert.Equal(("PT10M", "PT5M"),
                ((string?)kept["onCall"]!["after"], (string?)kept["onCall"]!["every"]));
            Assert.Equal((Phone, "911"),
                ((string?)kept["onCall"]!["people"]![0]!["phone"], (string?)kept["emergencyPhone"]));
        }
        finally
        {
            Assert.Null(Settings(await Clear(path))["onCall"]);
        }
    }

    [Fact]
    public async Task Faults_of_the_list_are_named_by_field_and_never_repeat_the_value()
    {
        var answer = (await Api.Put($"/api/service-lines/{New("line")}", new
        {
            name = "A", timeZone = "UTC", emergencyPhone = "call us",
            onCall = new
            {
                after = "PT5H",
                people = new object[]
                {
                    new { name = "Ann", phone = "555-0100" }, new { name = "Ben" },
                    new { name = "Cat", email = "cat@home", days = new[] { "friday" } },
                },
            },
        })).Is(400, "invalid-input");

        Assert.Equal(["/emergencyPhone", "/onCall/after", "/onCall/people/0/phone", "/onCall/people/1/phone",
            "/onCall/people/2/days/0", "/onCall/people/2/email"], answer.Pointers);
        Assert.All((string[])["555-0100", "cat@home", "call us", "friday"], text =>
            Assert.DoesNotContain(text, answer.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("admin", true, true)]
    [InlineData("nurse", true, false)]
    [InlineData("supervisor", true, false)]
    [InlineData("scheduler", true, false)]
    [InlineData("clinician", false, false)]
    [InlineData("source", false, false)]
    [InlineData("marketing", false, false)]
    [InlineData("auditor", false, false)]
    public async Task Only_staff_sees_the_list_and_only_who_may_change_it_the_numbers(string user, bool people,
        bool numbers)
    {
        var path = $"/api/service-lines/{New("line")}";
        try
        {
            await Put(path, List());
            var answer = (await (await host.As(user)).Get(path)).Is(200);

            var settings = answer.Json["settings"]!;
            Assert.Equal("911", (string?)settings["emergencyPhone"]);
            Assert.Equal(people ? "Ann" : null, (string?)settings["onCall"]?["people"]?[0]?["name"]);
            Assert.Equal(numbers, answer.Text.Contains(Phone, StringComparison.Ordinal));
            Assert.Equal(numbers, answer.Text.Contains("sue@example.org", StringComparison.Ordinal));
        }
        finally
        {
            await Clear(path);
        }
    }

    [Fact]
    public async Task An_urgent_referral_shows_when_the_next_person_is_alerted_and_a_source_does_not_see_it()
    {
        var line = New("line");
        var path = $"/api/service-lines/{line}";
        try
        {
            await Put(path, List());
            var urgent = Referral(line, RunningHost.Source);
            urgent["priority"] = "urgent";
            var id = (await Api.Create(urgent)).Id;

            var view = (await Api.Get($"/api/referrals/{id}")).Is(200).Json;
            Assert.NotNull(view["onCall"]!["nextAt"]);
            Assert.False((bool)view["onCall"]!["nobodyReached"]!);
            var history = (await Api.Get($"/api/referrals/{id}/history")).Is(200).Json["items"]!.AsArray();
            Assert.Equal(["received"], history.Select(e => (string?)e!["what"]));
            Assert.Equal((string?)view["onCall"]!["nextAt"] is var next ? next![..19] : null,
                ((string?)history[0]!["facts"]!["alertAt"])![..19]);
            var source = await host.As(Roles.Source);
            Assert.Null((await source.Get($"/api/referrals/{id}")).Is(200).Json["onCall"]);
            Assert.DoesNotContain("alertAt", (await source.Get($"/api/referrals/{id}/history")).Is(200).Text,
                StringComparison.Ordinal);

            (await Api.Do(id, "claim")).Is(200);
            Assert.Null((await Api.Get($"/api/referrals/{id}")).Is(200).Json["onCall"]!["nextAt"]);
        }
        finally
        {
            await Clear(path);
        }
    }

    /// <summary>Referrals without a line are served by any list, and other tests count their events.</summary>
    private Task<ApiAnswer> Clear(string path) =>
        Api.Put(path, new { name = "A", timeZone = "America/Denver", onCall = (object?)null });

    private async Task Put(string path, object onCall) => (await Api.Put(path, new
    {
        name = "A", timeZone = "America/Denver", emergencyPhone = "911", onCall,
    })).Is(200);

    private static object List() => new
    {
        every = "PT5M",
        people = new[] { new { name = "Ann", user = "nurse", phone = Phone, from = "18:00", to = "08:00" } },
        supervisor = new { name = "Sue", email = "sue@example.org" },
    };

    private static JsonNode Settings(ApiAnswer answer) => answer.Is(200).Json["settings"]!;
}
