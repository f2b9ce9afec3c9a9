using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Host.Tests.Security;
using ReferralSilo.Identity.Accounts;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteLeastDataTests(SqliteHost host) : LeastDataSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresLeastDataTests(PostgresHost host) : LeastDataSuite(host);

/// <summary>What a role may not see is not in the bytes. Every text that a person can enter is marked, and the bytes
/// of every way to the referral are searched for the marks.</summary>
public abstract class LeastDataSuite(RunningHost host)
{
    private static readonly string[] Clinical =
    [
        "mark-given", "mark-family", "mark-reason", "mark-goal", "+13035557711", "mark@example.org", "mark-referrer",
        "mark-payer", "mark-identifier", "mark-display",
    ];

    private static readonly string[] OfStaff =
    [
        "mark-overrule", "mark-accept-note", "mark-route", "mark-priority", "mark-attempt", "mark-consent-how",
        "mark-booking", "mark-moved", "mark-cancelled", "mark-taken", "client:demo-client", "dr-", "\"nurse\"",
    ];

    private static readonly string[] OfBoth = ["mark-asked", "mark-message", "mark-outcome", "mark-document"];

    private ApiClient Api => host.Api;

    [Fact]
    public async Task A_source_gets_no_staff_and_no_internal_note()
    {
        var source = new ApiClient(host.Browser());
        source.Http.DefaultRequestHeaders.Authorization = new("Bearer", await Token(Roles.Source, RunningHost.Source));
        var (steps, read) = EachStep(source);
        var id = await Marked(read);

        var text = steps + await Everything(source, id, fhir: true) + await Board(Roles.Source, RunningHost.Source,
            $"source/{RunningHost.Source}", id);

        DoesNotContain(text, OfStaff);
        foreach (var field in (string[])["claimedBy", "claimedByDesk", "takenOverFrom", "assignedTo", "contactAttempts",
            "holds", "possibleDuplicates"])
            Assert.DoesNotContain($"\"{field}\"", text, StringComparison.Ordinal);
        Contains(text, [.. Clinical, .. OfBoth]);
        var view = (await source.Get($"/api/referrals/{id}")).Is(200).Json;
        Assert.Equal(["acknowledge"], view["actions"]!.AsArray().Select(a => a!.GetValue<string>()));
    }

