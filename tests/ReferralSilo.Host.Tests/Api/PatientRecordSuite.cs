using System.Text.Json.Nodes;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqlitePatientRecordTests(SqliteHost host) : PatientRecordSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresPatientRecordTests(PostgresHost host) : PatientRecordSuite(host);

/// <summary>One record for each patient, across referrals, lines and sources.</summary>
public abstract class PatientRecordSuite(RunningHost host)
{
    private ApiClient Api => host.Api;

    [Fact]
    public async Task The_answer_of_a_new_referral_has_the_patient_whose_record_can_be_read_at_once()
    {
        var made = await Api.Create(Person());
        var record = (await Api.Get($"/api/patients/{PatientOf(made)}")).Is(200).Json;

        Assert.Equal("Okafor", (string?)record["patient"]!["familyName"]);
        Assert.Null(record["mergedInto"]);
        Assert.Equal([made.Id], Ids((await Api.Get($"/api/patients/{PatientOf(made)}/referrals")).Is(200)));
        (await Api.Get("/api/patients/none")).Is(404);
    }

    [Fact]
    public async Task Many_referrals_of_a_new_patient_at_once_are_one_patient()
    {
        var body = Person();
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Api.Create(body.DeepClone().AsObject())));

        var id = Assert.Single(made.Select(PatientOf).Distinct());
        Assert.Equal(8, Ids((await Api.Get($"/api/patients/{id}/referrals")).Is(200)).Count);
    }

    [Fact]
    public async Task A_correction_reaches_every_referral_and_its_rules_and_both_identities_find_the_patient()
    {
        var (old, corrected) = (Person(Strict, born: "1988-04-12"), New("Corrected"));
        var first = await Api.Create(old.DeepClone().AsObject());
        var second = await Api.Create(At(old, Line));
        Assert.Equal("eligible", (string?)first.Json["eligibility"]!["outcome"]);
        var id = PatientOf(first);
        Assert.Equal(id, PatientOf(second));

        var record = (await Api.Post($"/api/patients/{id}/correct", new
        {
            familyName = corrected, birthDate = "2020-04-12", timeZone = "America/New_York", reason = "Read the card.",
        })).Is(200).Json;

        Assert.Equal(corrected, (string?)record["patient"]!["familyName"]);
        Assert.Equal(["familyName", "birthDate", "timeZone"],
            record["corrections"]![0]!["fields"]!.AsArray().Select(f => (string?)f));
        await Becomes(first.Id, r => (string?)r["eligibility"]!["outcome"] == "ineligible"
            && (string?)r["patient"]!["birthDate"] == "2020-04-12");
        await Becomes(second.Id, r => (string?)r["patient"]!["familyName"] == corrected
            && (string?)r["patient"]!["timeZone"] == "America/New_York");
        Assert.Equal(id, PatientOf(await Api.Create(old.DeepClone().AsObject())));
        var renamed = old.DeepClone().AsObject();
        renamed["patient"]!["familyName"] = corrected;
        renamed["patient"]!["birthDate"] = "2020-04-12";
        Assert.Equal(id, PatientOf(await Api.Create(renamed)));
        Assert.Equal("Okafor", (string?)(await Api.Get($"/api/referrals/{first.Id}")).Is(200)
            .Json["asSent"]!["patient"]!["familyName"]);
    }

    [Fact]
    public async Task A_wrong_number_disappears_everywhere_and_a_new_one_of_a_later_referral_is_kept()
    {
        var body = Person();
        body["patient"]!["email"] = New("m") + "@example.org";
        var made = await Api.Create(body.DeepClone().AsObject());
        var wrong = (string)made.Json["patient"]!["phones"]![0]!;
        var path = $"/api/patients/{PatientOf(made)}";
        await Eventually.Is("the record is stored", async () => Version(await Api.Get(path)) > 0);
        (await Api.Post(path + "/correct", new { phones = new[] { "+17205550111" }, reason = "Wrong number." },
            ifMatch: (await Api.Get(path)).ETag)).Is(200);
        await Becomes(made.Id, r => Phones(r).SequenceEqual(["+17205550111"]));

        body["patient"]!["phones"] = new JsonArray(wrong, "+17205550122");
        var later = await Api.Create(body);

        Assert.Equal(PatientOf(made), PatientOf(later));
        Assert.Equal(["+17205550111", "+17205550122"], Phones(later.Json));
    }

    [Fact]
    public async Task A_withdrawal_counts_in_all_referrals_whatever_became_of_them_until_newer_evidence()
    {
        var body = Person();
        body["consents"] = Consents("2020-01-01T00:00:00Z");
        var first = await Api.Create(body.DeepClone().AsObject());
        (await Api.Do(first.Id, "decline", new { reason = "not ours" })).Is(200);
        var second = await Api.Create(body.DeepClone().AsObject());

        Assert.False(Given((await Api.Do(first.Id, "consents", new { kind = "sms", given = false, how = "by phone" }))
            .Is(200).Json, "sms"));

        await Becomes(second.Id, r => !Given(r, "sms"));
        var third = await Api.Create(body.DeepClone().AsObject());
        Assert.False(Given(third.Json, "sms"));
        body["consents"] = Consents("2999-01-01T00:00:00Z");
        Assert.False(Given((await Api.Create(body.DeepClone().AsObject())).Json, "sms"));
        body["consents"] = Consents(null);
        Assert.False(Given((await Api.Create(body.DeepClone().AsObject())).Json, "sms"));

        (await Api.Post($"/api/patients/{PatientOf(first)}/consents",
            new { kind = "sms", given = true, how = "verbal", purpose = "care" })).Is(200);
        await Becomes(second.Id, r => Given(r, "sms"));
        (await Api.Post($"/api/patients/{PatientOf(first)}/consents", new { kind = "sms", given = true }))
            .Is(400, "invalid-input");
    }

    [Fact]
    public async Task A_source_sees_what_it_sent_whatever_others_sent_or_staff_corrected()
    {
        var body = Person(source: RunningHost.Source);
        var own = await Api.Create(body.DeepClone().AsObject());
        var other = body.DeepClone().AsObject();
        other["source"] = "hilltop";
        other["consents"] = Consents("2020-01-01T00:00:00Z");
        var theirs = await Api.Create(other);
        Assert.Equal(PatientOf(own), PatientOf(theirs));
        (await Api.Post($"/api/patients/{PatientOf(own)}/correct", new
        {
            familyName = "Secret", phones = new[] { "+17205550133" }, reason = "Secret reason.",
            safeContact = new { noVoicemail = true, note = "Secret note." },
        }, ifMatch: (await Api.Get($"/api/patients/{PatientOf(own)}")).ETag)).Is(200);
        await Becomes(own.Id, r => (string?)r["patient"]!["familyName"] == "Secret"
            && (bool?)r["safeContact"]?["noVoicemail"] == true && Given(r, "sms"));

        var source = await host.As("source");
        var seen = (await source.Get($"/api/referrals/{own.Id}")).Is(200).Json.ToJsonString();
        Assert.DoesNotContain("Secret", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("+17205550133", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("\"sms\"", seen, StringComparison.Ordinal);
        Assert.Contains("Okafor", seen, StringComparison.Ordinal);
        (await source.Get($"/api/patients/{PatientOf(own)}")).Is(403);
        (await source.Get($"/api/referrals/{theirs.Id}")).Is(404);
    }

    [Fact]
    public async Task If_Match_is_of_the_patient_and_not_of_the_referral()
    {
        var made = await Api.Create(Person());
        var path = $"/api/patients/{PatientOf(made)}";
        await Eventually.Is("the record is stored", async () => Version(await Api.Get(path)) > 0);
        var version = Version(await Api.Get(path));

        var body = new { language = "es", reason = "x" };
        (await Api.Post(path + "/correct", body, ifMatch: $"\"{version + 7}\"")).Is(412);
        var corrected = await Api.Post(path + "/correct", body, ifMatch: $"\"{version}\"");
        Assert.True(Version(corrected.Is(200)) > version);
    }

    [Fact]
    public async Task A_patient_is_not_booked_in_two_overlapping_visits_without_a_reason()
    {
        var (one, two) = (await Clinician(Api), await Clinician(Api));
        var body = Person();
        var (first, second) = (await Api.Waiting(body.DeepClone().AsObject()), await Api.Waiting(body));
        var slots = await CommonSlots(one, two);
        var (slot, same) = slots[3];

        (await Api.Do(first, "book", new { slot })).Is(200);
        (await Api.Do(second, "book", new { slot = same })).Is(409, "patient-has-visit");
        var why = (await Api.Get($"/api/referrals/{second}/why-not?slot={same}")).Is(200).Json["broken"]![0]!;
        Assert.Equal(("patient-has-visit", "overrule"), ((string?)why["rule"], (string?)why["change"]));
        (await Api.Do(second, "book", new { slot = slots[9].Second })).Is(200);
        (await Api.Do(second, "reschedule", new { slot = same })).Is(409, "patient-has-visit");
        (await Api.Do(first, "cancel-appointment", new { reason = "ill" })).Is(200);
        (await Api.Do(second, "reschedule", new { slot = same })).Is(200);
        (await Api.Do(first, "book", new { slot })).Is(409, "patient-has-visit");
        (await Api.Do(first, "book", new { slot, overruleVisit = "Both are needed." })).Is(200);
    }

    [Fact]
    public async Task A_best_time_at_which_the_patient_has_another_visit_says_so()
    {
        var line = New("line");
        (await Api.Put($"/api/service-lines/{line}", new { name = "Own", timeZone = "UTC" })).Is(200);
        var (one, two) = (await Clinician(Api), await Clinician(Api, line: line));
        var body = Person();
        var (first, second) = (await Api.Waiting(body.DeepClone().AsObject()), await Api.Waiting(At(body, line)));
        var offered = (await Best(second)).Select(m => (string?)m!["slot"]).ToList();
        var (slot, same) = (await CommonSlots(one, two)).First(s => offered.Contains(s.Second));

        (await Api.Do(first, "book", new { slot })).Is(200);

        var match = (await Best(second)).Single(m => (string?)m!["slot"] == same)!;
        Assert.Equal(["patient-has-visit"], match["needsOverrule"]!.AsArray().Select(c => (string?)c));
        (await Api.Do(first, "cancel-appointment", new { reason = "ill" })).Is(200);
        await Eventually.Is("the record knows that the visit is cancelled", async () =>
            (await Best(second)).Single(m => (string?)m!["slot"] == same)!["needsOverrule"] is null);

        async Task<JsonArray> Best(string id) =>
            (await Api.Get($"/api/referrals/{id}/matches?limit=50")).Is(200).Json["items"]!.AsArray();
    }

    [Fact]
    public async Task Of_two_bookings_of_one_patient_at_the_same_time_one_succeeds()
    {
        var (one, two) = (await Clinician(Api), await Clinician(Api));
        var body = Person();
        var ids = (await Api.Waiting(body.DeepClone().AsObject()), await Api.Waiting(body));
        var slots = (await CommonSlots(one, two))[5];

        var answers = await Task.WhenAll(Api.Do(ids.Item1, "book", new { slot = slots.First }),
            Api.Do(ids.Item2, "book", new { slot = slots.Second }));

        Assert.Equal([200, 409], answers.Select(a => a.Status).Order());
    }

    [Fact]
    public async Task A_deceased_patient_leaves_the_worklists_and_whoever_is_sent_later_is_another_record()
    {
        var body = Person();
        var open = await Api.Create(body.DeepClone().AsObject());
        var path = $"/api/patients/{PatientOf(open)}";
        (await Api.Post(path + "/deceased", new { })).Is(400, "invalid-input");

        var record = (await Api.Post(path + "/deceased", new { on = "2020-02-03", reason = "The daughter called." }))
            .Is(200).Json;

        Assert.Equal("2020-02-03", (string?)record["deceased"]!["on"]);
        await Becomes(open.Id, r => (string?)r["stage"] == "withdrawn" && (bool?)r["deceased"] == true);
        var later = await Api.Create(body);
        Assert.NotEqual(PatientOf(open), PatientOf(later));
        Assert.Equal("received", later.Stage);
        Assert.Contains(PatientOf(open), (await Api.Get($"/api/patients/{PatientOf(later)}")).Is(200)
            .Json["couldBe"]!.AsArray().Select(c => (string?)c!["id"]));
    }

    [Fact]
    public async Task A_merged_record_is_shown_as_one_patient_and_unmerging_gives_each_its_own_back()
    {
        var family = New("Merge").Replace("-", "", StringComparison.Ordinal);
        var (first, second) = (Referral(family: family, phone: "+13035550171"),
            Referral(family: family, phone: "+17205550172", source: "hilltop"));
        var (kept, lost) = (await Api.Create(first), await Api.Create(second.DeepClone().AsObject()));
        var (into, from) = ($"/api/patients/{PatientOf(kept)}", $"/api/patients/{PatientOf(lost)}");
        Assert.Contains(PatientOf(lost), (await Api.Get(into)).Is(200).Json["couldBe"]!.AsArray()
            .Select(c => (string?)c!["id"]));

        var merged = (await Api.Post(from + "/merge", new { into = PatientOf(kept), reason = "The same person." }))
            .Is(200).Json;

        Assert.Equal(["+13035550171", "+17205550172"],
            merged["patient"]!["phones"]!.AsArray().Select(p => (string?)p));
        await Becomes(lost.Id, r => PatientOf(r) == PatientOf(kept));
        Assert.Equal(PatientOf(kept), (string?)(await Api.Get(from)).Is(200).Json["mergedInto"]);
        Assert.Equal(2, Ids((await Api.Get(into + "/referrals")).Is(200)).Count);
        await Found(family, list => list is [{ } one] && (string?)one["id"] == PatientOf(kept)
            && one["referrals"]!.AsArray().Count == 2);
        (await Api.Post(into + "/merge", new { into = PatientOf(lost) })).Is(409, "patient-merged");
        (await Api.Post(from + "/correct", new { language = "es", reason = "x" })).Is(409, "patient-merged");
        Assert.Equal(PatientOf(kept), PatientOf(await Api.Create(second.DeepClone().AsObject())));

        (await Api.Post(from + "/unmerge", new { reason = "They are two." })).Is(200);

        await Becomes(lost.Id, r => PatientOf(r) == PatientOf(lost));
        Assert.Equal([kept.Id], Ids((await Api.Get(into + "/referrals")).Is(200)));
        Assert.Equal(2, Ids((await Api.Get(from + "/referrals")).Is(200)).Count);
        Assert.Equal(["+13035550171"], Phones((await Api.Get(into)).Is(200).Json));
        Assert.Equal(["+17205550172"], Phones((await Api.Get(from)).Is(200).Json));
        await Found(family, list => list.Count == 2);
    }

    private Task Found(string family, Func<JsonArray, bool> condition) => Eventually.Is("the list follows", async () =>
        condition((await Api.Post("/api/patients/search", new { q = family })).Is(200).Json["items"]!.AsArray()));

    private static JsonObject Person(string line = Line, string? source = null, string born = "1988-04-12") =>
        Referral(line, source, born: born);

    private static JsonObject At(JsonObject referral, string line)
    {
        var other = referral.DeepClone().AsObject();
        other["serviceLine"] = line;
        return other;
    }

    private static JsonArray Consents(string? at) => [new JsonObject
    {
        ["kind"] = "sms", ["given"] = true, ["how"] = "form", ["at"] = at,
    }];

    /// <summary>Free slots of two clinicians that begin at the same moments.</summary>
    private async Task<IReadOnlyList<(string First, string Second)>> CommonSlots(string first, string second)
    {
        var (one, two) = (await Free(first), await Free(second));
        return [.. one.Join(two, s => s.Start, s => s.Start, (a, b) => (a.Slot, b.Slot))];

        async Task<IEnumerable<(string Start, string Slot)>> Free(string clinician)
        {
            var from = DateTimeOffset.UtcNow.AddDays(1).ToString("yyyy-MM-dd'T00:00:00Z'");
            var to = DateTimeOffset.UtcNow.AddDays(3).ToString("yyyy-MM-dd'T00:00:00Z'");
            return (await Api.Get($"/api/clinicians/{clinician}/schedule?from={from}&to={to}")).Is(200)
                .Json["entries"]!.AsArray().Where(e => (string?)e!["status"] == "free")
                .Select(e => ((string)e!["start"]!, (string)e["slot"]!));
        }
    }

    private static string PatientOf(ApiAnswer answer) => PatientOf(answer.Json);

    private static string PatientOf(JsonNode referral) => (string)referral["patient"]!["id"]!;

    private static long Version(ApiAnswer answer) => (long)answer.Json["version"]!;

    private static IReadOnlyList<string> Ids(ApiAnswer page) =>
        [.. page.Json["items"]!.AsArray().Select(r => (string)r!["id"]!)];

    private static IEnumerable<string> Phones(JsonNode referral) =>
        referral["patient"]!["phones"]!.AsArray().Select(p => (string)p!);

    /// <summary>True when the consent that a message of care needs is given.</summary>
    private static bool Given(JsonNode referral, string kind) => referral["consents"]!.AsArray()
        .Where(c => (string?)c!["kind"] == kind && (string?)c["purpose"] is null or "care")
        .Select(c => (bool)c!["given"]!).LastOrDefault();

    private Task Becomes(string id, Func<JsonNode, bool> condition) => Eventually.Is("the referral follows its patient",
        async () => condition((await Api.Get($"/api/referrals/{id}")).Is(200).Json));
}
