using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Patients;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqlitePatientSafetyTests(SqliteHost host) : PatientSafetySuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresPatientSafetyTests(PostgresHost host) : PatientSafetySuite(host);

/// <summary>No one is taken for another person, no one is in two visits at once, and no one sees what only another
/// service line was told.</summary>
public abstract class PatientSafetySuite(RunningHost host)
{
    private ApiClient Api => host.Api;

    [Fact]
    public async Task Two_persons_with_one_identifier_and_no_birth_date_are_two_records()
    {
        var chart = New("chart");
        var dana = await Api.Create(Numbered(chart, "Dana", "Okafor"));
        var ben = await Api.Create(Numbered(chart, "Ben", "Moss"));

        Assert.NotEqual(PatientOf(dana), PatientOf(ben));
        Assert.Equal(PatientOf(dana), PatientOf(await Api.Create(Numbered(chart, "Dana", "Okafor"))));
        (await Api.Post($"/api/patients/{PatientOf(dana)}/correct", new { familyName = "Lee", reason = "Card." }))
            .Is(200);
        Assert.Equal("Moss", (string?)(await Api.Get($"/api/patients/{PatientOf(ben)}")).Is(200)
            .Json["patient"]!["familyName"]);
    }

    [Fact]
    public async Task A_record_whose_referrals_say_another_person_since_is_not_joined_by_its_old_key()
    {
        var body = Referral();
        var first = await Api.Create(body.DeepClone().AsObject());
        (await Api.Do(first.Id, "supply-information", new { patient = new { birthDate = "1971-01-02" } })).Is(200);
        await Eventually.Is("the record is stored", async () => Version(await Record(first)) > 0);

        Assert.NotEqual(PatientOf(first), PatientOf(await Api.Create(body)));
    }

    [Fact]
    public async Task A_correction_that_forbids_the_booked_visit_rings()
    {
        var line = New("line");
        (await Api.Put($"/api/service-lines/{line}", new { name = line, timeZone = "America/Denver" })).Is(200);
        var made = await Api.Create(Referral(line));
        (await Api.Do(made.Id, "accept")).Is(200);
        var slots = await Slots(Api, await Clinician(Api, line: line));
        (await Api.Do(made.Id, "book", new { slot = slots[0] })).Is(200);

        (await Api.Post($"/api/patients/{PatientOf(made)}/correct",
            new { location = new { country = "US", state = "NY" }, reason = "Moved." })).Is(200);

        await Eventually.Is("its clock rings", async () =>
            (bool)(await Api.Get($"/api/referrals/{made.Id}")).Is(200).Json["clock"]!["breached"]!);
        Assert.Contains("\"visitRule\":\"not-licensed\"",
            (await Api.Get($"/api/referrals/{made.Id}/history")).Is(200).Text);
    }

    [Fact]
    public async Task A_reason_for_another_rule_does_not_put_the_patient_into_two_visits()
    {
        var (one, two) = (await Clinician(Api), await Clinician(Api));
        var body = Referral();
        var (first, second) = (await Api.Waiting(body.DeepClone().AsObject()), await Api.Waiting(body));
        var (slot, same) = await CommonSlot(one, two);
        (await Api.Do(first, "book", new { slot })).Is(200);

        var why = "The need-by date passed, the patient agrees.";
        (await Api.Do(second, "offers", new { slots = new[] { same }, overrule = why })).Is(200);
        (await Api.Do(second, "offers/accept", new { slot = same })).Is(409, "patient-has-visit");
        (await Api.Do(second, "book", new { slot = same, overrule = why })).Is(409, "patient-has-visit");

        (await Api.Do(second, "offers/accept",
            new { slot = same, overruleVisit = "Both clinicians see her." })).Is(200);
        Assert.Contains("\"overruleVisit\":\"Both clinicians see her.\"",
            (await Api.Get($"/api/referrals/{second}/history")).Is(200).Text);
    }

