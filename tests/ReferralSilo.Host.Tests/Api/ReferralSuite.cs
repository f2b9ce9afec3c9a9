using System.Text.Json.Nodes;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteReferralTests(SqliteHost host) : ReferralSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresReferralTests(PostgresHost host) : ReferralSuite(host);

/// <summary>The commands of a referral over HTTP: effects and refusals.</summary>
public abstract class ReferralSuite(RunningHost host)
{
    private ApiClient Api => host.Api;

    [Fact]
    public async Task A_referral_passes_all_stages_from_received_to_closed()
    {
        var slots = await Slots(Api, await Clinician(Api));
        var created = await Api.Create(Referral(source: RunningHost.Source));
        var id = created.Id;
        Assert.Equal(($"/api/referrals/{id}", "\"1\"", "received"), (created.Location, created.ETag, created.Stage));
        Assert.Matches("^RS-[0-9A-Z]{4}-[0-9A-Z]{4}$", created.Json["number"]!.GetValue<string>());

        await Steps(id,
            ("claim", null, "received"),
            ("request-information", new { items = new[] { "payer" } }, "information-requested"),
            ("supply-information", new { items = new[] { "payer" } }, "received"),
            ("prioritize", new { priority = "urgent" }, "received"),
            ("assign", new { to = "scheduler" }, "received"), ("accept", new { note = "yes" }, "accepted"),
            ("contact-attempts", new { channel = "call", outcome = "no-answer" }, "contacting"),
            ("contact-attempts", new { channel = "call", outcome = "reached" }, "waiting"),
            ("consents", new { kind = "sms", given = true }, "waiting"),
            ("offers", new { slots = new[] { slots[0], slots[1] } }, "offered"),
            ("offers/decline", new { reason = "early" }, "waiting"),
            ("offers", new { slots = new[] { slots[2], slots[3] } }, "offered"),
            ("offers/accept", new { slot = slots[2] }, "booked"),
            ("reschedule", new { slot = slots[4] }, "booked"),
            ("cancel-appointment", new { reason = "ill" }, "contacting"),
            ("book", new { slot = slots[6] }, "booked"),
            ("arrive", null, "arrived"), ("complete", new { outcome = "seen" }, "completed"),
            ("acknowledge", null, "completed"), ("close", null, "closed"));

        var read = await Api.Get($"/api/referrals/{id}");
        Assert.Equal(("closed", "seen", null),
            (read.Stage, read.Json["outcome"]!.GetValue<string>(), read.Json["clock"]?.ToString()));
        var history = (await Api.Get($"/api/referrals/{id}/history")).Is(200).Json["items"]!.AsArray();
        Assert.Equal(Enumerable.Range(1, history.Count).Select(n => (long)n),
            history.Select(h => h!["version"]!.GetValue<long>()));
        Assert.Equal($"\"{history.Count}\"", read.ETag);
        Assert.All(history, h => Assert.Equal("client:demo-client", h!["by"]!.GetValue<string>()));
        Assert.Contains(history, h =>
            h!["what"]!.GetValue<string>() == "appointment-cancelled" && h["why"]!.GetValue<string>() == "ill");
    }

    [Theory]
    [InlineData("decline", """{"reason":"not ours"}""", "declined")]
    [InlineData("redirect", """{"to":"911","reason":"emergency"}""", "redirected")]
    [InlineData("withdraw", """{"reason":"moved away"}""", "withdrawn")]
    [InlineData("route", $$"""{"serviceLine":"{{Strict}}"}""", "received")]
    [InlineData("release", null, "received")]
    public async Task A_command_answers_with_the_referral(string command, string? body, string stage) =>
        Assert.Equal(stage, (await Api.Do((await Api.Create()).Id, command, body)).Is(200).Stage);