    [Fact]
    public async Task An_auditor_gets_no_clinical_content_and_no_contact_point()
    {
        var auditor = await host.As("auditor");
        var (steps, read) = EachStep(auditor);
        var id = await Marked(read);

        var text = steps + await Everything(auditor, id, fhir: false)
            + await Board(Roles.Auditor, null, $"referral/{id}", id);

        DoesNotContain(text, [.. Clinical, .. OfBoth,
            .. OfStaff.Where(m => m.StartsWith("mark", StringComparison.Ordinal))]);
        Assert.DoesNotContain("\"patient\"", text, StringComparison.Ordinal);
        Assert.Contains("client:demo-client", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_get_everything() =>
        Contains(await Everything(await host.As("supervisor"), await Marked(), fhir: true),
            [.. Clinical, .. OfStaff, .. OfBoth]);

    [Fact]
    public async Task The_history_of_a_source_is_its_milestones_without_names()
    {
        var id = await Marked();
        var source = await host.As("source");
        var full = (await Api.Get($"/api/referrals/{id}/history")).Is(200);

        var history = (await source.Get($"/api/referrals/{id}/history")).Is(200);

        Assert.Equal(full.ETag, history.ETag);
        Assert.Equal(["received", "routed", "routed", "information-requested", "information-supplied", "accepted",
            "appointment-booked", "appointment-moved", "appointment-cancelled", "appointment-booked", "patient-arrived",
            "visit-completed"],
            history.Json["items"]!.AsArray().Select(e => e!["what"]!.GetValue<string>()));
        Assert.Equal(["source", "team"],
            history.Json["items"]!.AsArray().Select(e => e!["by"]!.GetValue<string>()).Distinct());
    }

    [Fact]
    public async Task The_pages_of_a_history_hold_each_event_once()
    {
        var id = await Marked();
        var all = (await Api.Get($"/api/referrals/{id}/history")).Is(200);
        Assert.Null(all.Json["next"]);
        Assert.Equal((await Api.Get($"/api/referrals/{id}")).ETag, all.ETag);

        var (versions, next) = (new List<long>(), (JsonNode?)null);
        do
        {
            var page = (await Api.Get($"/api/referrals/{id}/history?limit=5"
                + (next is null ? "" : $"&cursor={next.GetValue<string>()}"))).Is(200).Json;
            versions.AddRange(page["items"]!.AsArray().Select(e => e!["version"]!.GetValue<long>()));
            next = page["next"];
        }
        while (next is not null);

        Assert.Equal(all.Json["items"]!.AsArray().Select(e => e!["version"]!.GetValue<long>()), versions);
        Assert.Equal(["/cursor"], (await Api.Get($"/api/referrals/{id}/history?cursor=x")).Is(400).Pointers);
        Assert.Equal(["/limit"], (await Api.Get($"/api/referrals/{id}/history?limit=0")).Is(400).Pointers);
    }

    /// <summary>Reads the referral after each step: what a stage shows may be gone in the next one.</summary>
    private static (StringBuilder Text, Func<string, Task> Read) EachStep(ApiClient client)
    {
        var text = new StringBuilder();
        return (text, async id => text.Append((await client.Get($"/api/referrals/{id}")).Is(200).Text)
            .Append((await client.Get($"/api/referrals/{id}/history")).Is(200).Text));
    }

    /// <summary>A referral that has been through every stage, with a mark in every text.</summary>
    private async Task<string> Marked(Func<string, Task>? read = null)
    {
        var sent = Referral(Line, RunningHost.Source, "mark-family", "+13035557711");
        sent["patient"]!["givenName"] = "mark-given";
        sent["patient"]!["email"] = "mark@example.org";
        sent["reason"]!["text"] = "mark-reason";
        sent["reason"]!["codes"] = new JsonArray(new JsonObject
        {
            ["system"] = "http://hl7.org/fhir/sid/icd-10-cm", ["code"] = "F41.0", ["display"] = "mark-display",
        });
        sent["visitGoal"] = "mark-goal";
        sent["payer"] = "mark-payer";
        sent["referrer"] = new JsonObject { ["name"] = "mark-referrer" };
        sent["identifiers"] = new JsonArray(new JsonObject
        {
            ["system"] = "urn:test", ["value"] = New("mark-identifier"),
        });
        var id = (await Api.Create(sent)).Id;
        await Send("route", new { serviceLine = Strict, reason = "mark-route" });
        await Send("route", new { serviceLine = Line, reason = "mark-route" });
        (await (await host.As("nurse")).Do(id, "claim")).Is(200);
        await Send("claim", new { takeOver = true, reason = "mark-taken" });
        await Send("prioritize", new { priority = "urgent", reason = "mark-priority" });
        await Send("release");
        await Send("request-information", new { items = new[] { "mark-asked" }, message = "mark-message" });
        await Send("supply-information", new { message = "mark-message" });
        await Send("accept", new { overrule = "mark-overrule", note = "mark-accept-note" });
        await Send("assign", new { to = "nurse" });
        await Send("contact-attempts", new { channel = "call", outcome = "reached", note = "mark-attempt" });
        await Send("consents", new { kind = "sms", given = true, how = "mark-consent-how" });
        var slots = await Slots(Api, await Clinician(Api));
        await Send("book", new { slot = slots[0], overrule = "mark-booking" });
        await Send("reschedule", new { slot = slots[1], reason = "mark-moved" });
        await Send("cancel-appointment", new { reason = "mark-cancelled" });
        await Send("book", new { slot = slots[2] });
        await Send("arrive");
        await Send("complete", new { outcome = "mark-outcome", documents = new[] { "mark-document" } });
        return id;

        async Task Send(string command, object? body = null)
        {
            (await Api.Do(id, command, body)).Is(200);
            if (read is not null) await read(id);
        }
    }

    private async Task<string> Everything(ApiClient client, string id, bool fhir)
    {
        var text = (await client.Get($"/api/referrals/{id}")).Is(200).Text
            + (await client.Get($"/api/referrals/{id}/history")).Is(200).Text
            + (await client.Get($"/api/referrals?source={RunningHost.Source}&limit=200")).Is(200).Text
            + (await client.Get($"/api/sources/{RunningHost.Source}/referrals?limit=200")).Is(200).Text;
        if (!fhir) return text;
        var resource = await client.Get($"/fhir/R4/ServiceRequest/{id}");
        Assert.Equal(200, resource.Status);
        return text + resource.Text;
    }

    private async Task<string> Board(string role, string? source, string board, string key)
    {
        await using var watcher = await HubClient.Watch(host.Address, await Token(role, source), board);
        await watcher.Shows(key, _ => true, "at once");
        return string.Concat(watcher.Frames.Select(f => f.GetRawText()));
    }

    private async Task<string> Token(string role, string? source)
    {
        var client = New("client");
        await host.Services.GetRequiredService<StaffAccounts>()
            .CreateClient(client, "secret-of-the-test", "Test", [role], source, ["*"]);
        using var answer = await host.Browser().Token(client, "secret-of-the-test");
        return (await answer.Json()).GetProperty("access_token").GetString()!;
    }

    private static void DoesNotContain(string text, IEnumerable<string> marks) =>
        Assert.Equal("", string.Join(' ', marks.Where(m => text.Contains(m, StringComparison.Ordinal))));

    private static void Contains(string text, IEnumerable<string> marks) =>
        Assert.Equal("", string.Join(' ', marks.Where(m => !text.Contains(m, StringComparison.Ordinal))));
}
