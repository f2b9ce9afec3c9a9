using System.Text.Json.Nodes;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteSupplyTests(SqliteHost host) : SupplySuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresSupplyTests(PostgresHost host) : SupplySuite(host);

/// <summary><c>supply-information</c> carries the data, and the referral is judged anew with it.</summary>
public abstract class SupplySuite(RunningHost host)
{
    private const string Document = "document:medication-list", BirthDate = "patient.birth-date";

    private ApiClient Api => host.Api;

    [Fact]
    public async Task A_source_that_names_items_without_data_leaves_them_missing()
    {
        var id = await Asked();

        var answered = (await Do("source", id, new { items = new[] { BirthDate, Document }, message = "Sent by fax" }))
            .Is(200);

        Assert.Equal("received", answered.Stage);
        Assert.Equal([BirthDate, Document], Missing(answered));
        (await Do("source", id, new { message = "again" })).Is(409, "not-allowed-in-stage");
    }

    [Fact]
    public async Task Supplied_data_is_shown_judged_and_in_the_history_without_its_values()
    {
        var id = await Asked();

        var answered = (await Do("source", id, new { patient = new { birthDate = "1988-04-12" } })).Is(200).Json;
        var told = (await Api.Do(id, "supply-information", new { items = new[] { Document } })).Is(200);

        Assert.Equal(("1988-04-12", "eligible"),
            ((string?)answered["patient"]!["birthDate"], (string?)answered["eligibility"]!["outcome"]));
        Assert.Equal(("received", 0), (told.Stage, Missing(told).Count));
        var history = (await Api.Get($"/api/referrals/{id}/history")).Is(200).Text;
        Assert.Contains("/patient/birthDate", history);
        Assert.DoesNotContain("1988-04-12", history);
    }

