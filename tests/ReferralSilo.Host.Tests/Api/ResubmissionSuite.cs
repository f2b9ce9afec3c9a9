using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Host.Tests.Security;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteResubmissionTests(SqliteHost host) : ResubmissionSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresResubmissionTests(PostgresHost host) : ResubmissionSuite(host);

/// <summary>Orders that are sent again: by JSON and FHIR, with other identifiers, other content or another patient, and
/// concurrently.</summary>
public abstract class ResubmissionSuite(RunningHost host)
{
    private const string System = "urn:test:order";

    private ApiClient Api => host.Api;

    [Fact]
    public async Task Any_shared_identifier_means_the_same_referral()
    {
        var (a, b, c) = (New("a"), New("b"), New("c"));
        var first = await Api.Create(Order([a, b]));
        foreach (var again in (string[][])[[b, a], [b], [a], [b, c], [c]])
            Assert.Equal(first.Id, (await Api.Post("/api/referrals", Order(again))).Is(200).Id);
        Assert.NotEqual(first.Id, (await Api.Create(Order([a], "hilltop"))).Id);
    }

    [Fact]
    public async Task Concurrent_submissions_with_shared_identifiers_become_one_referral()
    {
        var (a, b) = (New("a"), New("b"));
        string[][] sets = [[a, b], [b, a], [a, b], [b, a, New("c")], [New("d"), b, a]];
        var answers = await Task.WhenAll(sets.Select(set => Api.Post("/api/referrals", Order(set))));
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Single(answers, answer => answer.Status == 201);
    }

    [Fact]
    public async Task A_patient_number_does_not_identify_an_order()
    {
        var number = New("mrn");
        var first = await Api.Create(Typed(number, "MR"));
        Assert.NotEqual(first.Id, (await Api.Create(Typed(number, "MR"))).Id);
        Assert.Equal("MR", (string)first.Json["identifiers"]![0]!["type"]!);

        static JsonObject Typed(string value, string type)
        {
            var order = Order([value]);
            order["identifiers"]![0]!["type"] = type;
            return order;
        }
    }

    [Fact]
    public async Task Identifier_without_a_system_is_scoped_to_its_source()
    {
        var number = New("n");
        var first = await Api.Create(Bare(RunningHost.Source));
        Assert.Equal(first.Id, (await Api.Post("/api/referrals", Bare(RunningHost.Source))).Is(200).Id);
        Assert.NotEqual(first.Id, (await Api.Create(Bare("hilltop"))).Id);

        JsonObject Bare(string source)
        {
            var order = Order([number], source);
            order["identifiers"]![0]!.AsObject().Remove("system");
            return order;
        }
    }

    [Fact]
    public async Task A_match_across_sources_is_shown_to_triage_and_never_to_the_sender()
    {
        var number = New("n");
        var first = await Api.Create(Order([number], family: New("One")));
        var second = await Api.Create(Order([number], "hilltop", family: New("Two")));
        Assert.Empty(Duplicates(second));
        var nurse = await host.As("nurse");
        await Eventually.Is("triage sees the duplicate", async () =>
            Duplicates(await nurse.Get($"/api/referrals/{second.Id}")).SequenceEqual([first.Id]));
        Assert.Empty(
            Duplicates((await Api.Post("/api/referrals",
            Order([number], "hilltop", family: (string)second.Json["patient"]!["familyName"]!))).Is(200)));
    }

