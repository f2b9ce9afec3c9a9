using Microsoft.AspNetCore.Authorization;
using ReferralSilo.Api.Access;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteRightsTests(SqliteHost host) : RightsSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresRightsTests(PostgresHost host) : RightsSuite(host);

/// <summary>Role and scope limit every caller (I13).</summary>
public abstract class RightsSuite(RunningHost host)
{
    [Fact]
    public void Every_route_declares_its_permission()
    {
        Assert.NotEmpty(host.Routes);
        var undeclared = host.Routes.Where(r => r.Metadata.GetMetadata<IAllowAnonymous>() is null
            && r.Metadata.GetMetadata<RequirePermissionAttribute>() is null);
        Assert.Empty(undeclared.Select(r => r.DisplayName));
    }

    [Theory]
    [InlineData("GET", "/api/referrals")]
    [InlineData("POST", "/api/referrals")]
    [InlineData("GET", "/api/referrals/x")]
    [InlineData("POST", "/api/referrals/x/claim")]
    [InlineData("GET", "/api/capacity")]
    [InlineData("GET", "/api/clinicians")]
    [InlineData("PUT", "/api/service-lines/x")]
    [InlineData("GET", "/api/operations/x")]
    [InlineData("GET", "/hubs/boards")]
    public async Task Every_route_requires_a_sign_in(string method, string path) =>
        (await new ApiClient(host.Browser()).Send(new HttpMethod(method), path, null)).Is(401, "not-signed-in");

    [Theory]
    [InlineData("scheduler", "accept")]
    [InlineData("nurse", "complete")]
    [InlineData("clinician", "claim")]
    [InlineData("clinician", "book")]
    [InlineData("source", "claim")]
    [InlineData("admin", "withdraw")]
    [InlineData("auditor", "claim")]
    public async Task A_role_may_not_use_commands_of_other_roles(string user, string command)
    {
        var id = (await host.Api.Create(Referral(source: RunningHost.Source))).Id;
        (await (await host.As(user)).Do(id, command, ReferralSuite.Minimal(command))).Is(403, "forbidden");
        Assert.Equal("\"1\"", (await host.Api.Get($"/api/referrals/{id}")).ETag);
    }

    [Theory]
    [InlineData("scheduler", "PUT", "/api/service-lines/x")]
    [InlineData("nurse", "PUT", "/api/clinicians/x")]
    [InlineData("source", "GET", "/api/capacity")]
    [InlineData("source", "GET", "/api/clinicians")]
    [InlineData("admin", "GET", "/api/referrals")]
    [InlineData("auditor", "POST", "/api/referrals")]
    [InlineData("auditor", "GET", "/api/capacity")]
    [InlineData("clinician", "GET", "/api/capacity")]
    public async Task A_role_may_not_use_routes_of_other_roles(string user, string method, string path) =>
        (await (await host.As(user)).Send(new HttpMethod(method), path, method == "GET" ? null : "{}"u8.ToArray()))
            .Is(403, "forbidden");

    [Fact]
    public async Task A_clinician_changes_their_own_availability_only()
    {
        var clinician = await host.As("clinician");
        var windows = new { windows = new[] { new { days = new[] { "mon" }, from = "09:00", to = "10:00" } } };

        (await clinician.Put($"/api/clinicians/{RunningHost.Clinician}/availability", windows)).Is(200);
        var foreign = await clinician.Put($"/api/clinicians/{await Clinician(host.Api)}/availability", windows);
        var absent = await clinician.Put($"/api/clinicians/{New("dr")}/availability", windows);
        Assert.Equal(foreign.Is(404, "not-found").Text, absent.Is(404, "not-found").Text);
        (await (await host.As("scheduler")).Put($"/api/clinicians/{RunningHost.Clinician}/availability", windows))
            .Is(403, "forbidden");
    }