    [Fact]
    public async Task A_closed_referral_without_a_visit_is_opened_again_and_its_loop_too()
    {
        var id = (await Api.Create(Referral(source: RunningHost.Source))).Id;
        await Steps(id, ("withdraw", new { reason = "moved away" }, "withdrawn"),
            ("acknowledge", null, "withdrawn"), ("close", null, "closed"),
            ("reopen", new { reason = "stays after all" }, "received"), ("accept", null, "accepted"),
            ("withdraw", new { reason = "moved away" }, "withdrawn"));

        (await Api.Do(id, "close")).Is(409, "loop-open");
        (await Api.Do(id, "reopen", new { reason = " " })).Is(400, "invalid-input");
        var history = (await Api.Get($"/api/referrals/{id}/history")).Is(200).Json["items"]!.AsArray();
        Assert.Equal(["stays after all"], history.Where(h => h!["what"]!.GetValue<string>() == "reopened")
            .Select(h => h!["why"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Every_command_has_a_route_and_refuses_an_unknown_referral()
    {
        foreach (var name in CommandTable.All.Select(c => c.Name))
            Assert.Contains((await Api.Do("nobody", name, Minimal(name))).Is(404).Code!, "not-found");
    }

    [Fact]
    public async Task Every_command_that_a_stage_does_not_list_is_refused()
    {
        var created = await Api.Create();
        var allowed = created.Json["actions"]!.AsArray().Select(a => a!.GetValue<string>()).ToList();
        foreach (var name in CommandTable.All.Select(c => c.Name).Where(name => !allowed.Contains(name)))
            (await Api.Do(created.Id, name, Minimal(name))).Is(409, "not-allowed-in-stage");
        Assert.Equal(1, (await Api.Get($"/api/referrals/{created.Id}")).Json["version"]!.GetValue<long>());
    }

    [Fact]
    public async Task Every_refusal_of_the_rules_has_its_own_code()
    {
        var child = (await Api.Create(Referral(Strict, RunningHost.Source, born: "2020-01-01"))).Id;
        (await Api.Do(child, "accept")).Is(409, "not-eligible");
        (await Api.Do(child, "decline", new { reason = "too young" })).Is(200);
        (await Api.Do(child, "close")).Is(409, "loop-open");
        var id = (await Api.Create()).Id;
        (await (await host.As("nurse")).Do(id, "claim")).Is(200);
        (await Api.Do(id, "accept")).Is(409, "claimed-by-another");
    }

    [Fact]
    public async Task A_taken_slot_is_refused_with_alternatives()
    {
        var slots = await Slots(Api, await Clinician(Api));
        var (first, second) = (await Api.Waiting(), await Api.Waiting());
        (await Api.Do(first, "book", new { slot = slots[0] })).Is(200);
        var refused = (await Api.Do(second, "book", new { slot = slots[0] })).Is(409, "slot-taken");

        var next = refused.Json["nextBest"]!.AsArray();
        Assert.NotEmpty(next);
        (await Api.Do(second, "book", new { slot = next[0]!["slot"]!.GetValue<string>() })).Is(200);
    }

    [Fact]
    public async Task Missing_fields_are_named_and_an_incomplete_referral_is_kept()
    {
        Assert.Equal(["/patient"], (await Api.Post("/api/referrals", new { serviceLine = Line }))
            .Is(400, "invalid-input").Pointers);
        var bad = Referral();
        bad["patient"]!["birthDate"] = "1988-13-12";
        bad["priority"] = "very";
        Assert.NotEmpty((await Api.Post("/api/referrals", bad)).Is(400).Pointers);
        Assert.Contains("/serviceLine", (await Api.Post("/api/referrals", Referral("nowhere"))).Is(400).Pointers);
        Assert.Contains("/source", (await Api.Post("/api/referrals", Referral(source: "nobody"))).Is(400).Pointers);

        var kept = await Api.Create(Referral(Strict));
        Assert.Equal("payer", Assert.Single(kept.Json["missing"]!.AsArray())!["what"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_unknown_field_is_refused_by_name()
    {
        var body = Referral();
        body["patient"]!["shoeSize"] = 42;
        Assert.Contains("/patient/shoeSize", (await Api.Post("/api/referrals", body)).Is(400).Pointers);
        Assert.Contains("/surprise", (await Api.Do((await Api.Create()).Id, "claim", new { surprise = 1 }))
            .Is(400).Pointers);
    }

    [Fact]
    public async Task The_same_identifier_from_the_same_source_is_the_same_referral()
    {
        var body = Referral(source: RunningHost.Source);
        body["identifiers"] = new JsonArray(new JsonObject { ["system"] = "urn:test", ["value"] = New("order") });
        var (first, second) = (await Api.Create(body), await Api.Post("/api/referrals", body));

        Assert.Equal(first.Id, second.Id);
        second.Is(200);
        Assert.Single((await Api.Get($"/api/referrals/{first.Id}/history")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task A_second_open_referral_of_one_person_is_kept_as_a_possible_duplicate()
    {
        var family = New("Twin");
        var (first, second) = (await Api.Create(Referral(family: family)), await Api.Create(Referral(family: family)));

        Assert.NotEqual(first.Id, second.Id);
        await Eventually.Is("the possible duplicate is shown", async () =>
            Duplicates(await Api.Get($"/api/referrals/{second.Id}")).SequenceEqual([first.Id]));
        Assert.Equal([first.Id], Duplicates((await Api.Do(second.Id, "claim")).Is(200)));

        static IEnumerable<string> Duplicates(ApiAnswer answer) =>
            answer.Json["possibleDuplicates"]!.AsArray().Select(d => d!.GetValue<string>());
    }

    [Fact]
    public async Task A_tracking_code_determines_the_source()
    {
        var body = Referral();
        body["tracking"] = new JsonObject { ["code"] = "spring" };

        Assert.Equal(RunningHost.Source, (await Api.Create(body)).Json["source"]!.GetValue<string>());
    }

    private async Task Steps(string id, params (string Command, object? Body, string Stage)[] steps)
    {
        foreach (var (command, body, stage) in steps)
        {
            var answer = (await Api.Do(id, command, body)).Is(200);
            Assert.True(answer.Stage == stage, $"{command} led to {answer.Stage}, not to {stage}.");
            Assert.Equal($"\"{answer.Json["version"]}\"", answer.ETag);
        }
    }

    internal static string? Minimal(string command) => command switch
    {
        "request-information" => """{"items":["payer"]}""",
        "route" => $$"""{"serviceLine":"{{Strict}}"}""",
        "prioritize" => """{"priority":"stat"}""",
        "assign" => """{"to":null}""",
        "decline" or "withdraw" or "cancel-appointment" or "reopen" => """{"reason":"x"}""",
        "redirect" => """{"to":"911","reason":"x"}""",
        "contact-attempts" => """{"channel":"call","outcome":"reached"}""",
        "consents" => """{"kind":"sms","given":true}""",
        "offers" => """{"slots":["s_x"]}""",
        "offers/accept" or "book" or "reschedule" => """{"slot":"s_x"}""",
        "complete" => """{"outcome":"seen"}""",
        "undo" => """{"version":1}""",
        _ => null,
    };
}
