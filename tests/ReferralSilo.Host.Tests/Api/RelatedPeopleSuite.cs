using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Patients;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteRelatedPeopleTests(SqliteHost host) : RelatedPeopleSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresRelatedPeopleTests(PostgresHost host) : RelatedPeopleSuite(host);

/// <summary>Guardians and caregivers over the API, and what a patient keeps private.</summary>
public abstract class RelatedPeopleSuite(RunningHost host)
{
    private ApiClient Api => host.Api;

    [Fact]
    public async Task A_contact_that_a_sender_named_is_confirmed_corrected_and_removed_with_history()
    {
        var body = Referral();
        body["patient"]!["contacts"] = new JsonArray(new JsonObject
        {
            ["name"] = "Eva Núñez", ["relationship"] = "mother", ["phone"] = "303-555-0177",
        });
        var path = await Stored(await Api.Create(body));
        var sent = (await Api.Get(path)).Is(200).Json["relatedPeople"]!.AsArray()[0]!;
        Assert.Equal(("Eva Núñez", false, "mother", "303-555-0177", "no"), ((string?)sent["name"],
            (bool)sent["confirmed"]!, (string?)sent["asSent"], (string?)sent["phone"], (string?)sent["messages"]));
        var person = $"{path}/related-people/{(string?)sent["id"]}";

        (await Api.Post(person + "/correct", Eva())).Is(400, "invalid-input"); // without a reason
        var confirmed = (await Api.Post(person + "/correct", Eva("She called."))).Is(200).Json["relatedPeople"]![0]!;
        Assert.Equal((true, "parent", "+13035550177", "when-needed", true), ((bool)confirmed["confirmed"]!,
            (string?)confirmed["relationship"], (string?)confirmed["phone"], (string?)confirmed["messages"],
            (bool)confirmed["mayConsent"]!));

        var removed = (await Api.Post(person + "/remove", new { reason = "Moved away." })).Is(200).Json;
        Assert.Empty(removed["relatedPeople"]!.AsArray());
        Assert.Equal(
            [("person-removed", "Eva Núñez", "Moved away."), ("person-corrected", "Eva Núñez", "She called.")],
            removed["corrections"]!.AsArray().Select(c =>
                ((string?)c!["kind"], (string?)c["person"], (string?)c["reason"])));
        (await Api.Post(person + "/remove", new { reason = "Again." })).Is(409, "related-person-unknown");
    }

    [Fact]
    public async Task A_consent_names_the_guardian_who_gave_it_and_only_one_who_may_consent_can()
    {
        var path = await Stored(await Api.Create(Referral(born: "2020-01-02")));
        var parent = Newest((await Api.Post(path + "/related-people", Eva())).Is(200));
        var carer = Newest((await Api.Post(path + "/related-people", new
        {
            relationship = "caregiver", name = "Carl", phone = "+13035550178", messages = "instead",
            channels = new[] { "sms" },
        })).Is(200));

        var given = (await Api.Post(path + "/consents",
            new { kind = "sms", given = true, how = "verbal", givenBy = parent })).Is(200).Json["consents"]!.AsArray()
            .Single(c => (string?)c!["kind"] == "sms")!;
        Assert.Equal((parent, "Eva Núñez"), ((string?)given["givenBy"], (string?)given["givenByName"]));
        foreach (var other in (string[])[carer, "nobody"])
            (await Api.Post(path + "/consents", new { kind = "email", given = true, how = "verbal", givenBy = other }))
                .Is(409, "may-not-consent");
    }

