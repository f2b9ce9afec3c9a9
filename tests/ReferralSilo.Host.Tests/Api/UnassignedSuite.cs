using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Identity.Accounts;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>A program whose only lines take a heart and a skin.</summary>
public sealed class SqliteTwoLines : SqliteHost
{
    protected override Task Define() => TwoLines.Define(Api);
}

/// <inheritdoc cref="SqliteTwoLines"/>
public sealed class PostgresTwoLines : PostgresHost
{
    protected override Task Define() => TwoLines.Define(Api);
}

internal static class TwoLines
{
    public const string Heart = "heart", Skin = "skin";

    public static async Task Define(ApiClient api)
    {
        foreach (var line in (string[])[Heart, Skin])
            (await api.Put($"/api/service-lines/{line}",
                new { name = line, timeZone = "America/Denver", eligibility = new { reasonWords = new[] { line } } }))
                .Is(200);
    }
}

public sealed class SqliteUnassignedTests(SqliteTwoLines host) : UnassignedSuite(host), IClassFixture<SqliteTwoLines>;

public sealed class PostgresUnassignedTests(PostgresTwoLines host)
    : UnassignedSuite(host), IClassFixture<PostgresTwoLines>;

/// <summary>A referral that no rule routes waits where everyone who triages sees it.</summary>
public abstract class UnassignedSuite(RunningHost host)
{
    private ApiClient Api => host.Api;

    [Fact]
    public async Task A_referral_that_no_rule_routes_is_kept_and_the_answer_says_so()
    {
        var made = (await Create()).Json;

        Assert.Null(made["serviceLine"]);
        Assert.Equal("unknown", (string?)made["eligibility"]!["outcome"]);
        Assert.Equal(("review", false), ((string?)made["clock"]!["kind"], (bool)made["clock"]!["breached"]!));
        var warning = Assert.Single(made["warnings"]!.AsArray())!;
        Assert.Equal(("/serviceLine", "no-service-line"), ((string?)warning["field"], (string?)warning["code"]));
    }

    [Fact]
    public async Task It_is_on_the_boards_and_on_the_wallboard_until_it_is_routed()
    {
        var token = await host.Token();
        await using var wall = await HubClient.Watch(host.Address, token, "wallboard");
        await using var triage = await HubClient.Watch(host.Address, token, "triage/unassigned");
        await using var heart = await HubClient.Watch(host.Address, token, "triage/heart");
        await using var desk = await HubClient.Watch(host.Address, token, "desk/unassigned");
        var id = (await Create("stat")).Id;

        await triage.Shows(id, r => r.GetProperty("alarm").GetBoolean()
            && r.GetProperty("eligibility").GetString() == "unknown", "with an alarm");
        await wall.Shows("unassigned", r => r.GetProperty("alarms").GetInt32() > 0, "with an alarm");
        (await Api.Do(id, "accept")).Is(409, "not-routed");

        Assert.Equal("heart", (string?)(await Api.Do(id, "route", new { serviceLine = "heart" })).Is(200)
            .Json["serviceLine"]);
        await heart.Shows(id, _ => true, "after it is routed");
        await Testing.Eventually.Is("it left the unassigned", () => triage.Row(id) is null);

        var declined = (await Create()).Id;
        (await Api.Do(declined, "decline", new { reason = "Nobody here does this." })).Is(200);
        await desk.Shows(declined, r => r.GetProperty("stage").GetString() == "declined", "until the source knows");
    }

    [Theory]
    [InlineData("triage-nurse")]
    [InlineData("scheduler")]
    public async Task Whoever_triages_or_schedules_any_line_sees_it_and_nothing_of_other_lines(string role)
    {
        var (id, others) = ((await Create()).Id, (await Api.Create(Referral(TwoLines.Skin))).Id);
        var user = New("staff");
        Assert.Empty(await host.Services.GetRequiredService<StaffAccounts>().Create(
            new StaffUser { UserName = user, DisplayName = user, Roles = role, ServiceLines = TwoLines.Heart },
            DemoAccounts.Password + " demo demo"));
        var staff = await host.As(user, DemoAccounts.Password + " demo demo");

        var boards = (await staff.Get("/api/session")).Is(200).Json["boards"]!.AsArray().Select(b => (string?)b)
            .ToList();
        foreach (var board in (string[])["triage/heart", "triage/unassigned", "desk/unassigned"])
            Assert.Contains(board, boards);
        Assert.DoesNotContain("triage/skin", boards);
        (await staff.Get($"/api/referrals/{id}")).Is(200);
        Assert.Contains(id, (await staff.Get("/api/referrals?serviceLine=unassigned&limit=200")).Is(200)
            .Json["items"]!.AsArray().Select(r => (string?)r!["id"]));
        (await staff.Get($"/api/referrals/{others}")).Is(404);
    }

    [Fact]
    public async Task Its_name_is_reserved_for_lines_and_no_clinician_serves_it()
    {
        Assert.Equal(["/id"], (await Api.Put("/api/service-lines/unassigned", new { name = "A", timeZone = "UTC" }))
            .Is(400, "invalid-input").Pointers);
        Assert.Equal(["/serviceLines/0"], (await Api.Put($"/api/clinicians/{New("dr")}",
            new { name = "A", timeZone = "UTC", serviceLines = new[] { "unassigned" },
                licensedStates = new[] { "CO" } })).Is(400, "invalid-input").Pointers);
        Assert.Equal(["/serviceLine"], (await Api.Post("/api/referrals", Referral("unassigned")))
            .Is(400).Pointers);
    }

    private Task<ApiAnswer> Create(string priority = "routine")
    {
        JsonObject body = Referral(line: null);
        body["priority"] = priority;
        return Api.Create(body);
    }
}