    [Fact]
    public async Task Every_field_of_the_patient_can_be_supplied()
    {
        var id = await Asked();
        var patient = JsonNode.Parse("""
            {"givenName":"Dana","familyName":"Okafor-Lee","birthDate":"1988-04-12",
            "location":{"country":"US","state":"WY"},"timeZone":"America/Denver","language":"es",
            "phones":["+13035550199"],"email":"dana@example.org","preferredChannel":"sms","interpreter":"es",
            "accessNeeds":["captions"],"gender":"female",
            "address":{"lines":["1 Main St"],"city":"Cheyenne","postalCode":"82001"},
            "identifiers":[{"value":"77","system":"urn:mrn","type":"MR"}],
            "contacts":[{"name":"Ann","relationship":"mother","phone":"+13035550111","email":"ann@example.org"}]}
            """)!;

        var shown = (await Api.Do(id, "supply-information", new { patient })).Is(200).Json["patient"]!;

        foreach (var (name, value) in patient.AsObject())
            Assert.True(JsonNode.DeepEquals(value, shown[name]), $"{name}: {shown[name]?.ToJsonString()}");
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_is_refused_by_field_and_stays_asked_for()
    {
        var id = await Asked();

        var refused = (await Do("source", id, new { patient = new { birthDate = "next spring" } }))
            .Is(400, "invalid-input");
        Assert.Equal(["/patient/birthDate"], refused.Pointers);
        Assert.DoesNotContain("next spring", refused.Text);
        Assert.Equal("information-requested", (await Api.Get($"/api/referrals/{id}")).Is(200).Stage);

        var read = (await Do("source", id, new { patient = new { birthDate = "1988-04-12" } })).Is(200);
        Assert.Equal([Document], Missing(read));
    }

    [Fact]
    public async Task A_source_cannot_supply_another_patient()
    {
        var id = await Asked();
        var patient = new { givenName = "Ben", familyName = "Ode" };

        var refused = (await Do("source", id, new { patient })).Is(409, "identifier-conflict");
        Assert.Equal(["/patient/familyName", "/patient/givenName"], refused.Pointers.Order());
        (await Api.Do(id, "supply-information", new { patient })).Is(200);
    }

    [Fact]
    public async Task A_source_is_offered_to_supply_information_only_while_it_is_asked()
    {
        var (id, source) = (await Asked(), await host.As("source"));
        Assert.Contains("supply-information", await Actions());

        (await Do("source", id, new { message = "Sent by fax" })).Is(200);

        Assert.DoesNotContain("supply-information", await Actions());
        Assert.Contains("withdraw", await Actions());

        async Task<string> Actions() =>
            (await source.Get($"/api/referrals/{id}")).Is(200).Json["actions"]!.ToJsonString();
    }

    [Fact]
    public async Task What_a_nurse_has_is_withdrawn_by_the_source_and_not_by_the_desk()
    {
        var id = await Asked();
        (await (await host.As("nurse")).Do(id, "claim")).Is(200);

        (await (await host.As("scheduler")).Do(id, "withdraw", new { reason = "x" })).Is(409, "claimed-by-another");
        (await (await host.As("source")).Do(id, "withdraw", new { reason = "Moved away" })).Is(200);
    }

    [Fact]
    public async Task A_scheduler_does_not_lower_the_priority_before_triage()
    {
        var id = await Asked();
        var scheduler = await host.As("scheduler");
        (await scheduler.Do(id, "prioritize", new { priority = "stat" })).Is(200);

        (await scheduler.Do(id, "prioritize", new { priority = "routine" })).Is(409, "not-accepted");
    }

    [Theory]
    [InlineData("""{"patient":{"phones":["1","2","3","4","5","6"]}}""", "/patient/phones")]
    [InlineData("""{"patient":{"birthDate":19880412}}""", "/patient/birthDate")]
    [InlineData("""{"patient":{"age":42}}""", "/patient/age")]
    [InlineData("""{"patient":{"preferredChannel":"pigeon"}}""", "/patient/preferredChannel")]
    public async Task Bad_input_is_named_by_field(string body, string pointer) =>
        Assert.Equal([pointer], (await Api.Post($"/api/referrals/{(await Api.Create()).Id}/supply-information",
            JsonNode.Parse(body)!)).Is(400, "invalid-input").Pointers);

    [Fact]
    public async Task A_text_over_its_limit_is_refused_by_field() =>
        Assert.Equal(["/patient/givenName"], (await Api.Do((await Api.Create()).Id, "supply-information",
            new { patient = new { givenName = new string('x', 201) } })).Is(400, "invalid-input").Pointers);

    [Fact]
    public async Task A_retry_gets_the_first_answer()
    {
        var (id, key) = (await Asked(), New("key"));
        var body = new { patient = new { birthDate = "1988-04-12" } };

        var first = (await Api.Do(id, "supply-information", body, key)).Is(200);
        var again = (await Api.Do(id, "supply-information", body, key)).Is(200);

        Assert.True(again.Replayed);
        Assert.Equal(first.ETag, again.ETag);
    }

    [Fact]
    public async Task A_booked_visit_that_the_new_data_forbids_rings_and_its_history_names_the_rule()
    {
        var line = New("line");
        (await Api.Put($"/api/service-lines/{line}", new { name = line, timeZone = "America/Denver" })).Is(200);
        var id = (await Api.Create(Referral(line))).Id;
        (await Api.Do(id, "accept")).Is(200);
        var slots = await Slots(Api, await Clinician(Api, line: line));
        (await Api.Do(id, "book", new { slot = slots[0] })).Is(200);

        (await Api.Do(id, "supply-information", new { patient = new { location = new { state = "NY" } } })).Is(200);

        Assert.Contains("\"visitRule\":\"not-licensed\"", (await Api.Get($"/api/referrals/{id}/history")).Is(200).Text);
        await Eventually.Is("its clock rings", async () =>
            (bool)(await Api.Get($"/api/referrals/{id}")).Is(200).Json["clock"]!["breached"]!);
    }

    [Fact]
    public async Task Duplicates_and_searches_use_the_supplied_data()
    {
        var family = New("Okonkwo").Replace("-", "", StringComparison.Ordinal);
        var line = await ALine();
        var first = (await Api.Create(Referral(line, family: family, phone: "+13035550101", born: "1961-05-06"))).Id;
        var body = Referral(line, family: family, phone: "+17205550102");
        body["patient"]!.AsObject().Remove("birthDate");
        var second = await Api.Create(body);
        Assert.Empty(second.Json["possibleDuplicates"]!.AsArray());

        (await Api.Do(second.Id, "supply-information", new { patient = new { birthDate = "1961-05-06" } })).Is(200);

        await Eventually.Is("it is a possible duplicate", async () => (await Api.Get($"/api/referrals/{second.Id}"))
            .Is(200).Json["possibleDuplicates"]!.AsArray().Any(d => (string?)d == first));
        await Eventually.Is("the list has both", async () =>
            (await Api.Post("/api/patients/search", new { q = $"{family} 1961-05-06" })).Is(200).Json["items"]!
            .AsArray().Count == 2);
        Assert.Single((await Api.Get($"/api/patients/{second.Json["patient"]!["id"]}")).Is(200).Json["couldBe"]!
            .AsArray());
    }

    /// <summary>A referral of the source, which was asked for a birth date and a document.</summary>
    private async Task<string> Asked()
    {
        var body = Referral(await ALine(), RunningHost.Source);
        body["patient"]!.AsObject().Remove("birthDate");
        var id = (await Api.Create(body)).Id;
        (await Api.Do(id, "request-information", new { items = new[] { BirthDate, Document } })).Is(200);
        return id;
    }

    private async Task<string> ALine()
    {
        var line = New("line");
        (await Api.Put($"/api/service-lines/{line}", new
        {
            name = line, timeZone = "America/Denver", eligibility = new { minAge = 18 },
            requiredFields = new[] { BirthDate, Document },
        })).Is(200);
        return line;
    }

    private async Task<ApiAnswer> Do(string user, string id, object body) =>
        await (await host.As(user)).Do(id, "supply-information", body);

    private static IReadOnlyList<string> Missing(ApiAnswer answer) =>
        [.. answer.Json["missing"]!.AsArray().Select(m => m!["what"]!.GetValue<string>())];
}
