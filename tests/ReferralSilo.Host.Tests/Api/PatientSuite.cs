using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Patients;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqlitePatientTests(SqliteHost host) : PatientSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresPatientTests(PostgresHost host) : PatientSuite(host);

/// <summary>The list of patients, which follows the referrals within moments.</summary>
public abstract class PatientSuite(RunningHost host)
{
    private ApiClient Api => host.Api;

    [Fact]
    public async Task Referrals_of_one_person_are_one_patient_found_by_name_phone_and_birth_date()
    {
        var (family, phone) = (Family(), $"+1303555{Random.Shared.Next(1000, 9999)}");
        var first = await Api.Create(Referral(family: family, phone: phone, born: "1931-02-27"));
        var second = await Api.Create(Referral(family: family.ToUpperInvariant(), phone: phone, born: "1931-02-27"));
        await Api.Create(Referral(family: family, phone: phone, born: "1990-01-01"));

        var found = await Become($"{family} 1931-02-27", 1, i => i["referrals"]!.AsArray().Count == 2);

        var patient = found[0]!;
        Assert.Equal("1931-02-27", patient["birthDate"]!.GetValue<string>());
        Assert.Equal([phone], patient["phones"]!.AsArray().Select(p => p!.GetValue<string>()));
        Assert.Equal([second.Id, first.Id],
            patient["referrals"]!.AsArray().Select(r => r!["id"]!.GetValue<string>()));
        Assert.Equal((string?)first.Json["patient"]!["id"], (string?)second.Json["patient"]!["id"]);
        Assert.Equal((string?)first.Json["patient"]!["id"], (string?)patient["id"]);
        await Become(family, 2, _ => true);
        Assert.Contains(first.Id, (await Search(new { q = phone })).Json.ToJsonString());
        Assert.Empty(Items(await Search(new { q = family[..6] })));
        Assert.Empty(Items(await Search(new { q = "???" })));
    }

    [Fact]
    public async Task Pages_hold_each_patient_once_newest_referral_first()
    {
        var family = Family();
        for (var n = 0; n < 5; n++)
            await Api.Create(Referral(family: family, born: $"196{n}-03-04"));
        await Become(family, 5, _ => true);

        var born = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await Search(new { q = family, limit = 2, cursor })).Is(200).Json;
            born.AddRange(page["items"]!.AsArray().Select(i => i!["birthDate"]!.GetValue<string>()));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);

        Assert.Equal(["1964-03-04", "1963-03-04", "1962-03-04", "1961-03-04", "1960-03-04"], born);
    }

    [Fact]
    public async Task A_referral_that_moves_to_another_line_moves_in_the_list()
    {
        var (family, line) = (Family(), New("line"));
        (await Api.Put($"/api/service-lines/{line}", new { name = "Own", timeZone = "UTC" })).Is(200);
        var made = await Api.Create(Referral(family: family));
        await Become(family, 1, _ => true);

        (await Api.Do(made.Id, "route", new { serviceLine = line })).Is(200);

        await Become(family, 1, i => i["referrals"]![0]!["serviceLine"]!.GetValue<string>() == line);
    }

    [Fact]
    public async Task Who_works_for_one_line_sees_nothing_that_only_another_line_was_told()
    {
        var (family, line) = (Family(), New("line"));
        var (here, there) = ($"+1303555{Random.Shared.Next(1000, 9999)}", $"+1720555{Random.Shared.Next(1000, 9999)}");
        (await Api.Put($"/api/service-lines/{line}", new { name = "Own", timeZone = "UTC" })).Is(200);
        var own = await Api.Create(WithMail(Referral(family: family, phone: here, born: "1961-05-06"), family));
        await Api.Create(WithMail(Referral(line, family: family, phone: there, born: "1961-05-06"), family));
        await Become(family, 1, i => i["referrals"]!.AsArray().Count == 2);
        var patients = host.Services.GetRequiredService<PatientList>();
        var limited = new Caller("user:limited", "Limited", [Roles.TriageNurse], null, null, [Line]);

        var found = (await patients.Search(new(family), limited, TestContext.Current.CancellationToken)).Value!.Items;
        Assert.Equal([here], Assert.Single(found).Phones);
        Assert.Equal([own.Id], found[0].Referrals.Select(r => r.Id));
        Assert.Empty((await patients.Search(new(there), limited, TestContext.Current.CancellationToken)).Value!.Items);
        var bound = new Caller("user:source", "Source", [Roles.Source], "lakeside", null, []);
        Assert.Empty((await patients.Search(new(family), bound, TestContext.Current.CancellationToken)).Value!.Items);
    }

    [Fact]
    public async Task A_patient_that_is_found_only_in_another_line_leaves_no_gap_in_a_page()
    {
        var (family, line) = (Family(), New("line"));
        var (here, there) = ($"+1303555{Random.Shared.Next(1000, 9999)}", $"+1720555{Random.Shared.Next(1000, 9999)}");
        (await Api.Put($"/api/service-lines/{line}", new { name = "Own", timeZone = "UTC" })).Is(200);
        var visible = await Api.Create(Referral(family: family, phone: there, born: "1962-05-06"));
        await Api.Create(WithMail(Referral(line, family: family, phone: there, born: "1961-05-06"), family));
        await Api.Create(WithMail(Referral(family: family, phone: here, born: "1961-05-06"), family));
        await Become(family, 2, i => i["birthDate"]!.GetValue<string>() != "1961-05-06"
            || i["referrals"]!.AsArray().Count == 2);
        var limited = new Caller("user:limited", "Limited", [Roles.TriageNurse], null, null, [Line]);

        var page = (await host.Services.GetRequiredService<PatientList>()
            .Search(new(there, Limit: 1), limited, TestContext.Current.CancellationToken)).Value!;

        Assert.Equal([visible.Id], Assert.Single(page.Items).Referrals.Select(r => r.Id));
        Assert.Null(page.Next);
    }

    [Theory]
    [InlineData("{\"limit\":0}", "/limit")]
    [InlineData("{\"limit\":201}", "/limit")]
    [InlineData("{\"cursor\":\"nonsense\"}", "/cursor")]
    public async Task A_wrong_search_is_told_by_field(string body, string pointer) => Assert.Equal([pointer],
        (await Search(JsonNode.Parse(body)!)).Is(400, "invalid-input").Pointers);

    private Task<ApiAnswer> Search(object body) => Api.Post("/api/patients/search", body);

    private static JsonArray Items(ApiAnswer answer) => answer.Is(200).Json["items"]!.AsArray();

    private async Task<JsonArray> Become(string q, int count, Func<JsonNode, bool> each)
    {
        JsonArray found = [];
        await Eventually.Is($"{count} patients are found", async () =>
        {
            found = Items(await Search(new { q }));
            return found.Count == count && found.All(i => each(i!));
        });
        return found;
    }

    private static JsonObject WithMail(JsonObject referral, string family)
    {
        referral["patient"]!["email"] = $"{family}@example.org";
        return referral;
    }

    private static string Family() => New("Okonkwo").Replace("-", "", StringComparison.Ordinal);
}