    [Fact]
    public async Task Who_works_for_one_line_reads_nothing_in_a_record_that_only_another_line_was_told()
    {
        var line = New("line");
        (await Api.Put($"/api/service-lines/{line}", new { name = "Own", timeZone = "UTC" })).Is(200);
        var mail = New("m") + "@example.org";
        var own = await Api.Create(With(Referral(), mail));
        var other = With(Referral(line), mail);
        other["patient"]!["birthDate"] = own.Json["patient"]!["birthDate"]!.DeepClone();
        other["patient"]!["identifiers"] = new JsonArray(new JsonObject
        {
            ["value"] = "77", ["system"] = "urn:hushed-hospital",
        });
        other["patient"]!["contacts"] = new JsonArray(new JsonObject { ["name"] = "Hushed Shelter" });
        var theirs = await Api.Create(other);
        Assert.Equal(PatientOf(own), PatientOf(theirs));
        var hidden = (string)theirs.Json["patient"]!["phones"]![0]!;
        await Eventually.Is("both are known", async () => (await Record(own)).Text.Contains(hidden));
        (await Api.Post($"/api/patients/{PatientOf(own)}/correct",
            new { language = "es", reason = "Hushed reason.", safeContact = new { noVoicemail = true } })).Is(200);
        (await Api.Post($"/api/patients/{PatientOf(own)}/consents",
            new { kind = "sms", given = false, how = "Hushed how.", wording = "Hushed wording." })).Is(200);
        var patients = host.Services.GetRequiredService<PatientService>();

        var full = (await Record(own)).Text;
        Assert.All((string[])["hushed-hospital", "Hushed Shelter", "Hushed reason.", "Hushed how.", "Hushed wording.",
            hidden], text => Assert.Contains(text, full, StringComparison.Ordinal));
        var limited = new Caller("user:limited", "Limited", [Roles.TriageNurse], null, null, [Line]);
        var seen = (await patients.Read(PatientOf(own), limited, TestContext.Current.CancellationToken)).Value!;

        var text = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(seen))!.ToJsonString();
        Assert.DoesNotContain("hushed", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(hidden[1..], text, StringComparison.Ordinal);
        Assert.Equal((true, "es"), (seen.SafeContact!.NoVoicemail, seen.Patient.Language));
        Assert.Contains(seen.Consents, c => c is { Kind: Contracts.ConsentKind.Sms, Given: false });
    }

    [Fact]
    public async Task Corrected_phones_without_the_version_that_was_read_come_first_and_make_no_number_wrong()
    {
        var made = await Api.Create(Referral());
        var path = $"/api/patients/{PatientOf(made)}";
        var before = (string)made.Json["patient"]!["phones"]![0]!;
        const string right = "+17205550111";
        var corrected = (await Api.Post(path + "/correct", new { phones = new[] { right }, reason = "x" })).Is(200);

        Assert.Equal([right, before], corrected.Json["patient"]!["phones"]!.AsArray().Select(p => (string?)p));
    }

    [Fact]
    public async Task A_repeated_merge_gets_its_first_answer_and_does_not_undo_a_separation()
    {
        var (kept, lost) = (await Api.Create(Referral()), await Api.Create(Referral()));
        var (into, from) = (PatientOf(kept), $"/api/patients/{PatientOf(lost)}");
        await Eventually.Is("the record is stored", async () => Version(await Record(lost)) > 0);
        var (key, read) = (New("key"), (await Record(lost)).ETag);
        (await Api.Post(from + "/merge", new { into, reason = "x" }, key, read)).Is(200);
        Assert.True((await Api.Post(from + "/merge", new { into, reason = "x" }, key, read)).Is(200).Replayed);
        (await Api.Post(from + "/merge", new { into, reason = "x" }, ifMatch: read)).Is(412, "version-mismatch");

        (await Api.Post(from + "/unmerge", new { reason = "Two." })).Is(200);
        (await Api.Post(from + "/consents", new { kind = "email", given = true, how = "verbal" })).Is(200);
        (await Api.Post(from + "/merge", new { into, reason = "x" }, key, read)).Is(200);

        Assert.Empty((await Record(kept)).Json["merged"]!.AsArray());
        Assert.Null((await Record(lost)).Json["mergedInto"]);
    }

