using System.Text.Json.Nodes;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqlitePatientScreenTests(SqliteHost host) : PatientScreenSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresPatientScreenTests(PostgresHost host) : PatientScreenSuite(host);

/// <summary>What the page of a patient needs of a record, and who may open it.</summary>
public abstract class PatientScreenSuite(RunningHost host)
{
    private ApiClient Api => host.Api;

    [Fact]
    public async Task A_consent_has_who_recorded_it_and_the_purposes_for_which_it_counts()
    {
        var body = Referral();
        body["consents"] = new JsonArray(new JsonObject
        {
            ["kind"] = "sms", ["given"] = true, ["how"] = "form", ["at"] = "2026-01-01T00:00:00Z",
        });
        var made = await Api.Create(body);
        var path = $"/api/patients/{PatientOf(made)}";
        (await Api.Post(path + "/consents", new
        {
            kind = "sms", given = false, how = "by phone", purpose = "reminders",
        })).Is(200);

        var record = (await Api.Post(path + "/consents", new
        {
            kind = "email", given = true, how = "verbal", wording = "v2", riskTold = true,
        })).Is(200).Json;

        var consents = record["consents"]!.AsArray().ToDictionary(c => $"{c!["kind"]} {c["purpose"]}");
        Assert.Equal(["care"], Texts(consents["sms "]!["countsFor"]));
        Assert.Equal(made.Id, (string?)consents["sms "]!["referral"]);
        Assert.Null(consents["sms "]!["by"]);
        Assert.Equal(["reminders"], Texts(consents["sms reminders"]!["countsFor"]));
        Assert.False((bool)consents["sms reminders"]!["given"]!);
        Assert.Equal(["care", "reminders"], Texts(consents["email "]!["countsFor"]));
        Assert.Equal(("v2", true), ((string?)consents["email "]!["wording"], (bool?)consents["email "]!["riskTold"]));
        Assert.StartsWith("client:", (string?)consents["email "]!["by"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_names_the_commands_that_it_takes_now()
    {
        var (kept, lost) = (await Api.Create(Referral()), await Api.Create(Referral()));
        Assert.Equal(["correct", "consents", "deceased", "merge", "related-people", "private"],
            Texts((await Api.Get(Of(kept))).Is(200)
            .Json["actions"]));

        (await Api.Post(Of(lost) + "/merge", new { into = PatientOf(kept), reason = "x" })).Is(200);

        Assert.Equal(["unmerge"], Texts((await Api.Get(Of(lost))).Is(200).Json["actions"]));
    }

    [Fact]
    public async Task A_merge_is_refused_when_either_record_has_another_version_than_was_read()
    {
        var (kept, lost) = (await Stored(), await Stored());
        var (into, from) = (await Version(kept), await Version(lost));

        object Body(long read) => new { into = PatientOf(kept), reason = "x", intoVersion = read };
        (await Api.Post(Of(lost) + "/merge", Body(into), ifMatch: $"\"{from + 7}\"")).Is(412, "version-mismatch");
        (await Api.Post(Of(lost) + "/merge", Body(into + 7), ifMatch: $"\"{from}\"")).Is(412, "version-mismatch");
        (await Api.Post(Of(lost) + "/merge", Body(into), ifMatch: $"\"{from}\"")).Is(200);
    }

    [Fact]
    public async Task The_messages_of_all_referrals_are_in_one_list_newest_first()
    {
        var body = Referral();
        var (first, second) = (await Api.Create(body.DeepClone().AsObject()), await Api.Create(body));
        (await Api.Do(first.Id, "accept")).Is(200);
        await Eventually.Is("the first message is planned", async () => (await Messages(first)).Count == 1);
        (await Api.Do(second.Id, "accept")).Is(200);

        await Eventually.Is("both messages are planned", async () => (await Messages(first)).Count == 2);

        Assert.Equal([second.Id, first.Id], (await Messages(first)).Select(m => (string?)m!["referral"]));
        (await Api.Get("/api/patients/none/messages")).Is(404);
    }

    [Theory]
    [InlineData("source")]
    [InlineData("auditor")]
    [InlineData("marketing")]
    public async Task Who_sees_no_patients_opens_no_record(string user)
    {
        var made = await Api.Create(Referral(source: RunningHost.Source));
        var reader = await host.As(user);

        foreach (var part in (string[])["", "/referrals", "/messages"])
            (await reader.Get(Of(made) + part)).Is(403);
    }

    private async Task<ApiAnswer> Stored()
    {
        var made = await Api.Create(Referral());
        await Eventually.Is("the record is stored", async () => await Version(made) > 0);
        return made;
    }

    private async Task<JsonArray> Messages(ApiAnswer made) =>
        (await Api.Get(Of(made) + "/messages")).Is(200).Json["items"]!.AsArray();

    private async Task<long> Version(ApiAnswer made) => (long)(await Api.Get(Of(made))).Is(200).Json["version"]!;

    private static string Of(ApiAnswer made) => $"/api/patients/{PatientOf(made)}";

    private static string PatientOf(ApiAnswer made) => PatientOf(made.Json);

    private static string PatientOf(JsonNode referral) => (string)referral["patient"]!["id"]!;

    private static IEnumerable<string?> Texts(JsonNode? list) => list!.AsArray().Select(t => (string?)t);
}