    [Fact]
    public async Task Another_patient_is_a_conflict_that_names_fields_without_values()
    {
        var number = New("n");
        var first = await Api.Create(Order([number], family: New("Secret")));
        var other = (await Api.Post("/api/referrals", Order([number], family: New("Other"))))
            .Is(409, "identifier-conflict");

        Assert.Equal(["/patient/familyName"], other.Pointers);
        Assert.DoesNotContain("Secret", other.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(first.Id, other.Text, StringComparison.Ordinal);
        Assert.Equal(first.ETag, (await Api.Get($"/api/referrals/{first.Id}")).ETag);
    }

    [Fact]
    public async Task Changed_priority_phone_and_reason_of_an_existing_order_are_applied()
    {
        var number = New("n");
        var first = await Api.Create(Order([number]));
        var order = Order([number]);
        order["priority"] = "stat";
        order["reason"]!["text"] = "Worse since Monday";
        order["patient"]!["phones"] = new JsonArray("+13035550199");
        var key = New("key");
        var changed = (await Api.Post("/api/referrals", order, key)).Is(200);

        Assert.Equal((first.Id, "stat", "Worse since Monday", false),
            (changed.Id, Text(changed, "priority"), (string)changed.Json["reason"]!["text"]!, changed.Replayed));
        Assert.Equal("+13035550199", (string)changed.Json["patient"]!["phones"]![0]!);
        var entry = (await Api.Get($"/api/referrals/{first.Id}/history")).Json["items"]!.AsArray()[^1]!;
        Assert.Equal(("changed-by-sender", "/patient/phones, /priority, /reason/text"),
            ((string)entry["what"]!, (string)entry["facts"]!["fields"]!));
        Assert.Contains(first.Id, (await Api.Get("/api/referrals?priority=stat")).Text, StringComparison.Ordinal);

        // The key returns the same answer; the identifier finds that nothing changed.
        Assert.Equal((changed.Text, true),
            ((await Api.Post("/api/referrals", order, key)).Is(200).Text,
            (await Api.Post("/api/referrals", order, key)).Replayed));
        Assert.Equal(changed.ETag, (await Api.Post("/api/referrals", order)).Is(200).ETag);
    }

    [Fact]
    public async Task The_replay_of_a_creation_is_201_and_of_an_existing_order_200()
    {
        var (number, create, known) = (New("n"), New("key"), New("key"));
        (await Api.Post("/api/referrals", Order([number]), create)).Is(201);
        (await Api.Post("/api/referrals", Order([number]), known)).Is(200);
        Assert.Equal((201, true), Of(await Api.Post("/api/referrals", Order([number]), create)));
        Assert.Equal((200, true), Of(await Api.Post("/api/referrals", Order([number]), known)));

        static (int, bool) Of(ApiAnswer answer) => (answer.Status, answer.Replayed);
    }

    [Fact]
    public async Task A_raised_priority_stays_when_the_sender_repeats_a_lower_one()
    {
        var number = New("n");
        var first = await Api.Create(Order([number]));
        (await Api.Do(first.Id, "prioritize", new { priority = "stat" })).Is(200);
        var order = Order([number]);
        order["priority"] = "urgent";
        var kept = (await Api.Post("/api/referrals", order)).Is(200);
        Assert.Equal("stat", Text(kept, "priority"));
        Assert.Contains(kept.Json["warnings"]!.AsArray(), w => (string)w!["code"]! == "not-lowered");
    }

    [Fact]
    public async Task A_change_of_a_finished_order_is_refused_with_its_fields()
    {
        var number = New("n");
        var first = await Api.Create(Order([number]));
        (await Api.Do(first.Id, "decline", new { reason = "not ours" })).Is(200);
        (await Api.Post("/api/referrals", Order([number]))).Is(200);
        var order = Order([number]);
        order["priority"] = "stat";
        Assert.Equal(["/priority"], (await Api.Post("/api/referrals", order)).Is(409, "order-over").Pointers);
    }

    [Fact]
    public async Task Fhir_and_json_handle_an_existing_order_alike()
    {
        var number = New("n");
        var created = await Fhir(ServiceRequest(number)).Is(201);
        Assert.Equal((string)created["id"]!, (string)(await Fhir(ServiceRequest(number)).Is(200))["id"]!);
        Assert.Equal("stat", (string)(await Fhir(ServiceRequest(number, priority: "stat")).Is(200))["priority"]!);
        Assert.Contains("identifier-conflict", (await Fhir(ServiceRequest(number, family: "Other")).Is(409))
            .ToJsonString(), StringComparison.Ordinal);
        await Fhir(ServiceRequest(number, type: "MR")).Is(201);
    }

    [Fact]
    public async Task A_revoked_request_withdraws_the_order_with_its_identifier()
    {
        var number = New("n");
        var id = (string)(await Fhir(ServiceRequest(number)).Is(201))["id"]!;
        await Fhir(ServiceRequest(number, family: "Other", status: "revoked")).Is(409);
        var revoked = await Fhir(ServiceRequest(number, status: "revoked")).Is(200);

        Assert.Equal((id, "revoked"), ((string)revoked["id"]!, (string)revoked["status"]!));
        Assert.Equal("withdrawn", (await Api.Get($"/api/referrals/{id}")).Stage);
        await Fhir(ServiceRequest(number, status: "revoked")).Is(200);
        await Fhir(ServiceRequest(New("n"), status: "revoked")).Is(422);
    }

    [Fact]
    public async Task An_order_of_another_line_is_neither_shown_nor_changed_by_sending_it_again()
    {
        var (number, elsewhere) = (New("n"), await OfOneLine());
        var first = await Api.Create(Order([number]));
        var again = Order([number]);
        again["priority"] = "urgent";

        var refused = (await elsewhere.Post("/api/referrals", again)).Is(403, "forbidden");

        Assert.DoesNotContain(first.Id, refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Panic", refused.Text, StringComparison.Ordinal);
        Assert.Equal(first.ETag, (await Api.Get($"/api/referrals/{first.Id}")).ETag);
        (await elsewhere.Post("/api/referrals", Order([number], family: New("Other")))).Is(403, "forbidden");
    }

    [Fact]
    public async Task The_sender_of_an_order_that_was_routed_away_gets_the_first_answer_again()
    {
        var (key, line) = (New("key"), New("line"));
        var sender = await OfOneLine(line);
        var order = Order([New("n")]);
        order["serviceLine"] = line;
        var first = await sender.Create(order, key);
        (await Api.Do(first.Id, "route", new { serviceLine = Line })).Is(200);

        var again = (await sender.Post("/api/referrals", order, key)).Is(201);

        Assert.Equal((first.Text, true), (again.Text, again.Replayed));
        (await sender.Post("/api/referrals", order)).Is(403, "forbidden");
    }

    [Fact]
    public async Task A_revocation_from_another_line_does_not_tell_whose_order_it_is()
    {
        var (number, elsewhere) = (New("n"), await OfOneLine());
        var id = (string)(await Fhir(ServiceRequest(number)).Is(201))["id"]!;

        await new FhirAnswer(elsewhere.Http, ServiceRequest(number, family: "Other", status: "revoked")).Is(422);
        await new FhirAnswer(elsewhere.Http, ServiceRequest(number, status: "revoked")).Is(422);

        Assert.Equal("received", (await Api.Get($"/api/referrals/{id}")).Stage);
    }

    [Theory]
    [InlineData("Okafor\u202E46", "Okafor46")]
    [InlineData("Oka\u200Bfor", "Okafor")]
    [InlineData("علی\u200Cرضا", "علی\u200Cرضا")]
    public async Task Text_direction_characters_are_removed_from_names(string sent, string kept)
    {
        var created = await Api.Create(Referral(family: sent));
        Assert.Equal(kept, (string)created.Json["patient"]!["familyName"]!);
        (await Api.Do(created.Id, "decline", new { reason = "no\u202Et ours" })).Is(200);
        Assert.Equal("not ours", (string)(await Api.Get($"/api/referrals/{created.Id}")).Json["outcome"]!);
    }

    [Fact]
    public async Task A_possible_duplicate_is_found_by_name_and_phone_only()
    {
        var family = New("O'Twin");
        var first = await Api.Create(Undated(family));
        var second = await Api.Create(Undated(family.Replace("'", "’", StringComparison.Ordinal).ToUpperInvariant()));
        await Eventually.Is("the possible duplicate is shown", async () =>
            Duplicates(await Api.Get($"/api/referrals/{second.Id}")).SequenceEqual([first.Id]));

        static JsonObject Undated(string family)
        {
            var referral = Referral(family: family);
            referral["patient"]!.AsObject().Remove("birthDate");
            return referral;
        }
    }

    [Fact]
    public async Task Numbers_are_unique_and_a_mistyped_one_finds_nothing()
    {
        var made = await Api.Create();
        var number = Text(made, "number")!;
        Assert.Matches("^RS-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$", number);
        Assert.NotEqual(number, Text(await Api.Create(), "number"));
        var wrong = number[..^1] + (number[^1] == '2' ? '3' : '2');
        Assert.Equal([made.Id], await Found(number.Replace('-', ' ')));
        Assert.Empty(await Found(wrong));

        async Task<IReadOnlyList<string>> Found(string text) =>
            [.. (await Api.Post("/api/referrals/search", new { q = text }))
            .Is(200).Json["items"]!.AsArray().Select(i => (string)i!["id"]!)];
    }

    /// <summary>A machine client that works for one line only.</summary>
    private async Task<ApiClient> OfOneLine(string? line = null)
    {
        var client = New("client");
        line ??= New("line");
        (await Api.Put($"/api/service-lines/{line}", new { name = line, timeZone = "UTC" })).Is(200);
        await host.Services.GetRequiredService<StaffAccounts>()
            .CreateClient(client, "secret-of-the-test", "Test", ["service"], serviceLines: [line]);
        using var answer = await host.Browser().Token(client, "secret-of-the-test");
        var api = new ApiClient(host.Browser());
        api.Http.DefaultRequestHeaders.Authorization =
            new("Bearer", (await answer.Json()).GetProperty("access_token").GetString());
        return api;
    }

    private static string? Text(ApiAnswer answer, string field) => (string?)answer.Json[field];

    private static IEnumerable<string> Duplicates(ApiAnswer answer) =>
        answer.Json["possibleDuplicates"]!.AsArray().Select(d => (string)d!);

    private static JsonObject Order(string[] values, string source = RunningHost.Source, string family = "Okafor")
    {
        var order = Referral(source: source, family: family, phone: "+13035550123");
        order["identifiers"] =
            new JsonArray([.. values.Select(v => new JsonObject { ["system"] = System, ["value"] = v })]);
        return order;
    }

    private static JsonObject ServiceRequest(string number, string status = "active", string priority = "routine",
        string family = "Okafor", string type = "PLAC") => new()
    {
        ["resourceType"] = "ServiceRequest", ["status"] = status, ["intent"] = "order", ["priority"] = priority,
        ["subject"] = new JsonObject { ["reference"] = "#p" },
        ["performer"] =
        new JsonArray(
        new JsonObject { ["identifier"] =
        new JsonObject { ["system"] = "urn:referralsilo:service-line", ["value"] = Line } }),
        ["identifier"] = new JsonArray(new JsonObject
        {
            ["system"] = System, ["value"] = number,
            ["type"] = new JsonObject { ["coding"] =
            new JsonArray(
            new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/v2-0203", ["code"] = type }) },
        }),
        ["reasonCode"] = new JsonArray(new JsonObject { ["text"] = "Panic attacks" }),
        ["contained"] = new JsonArray(new JsonObject
        {
            ["resourceType"] = "Patient", ["id"] = "p", ["birthDate"] = "1988-04-12",
            ["name"] = new JsonArray(new JsonObject { ["family"] = family, ["given"] = new JsonArray("Dana") }),
            ["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["value"] = "+13035550123" }),
        }),
    };

    private FhirAnswer Fhir(JsonObject resource) => new(Api.Http, resource);

    private sealed class FhirAnswer(HttpClient http, JsonObject resource)
    {
        public async Task<JsonNode> Is(int status)
        {
            using var body = new StringContent(resource.ToJsonString(), null, "application/fhir+json");
            using var answer = await http.PostAsync("/fhir/R4/ServiceRequest", body);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True((int)answer.StatusCode == status, $"Expected {status}, got {(int)answer.StatusCode}: {text}");
            return JsonNode.Parse(text)!;
        }
    }
}