    [Fact]
    public async Task A_referral_after_a_death_waits_with_its_messages_until_staff_say_who_lives()
    {
        var body = Referral();
        var first = await Api.Create(body.DeepClone().AsObject());
        (await Api.Post($"/api/patients/{PatientOf(first)}/deceased", new { reason = "The daughter called." })).Is(200);

        var later = await Api.Create(body.DeepClone().AsObject());
        Assert.NotEqual(PatientOf(first), PatientOf(later));
        Assert.Equal((true, null), ((bool?)later.Json["mayHaveDied"], (bool?)later.Json["deceased"]));
        await Eventually.Is("the record says so", async () =>
            (bool?)(await Record(later)).Json["deceased"]?["suspected"] == true);
        // A correction does not decide it.
        (await Api.Post($"/api/patients/{PatientOf(later)}/correct", new { language = "es", reason = "x" })).Is(200);
        await Becomes(later.Id, r => (string?)r["patient"]!["language"] == "es" && (bool?)r["mayHaveDied"] == true);
        Assert.Equal(PatientOf(later), PatientOf(await Api.Create(body)));

        (await Api.Post($"/api/patients/{PatientOf(later)}/deceased",
            new { deceased = false, reason = "She answered the phone." })).Is(200);

        await Becomes(later.Id, r => r["mayHaveDied"] is null && (string?)r["stage"] == "received");
    }

    [Fact]
    public async Task Someone_who_died_is_merged_with_someone_who_lives_only_with_a_reason_and_it_can_be_taken_back()
    {
        var (dead, alive) = (await Api.Create(Referral()), await Api.Create(Referral()));
        (await Api.Post($"/api/patients/{PatientOf(dead)}/deceased", new { reason = "x" })).Is(200);
        var merge = $"/api/patients/{PatientOf(dead)}/merge";

        (await Api.Post(merge, new { into = PatientOf(alive) })).Is(409, "one-has-died");
        Assert.Equal("received", (await Api.Get($"/api/referrals/{alive.Id}")).Stage);
        (await Api.Post(merge, new { into = PatientOf(alive), overrule = "The same card." })).Is(200);
        await Becomes(alive.Id, r => (string?)r["stage"] == "withdrawn");

        var record = (await Api.Post($"/api/patients/{PatientOf(alive)}/deceased",
            new { deceased = false, reason = "A mistake." })).Is(200).Json;
        Assert.Null(record["deceased"]);
        await Becomes(dead.Id, r => r["deceased"] is null);
    }

    private Task<ApiAnswer> Record(ApiAnswer referral) => Api.Get($"/api/patients/{PatientOf(referral)}");

    private static JsonObject Numbered(string chart, string given, string family)
    {
        var referral = Referral(source: RunningHost.Source, family: family);
        referral["patient"]!["givenName"] = given;
        referral["patient"]!.AsObject().Remove("birthDate");
        referral["patient"]!["identifiers"] = new JsonArray(new JsonObject
        {
            ["value"] = chart, ["system"] = "urn:mrn",
        });
        return referral;
    }

    private static JsonObject With(JsonObject referral, string mail)
    {
        referral["patient"]!["email"] = mail;
        return referral;
    }

    /// <summary>A free slot of each clinician that begin at the same moment.</summary>
    private async Task<(string First, string Second)> CommonSlot(string first, string second)
    {
        var (one, two) = (await Free(first), await Free(second));
        return one.Join(two, s => s.Start, s => s.Start, (a, b) => (a.Slot, b.Slot)).ElementAt(3);

        async Task<IEnumerable<(string Start, string Slot)>> Free(string clinician)
        {
            var from = DateTimeOffset.UtcNow.AddDays(1).ToString("yyyy-MM-dd'T00:00:00Z'");
            var to = DateTimeOffset.UtcNow.AddDays(3).ToString("yyyy-MM-dd'T00:00:00Z'");
            return (await Api.Get($"/api/clinicians/{clinician}/schedule?from={from}&to={to}")).Is(200)
                .Json["entries"]!.AsArray().Where(e => (string?)e!["status"] == "free")
                .Select(e => ((string)e!["start"]!, (string)e["slot"]!));
        }
    }

    private static string PatientOf(ApiAnswer answer) => (string)answer.Json["patient"]!["id"]!;

    private static long Version(ApiAnswer answer) => (long)answer.Is(200).Json["version"]!;

    private Task Becomes(string id, Func<JsonNode, bool> condition) => Eventually.Is("the referral follows its patient",
        async () => condition((await Api.Get($"/api/referrals/{id}")).Is(200).Json));
}