    [Fact]
    public async Task The_record_says_who_is_written_to_and_which_address_takes_nothing()
    {
        var hers = $"+1720{Random.Shared.Next(2_000_000, 9_000_000)}";
        var body = Referral(born: "2016-01-02");
        body["consents"] = new JsonArray(new JsonObject { ["kind"] = "sms", ["given"] = true, ["how"] = "form" });
        var made = await Api.Create(body);
        var path = await Stored(made);
        var own = (string)made.Json["patient"]!["phones"]![0]!;
        var parent = Newest((await Api.Post(path + "/related-people", new
        {
            relationship = "parent", name = "Eva", phone = hers, messages = "when-needed", channels = new[] { "sms" },
            mayConsent = true,
        })).Is(200));
        (await Api.Post("/api/addresses/suppress", new { address = hers, reason = "By phone." })).Is(204);

        var record = (await Api.Get(path)).Is(200).Json;
        var about = Assert.Single(record["messagesGoTo"]!.AsArray())!;
        Assert.Equal(made.Id, (string?)about["referral"]);
        Assert.Equal([(hers, parent, "under-age"), (own, null, "own-address")], about["to"]!.AsArray()
            .Select(t => ((string?)t!["to"], (string?)t["person"], (string?)t["why"])));
        var problem = Assert.Single(record["addressProblems"]!.AsArray())!;
        Assert.Equal((hers, false, true),
            ((string?)problem["address"], (bool)problem["invalid"]!, (bool)problem["stopped"]!));

        (await Api.Post(path + "/private", new { referral = made.Id, reason = "Asked." })).Is(200);
        about = (await Api.Get(path)).Is(200).Json["messagesGoTo"]![0]!;
        Assert.True((bool)about["private"]!);
        Assert.Equal("private", (string?)Assert.Single(about["to"]!.AsArray())!["why"]);
        await Eventually.Is("the desk sees it", async () =>
            (bool?)(await Api.Get($"/api/referrals/{made.Id}")).Is(200).Json["private"] == true);
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_is_named_and_changes_nothing()
    {
        var path = await Stored(await Api.Create(Referral()));
        var refused = (await Api.Post(path + "/related-people", new
        {
            phone = "none", email = "none", birthDate = "2999-01-01", from = "2031-02-02", until = "2031-02-01",
            language = "?", messages = "instead",
        })).Is(400, "invalid-input");
        Assert.Equal(["/birthDate", "/email", "/language", "/messages", "/name", "/phone", "/relationship", "/until"],
            refused.Json["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal));
        (await Api.Post(path + "/related-people", new { relationship = "parent", name = "Eva",
            channels = new[] { "email" } })).Is(400, "invalid-input");
        Assert.Empty((await Api.Get(path)).Is(200).Json["relatedPeople"]!.AsArray());
    }

    [Fact]
    public async Task A_repeated_request_adds_a_person_once_and_a_stale_version_adds_none()
    {
        var path = await Stored(await Api.Create(Referral()));
        var read = (await Api.Get(path)).Is(200).ETag;
        var key = New("key");
        var first = (await Api.Post(path + "/related-people", Eva(), key, ifMatch: read)).Is(200);
        var again = (await Api.Post(path + "/related-people", Eva(), key, ifMatch: read)).Is(200);
        Assert.Equal(Newest(first), Newest(again));
        (await Api.Post(path + "/related-people", Eva(), ifMatch: read)).Is(412, "version-mismatch");
    }

    [Fact]
    public async Task What_is_private_is_shown_to_those_of_its_service_line_and_ends_again()
    {
        var (line, other) = (await NewLine(), await NewLine());
        var body = Referral(line, born: "2014-05-06");
        var made = await Api.Create(body.DeepClone().AsObject());
        body["serviceLine"] = other;
        await Api.Create(body);
        var path = await Stored(made);
        (await Api.Post(path + "/private", new { reason = "Both or none." })).Is(400, "invalid-input");
        (await Api.Post(path + "/private", new { referral = "none", reason = "x" })).Is(400, "invalid-input");
        (await Api.Post(path + "/private", new { serviceLine = line, phone = "+13035550199", reason = "Asked." }))
            .Is(200);
        var shown = (await Api.Post(path + "/private", new { referral = made.Id, reason = "Asked." })).Is(200).Json;
        Assert.Equal([(line, null, "+13035550199"), ((string?)null, made.Id, (string?)null)],
            shown["private"]!.AsArray().Select(t => ((string?)t!["serviceLine"], (string?)t["referral"],
                (string?)t["phone"])));

        Assert.Equal(2, (await As(path, line)).Private.Count);
        var limited = await As(path, other);
        Assert.Empty(limited.Private);
        Assert.Empty(limited.Corrections);

        (await Api.Post(path + "/private", new { serviceLine = line, @private = false, reason = "Asked." })).Is(200);
        Assert.Equal(made.Id,
            (string?)Assert.Single((await Api.Get(path)).Is(200).Json["private"]!.AsArray())!["referral"]);
    }

    [Fact]
    public async Task A_referral_that_is_routed_out_of_a_private_line_stays_private_until_staff_end_it()
    {
        var (line, other) = (await NewLine(), await NewLine());
        var made = await Api.Create(Referral(line, born: "2014-05-06"));
        var path = await Stored(made);
        (await Api.Post(path + "/private", new { serviceLine = line, phone = "+13035550199", reason = "Asked." }))
            .Is(200);
        (await Api.Post($"/api/referrals/{made.Id}/route", new { serviceLine = other })).Is(200);

        var record = (await Api.Get(path)).Is(200).Json;
        Assert.True((bool)record["messagesGoTo"]![0]!["private"]!);
        // Those of the new line see it too, and why.
        var seen = Assert.Single((await As(path, other)).Private, t => t.Referral is not null);
        Assert.Equal((made.Id, line, "+13035550199", null),
            (seen.Referral, seen.RoutedFrom, seen.Phone, seen.ServiceLine));

        var ended = (await Api.Post(path + "/private", new { referral = made.Id, @private = false, reason = "Asked." }))
            .Is(200).Json;
        Assert.Equal(line, (string?)Assert.Single(ended["private"]!.AsArray())!["serviceLine"]);
        Assert.False((bool)ended["messagesGoTo"]![0]!["private"]!);
        await Eventually.Is("the desk sees it", async () =>
            (await Api.Get($"/api/referrals/{made.Id}")).Is(200).Json["private"] is null);
    }

    [Fact]
    public async Task The_numbers_of_a_guardian_that_an_older_program_gave_to_the_patient_are_nowhere_the_patients()
    {
        var family = "Copied" + RandomNumberGenerator.GetHexString(6, lowercase: true);
        var hers = $"+1720{Random.Shared.Next(2_000_000, 9_000_000)}";
        var caller = new Caller("user:sue", "Sue", [Roles.Supervisor], null, null, ["*"]);
        var key = New("key");
        var made = await host.Services.GetRequiredService<ReferralIntake>().Submit(new SubmitReferral(
            ServiceLine: Line, Patient: new PatientInput("Sam", family, "2016-01-02", Phones: [hers])
            {
                Contacts = [new RelatedPersonInput("Ada", "mother", hers)],
            }, Consents: [new ConsentInput(ConsentKind.Sms, true, "form")]), IntakeChannel.Fhir,
            new ApiRequest(caller, key, host.Services.GetRequiredService<OperationNames>().Of(caller, key, "x"), null),
            [new IntakeWarning("Patient.contact[0]", "reached-through-guardian")]);

        Assert.Empty(made.View!.Patient.Phones!);
        var path = $"/api/patients/{made.View.Patient.Id}";
        await Eventually.Is("the record is stored", async () => (long)(await Api.Get(path)).Json["version"]! > 0);
        var record = (await Api.Get(path)).Is(200).Json;
        Assert.Empty(record["patient"]!["phones"]!.AsArray());
        Assert.Empty(record["messagesGoTo"]![0]!["to"]!.AsArray());
        JsonArray found = [];
        await Eventually.Is("the list has the patient", async () => (found = (await Api.Post("/api/patients/search",
            new { q = family })).Is(200).Json["items"]!.AsArray()).Count == 1);
        Assert.Empty(found[0]!["phones"]!.AsArray());
    }

    private async Task<PatientView> As(string path, string line)
    {
        var caller = new Caller("user:limited", "Limited", [Roles.Scheduler], null, null, [line]);
        return (await host.Services.GetRequiredService<PatientService>().Read(path.Split('/')[^1], caller)).Value!;
    }

    private async Task<string> NewLine()
    {
        var line = New("line");
        (await Api.Put($"/api/service-lines/{line}", new { name = line, timeZone = "America/Denver" })).Is(200);
        return line;
    }

    private async Task<string> Stored(ApiAnswer made)
    {
        var path = $"/api/patients/{(string)made.Json["patient"]!["id"]!}";
        await Eventually.Is("the record is stored", async () =>
            (long)(await Api.Get(path)).Json["version"]! > 0);
        return path;
    }

    private static string Newest(ApiAnswer answer) =>
        (string)answer.Json["relatedPeople"]!.AsArray()[^1]!["id"]!;

    private static object Eva(string? reason = null) => new
    {
        relationship = "parent", name = "Eva Núñez", phone = "303-555-0177", messages = "when-needed",
        channels = new[] { "sms", "call" }, mayConsent = true, language = "Spanish", reason,
    };
}
