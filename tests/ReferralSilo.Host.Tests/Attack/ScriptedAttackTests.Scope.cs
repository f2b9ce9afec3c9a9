using System.Text.Json.Nodes;
using ReferralSilo.Fhir;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Host.Tests.Fhir;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;
using static ReferralSilo.Host.Tests.Attack.AttackedProgram;

namespace ReferralSilo.Host.Tests.Attack;

/// <content>People and systems with an account, and what is not theirs.</content>
public sealed partial class ScriptedAttackTests
{
    [Fact]
    public async Task A_source_reads_no_internal_note_and_no_name_of_staff()
    {
        var (nurse, triage) = await attacked.Person("triage-nurse", [Alpha]);
        var (_, source) = await attacked.Person("source", [], source: Hill);
        var id = (await attacked.Everything.Create(Referral(Alpha, Hill))).Id;
        (await triage.Do(id, "prioritize", new { priority = "urgent", reason = "the note of a nurse" })).Is(200);
        (await triage.Do(id, "claim")).Is(200);

        var bytes = (await source.Get($"/api/referrals/{id}")).Is(200).Text
            + (await source.Get($"/api/referrals/{id}/history")).Is(200).Text
            + (await source.Get($"/fhir/R4/ServiceRequest/{id}")).Is(200).Text;

        Assert.DoesNotContain("the note of a nurse", bytes, StringComparison.Ordinal);
        Assert.DoesNotContain(nurse, bytes, StringComparison.Ordinal);
        Assert.DoesNotContain(NameOf(nurse), bytes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_reads_and_withdraws_no_referral_of_another_source()
    {
        var (_, source) = await attacked.Person("source", [], source: Hill);
        var id = (await attacked.Everything.Create(Referral(Alpha, Dale))).Id;

        (await source.Get($"/api/referrals/{id}")).Is(404);
        (await source.Do(id, "withdraw", new { reason = "x" })).Is(404);
        (await source.Post("/api/referrals", Referral(Alpha, Dale))).Is(400);
        (await source.Get($"/api/sources/{Dale}/referrals")).Is(404);
    }

    [Fact]
    public async Task A_source_learns_nothing_by_sending_the_order_number_of_another_source()
    {
        var number = New("order");
        var (foreign, own) = (Referral(Alpha, Dale), Referral(Alpha));
        foreign["identifiers"] = Identifier(number);
        own["identifiers"] = Identifier(number);
        var (_, source) = await attacked.Person("source", [], source: Hill);
        var theirs = await attacked.Everything.Create(foreign);

        var mine = await source.Create(own);

        Assert.NotEqual(theirs.Id, mine.Id);
        Assert.DoesNotContain(theirs.Id, mine.Text, StringComparison.Ordinal);
        Assert.Equal("\"1\"", (await attacked.Everything.Get($"/api/referrals/{theirs.Id}")).ETag);
    }

    [Fact]
    public async Task A_clinician_reads_and_records_no_visit_of_a_colleague()
    {
        var (own, foreign) = (await attacked.Booked(Alpha, Hill), await attacked.Booked(Beta, Hill));
        var (_, doctor) = await attacked.Person("clinician", [Alpha, Beta], clinician: attacked.DoctorOfAlpha);

        (await doctor.Get($"/api/referrals/{own}")).Is(200);
        foreach (var command in (string[])["arrive", "no-show", "undo"])
            (await doctor.Do(foreign, command, ReferralSuite.Minimal(command))).Is(404);
        (await doctor.Get($"/api/referrals/{foreign}")).Is(404);
        (await doctor.Get($"/api/referrals/{foreign}/history")).Is(404);
        Assert.DoesNotContain(foreign, (await doctor.Get("/api/referrals?limit=200")).Is(200).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clinician_moves_no_time_of_a_colleague_and_does_not_learn_who_exists()
    {
        var (_, doctor) = await attacked.Person("clinician", [Alpha], clinician: attacked.DoctorOfAlpha);

        var foreign = await doctor.Post($"/api/clinicians/{attacked.DoctorOfBeta}/running-late", new { minutes = 5 });
        var absent = await doctor.Post($"/api/clinicians/{New("dr")}/running-late", new { minutes = 5 });

        Assert.Equal((404, absent.Text), (foreign.Status, foreign.Text));
        (await doctor.Get($"/api/clinicians/{attacked.DoctorOfBeta}/schedule")).Is(404);
    }

    [Fact]
    public async Task An_auditor_reads_no_clinical_content()
    {
        var id = await attacked.Booked(Alpha, Hill);
        var (_, auditor) = await attacked.Person("auditor", [Alpha]);

        var bytes = (await auditor.Get($"/api/referrals/{id}")).Is(200).Text
            + (await auditor.Get($"/api/referrals/{id}/history")).Is(200).Text;

        foreach (var word in (string[])["Okafor", "Panic", "+1303", "1988-04-12"])
            Assert.DoesNotContain(word, bytes, StringComparison.Ordinal);
        Assert.Equal(403, (await auditor.Get($"/fhir/R4/ServiceRequest/{id}")).Status);
        (await auditor.Get($"/api/capacity?serviceLine={Alpha}")).Is(403);
    }

    [Fact]
    public async Task A_nurse_of_one_line_reads_nothing_of_another_line()
    {
        var id = await attacked.Booked(Beta, Hill);
        var (_, nurse) = await attacked.Person("triage-nurse", [Alpha]);
        var patient = (string)(await attacked.Everything.Get($"/api/referrals/{id}")).Json["patient"]!["id"]!;

        foreach (var path in (string[])[$"/api/referrals/{id}", $"/api/referrals/{id}/history",
            $"/api/referrals/{id}/messages", $"/api/referrals/{id}/matches", $"/api/patients/{patient}",
            $"/api/capacity?serviceLine={Beta}", $"/api/clinicians/{attacked.DoctorOfBeta}/schedule"])
            (await nurse.Get(path)).Is(404);
        (await nurse.Do(id, "claim")).Is(404);
    }

    [Fact]
    public async Task A_schedule_of_another_line_is_not_watched()
    {
        var token = await attacked.Token("service", [Alpha]);
        foreach (var board in (string[])[$"schedule/{attacked.DoctorOfBeta}", $"my-day/{attacked.DoctorOfBeta}",
            $"desk/{Beta}", $"triage/{Beta}", $"alarms/{Beta}", $"conversations/{Beta}"])
        {
            await using var watcher = await HubClient.Watch(attacked.Address, token, board);
            await Eventually.Is("the stream ended", () => watcher.Ended);
            Assert.Equal((0, "board-forbidden"), (watcher.Frames.Count, watcher.Code));
        }
    }

    [Fact]
    public async Task A_stream_does_not_go_on_after_the_referral_left_the_line()
    {
        var id = (await attacked.Everything.Create(Referral(Alpha, Hill))).Id;
        await using var watcher = await HubClient.Watch(attacked.Address, await attacked.Token("service", [Alpha]),
            $"referral/{id}");
        await watcher.Shows(id, _ => true, "at once");

        (await attacked.Everything.Do(id, "route", new { serviceLine = Beta })).Is(200);

        await Eventually.Is("the stream ended", () => watcher.Ended);
        Assert.Equal("board-forbidden", watcher.Code);
    }

    [Fact]
    public async Task An_operation_does_not_show_a_referral_that_left_the_line()
    {
        var key = New("key");
        var id = (await attacked.Everything.Create(Referral(Alpha, Hill))).Id;
        var alpha = await attacked.Client("service", [Alpha]);
        (await alpha.Do(id, "claim", null, key)).Is(200);
        (await attacked.Everything.Do(id, "claim", new { takeOver = true, reason = "x" })).Is(200);
        (await attacked.Everything.Do(id, "route", new { serviceLine = Beta })).Is(200);

        var operation = (await alpha.Get($"/api/operations?key={key}")).Is(200);

        Assert.Equal("applied", (string)operation.Json["state"]!);
        Assert.DoesNotContain("Okafor", operation.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_system_of_one_source_writes_no_order_of_another_source_by_FHIR()
    {
        var system = await attacked.Client("service", ["*"], source: Hill);
        var (own, foreign) = (Order(Hill), Order(Dale));

        Assert.Equal(201, (await Fhir(system, own)).Status);
        Assert.Equal(400, (await Fhir(system, foreign)).Status);
        Assert.DoesNotContain(Identifier(foreign), (await attacked.Everything.Get(
            $"/api/sources/{Dale}/referrals?limit=200")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_system_of_one_line_changes_and_revokes_no_order_of_another_line_by_FHIR()
    {
        var order = Order(Hill);
        var made = await Fhir(attacked.Everything, order);
        Assert.Equal(201, made.Status);
        var system = await attacked.Client("service", [Beta]);
        var (changed, revoked) = ((JsonObject)order.DeepClone(), (JsonObject)order.DeepClone());
        changed["priority"] = "stat";
        revoked["status"] = "revoked";

        foreach (var sent in (JsonObject[])[changed, revoked])
        {
            var answer = await Fhir(system, sent);
            Assert.InRange(answer.Status, 400, 499);
            Assert.DoesNotContain(made.Id, answer.Text, StringComparison.Ordinal);
        }

        var kept = (await attacked.Everything.Get($"/api/referrals/{made.Id}")).Is(200);
        Assert.Equal(("\"1\"", "received"), (kept.ETag, kept.Stage));
    }

    private static JsonArray Identifier(string value) =>
        new(new JsonObject { ["system"] = "urn:order", ["value"] = value });

    private static string Identifier(JsonObject order) => (string)order["identifier"]![0]!["value"]!;

    private static JsonObject Order(string source)
    {
        var order = AResource.Request();
        order["identifier"] = Identifier(New("order"));
        order["performer"]![0]!["reference"] = $"HealthcareService/{Alpha}";
        order["requester"]!["identifier"] = new JsonObject { ["system"] = FhirNames.SourceSystem, ["value"] = source };
        return order;
    }

    private static Task<ApiAnswer> Fhir(ApiClient api, JsonObject order) => api.Send(HttpMethod.Post,
        "/fhir/R4/ServiceRequest", AResource.Bytes(order), type: FhirNames.Json);
}