    [Fact]
    public async Task A_source_sees_only_its_own_referrals()
    {
        var source = await host.As("source");
        var (own, others, withoutSource) =
            (await host.Api.Create(Referral(source: RunningHost.Source)),
            await host.Api.Create(Referral(source: "hilltop")), await host.Api.Create());

        (await source.Get($"/api/referrals/{own.Id}")).Is(200);
        foreach (var hidden in (string[])[others.Id, withoutSource.Id])
        {
            (await source.Get($"/api/referrals/{hidden}")).Is(404, "not-found");
            (await source.Get($"/api/referrals/{hidden}/history")).Is(404, "not-found");
            (await source.Do(hidden, "withdraw", new { reason = "x" })).Is(404, "not-found");
        }

        var listed = (await source.Get("/api/referrals?limit=200")).Is(200).Json["items"]!.AsArray();
        Assert.NotEmpty(listed);
        Assert.All(listed, r => Assert.Equal(RunningHost.Source, r!["source"]!.GetValue<string>()));
        Assert.Empty((await source.Get("/api/referrals?source=hilltop")).Is(200).Json["items"]!.AsArray());
        Assert.Empty((await source.Post("/api/referrals/search", new { q = others.Json["number"]!.GetValue<string>() }))
            .Is(200).Json["items"]!.AsArray());
        (await source.Get("/api/sources/hilltop")).Is(404);
        (await source.Get("/api/sources/hilltop/referrals")).Is(404);
    }

    [Fact]
    public async Task Nobody_filters_by_a_field_that_the_role_does_not_see()
    {
        var made = await host.Api.Create(Referral(source: RunningHost.Source));
        var (auditor, source) = (await host.As("auditor"), await host.As("source"));
        var number = (string)made.Json["number"]!;

        foreach (var q in (string[])["Okafor", "1988-04-12", "+13035550123", $"{number} Okafor"])
            Assert.Equal(["/q"], (await auditor.Post("/api/referrals/search", new { q })).Is(400).Pointers);
        Assert.Equal(["/campaign"], (await auditor.Get("/api/referrals?campaign=SPRING")).Is(400).Pointers);
        Assert.Equal(["/assignedTo"], (await source.Get("/api/referrals?assignedTo=nurse")).Is(400).Pointers);
        Assert.Contains(made.Id, (await auditor.Post("/api/referrals/search", new { q = number })).Is(200).Text,
            StringComparison.Ordinal);
        (await auditor.Get("/api/referrals?assignedTo=nurse")).Is(200);
        (await source.Get("/api/referrals?campaign=SPRING")).Is(200);
    }

    [Fact]
    public async Task A_source_submits_only_for_itself_without_naming_itself()
    {
        var source = await host.As("source");

        Assert.Equal(RunningHost.Source, (await source.Create(Referral())).Json["source"]!.GetValue<string>());
        Assert.Equal(["/source"], (await source.Post("/api/referrals", Referral(source: "hilltop"))).Is(400).Pointers);
    }

    [Fact]
    public async Task A_source_does_not_see_duplicates_of_other_sources()
    {
        var family = New("Same");
        await host.Api.Create(Referral(source: "hilltop", family: family));
        var own = await (await host.As("source")).Create(Referral(family: family));

        Assert.Null(own.Json["possibleDuplicates"]);
        Assert.Null((await (await host.As("source")).Get($"/api/referrals/{own.Id}")).Json["possibleDuplicates"]);
    }

    [Fact]
    public async Task An_inactive_source_may_not_submit()
    {
        var source = New("src");
        (await host.Api.Put($"/api/sources/{source}", new { name = "Gone", kind = "clinical", active = false }))
            .Is(200);

        (await host.Api.Post("/api/referrals", Referral(source: source))).Is(409, "source-inactive");
    }

    [Fact]
    public async Task Unknown_resources_are_not_found()
    {
        foreach (var path in (string[])["/api/referrals/none", "/api/referrals/none/history",
            "/api/referrals/none/matches", "/api/clinicians/none", "/api/clinicians/none/schedule",
            "/api/service-lines/none", "/api/sources/none", "/api/sources/none/campaigns", "/api/nothing"])
            (await host.Api.Get(path)).Is(404, "not-found");
    }
}
