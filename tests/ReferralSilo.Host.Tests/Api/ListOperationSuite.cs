using System.Text.Json.Nodes;
using ReferralSilo.Grains.Patients;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteListOperationTests(SqliteHost host) : ListOperationSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresListOperationTests(PostgresHost host) : ListOperationSuite(host);

/// <summary>What an operator sees of the lists, and a rebuild while they are used.</summary>
public abstract class ListOperationSuite(RunningHost host)
{
    [Fact]
    public async Task A_rebuilt_list_has_the_same_rows_and_takes_the_place_of_the_old_one()
    {
        var admin = await host.As("admin");
        var family = New("Rebuilt").Replace("-", "", StringComparison.Ordinal);
        for (var n = 0; n < 3; n++) await host.Api.Create(Referral(family: family, born: $"195{n}-01-01"));
        await Eventually.Is("the list is built and current", async () =>
            await Patients(admin) is var list && list["build"] is not null && list["building"] is null
            && (await Found(family)).Count == 3);
        var (build, rows) = (Build(await Patients(admin)), await Found(family));

        (await admin.Post("/api/lists/patients/rebuild")).Is(202);

        await Eventually.Is("the new build is used", async () => Build(await Patients(admin)) > build);
        Assert.Equal(rows.ToJsonString(), (await Found(family)).ToJsonString());
        Assert.Empty((await Patients(admin))["parked"]!.AsArray());
    }

    [Fact]
    public async Task Only_an_administrator_manages_lists_and_unknown_ones_are_not_found()
    {
        var admin = await host.As("admin");

        (await host.Api.Get("/api/lists")).Is(403);
        (await admin.Post("/api/lists/none/rebuild")).Is(404);
        (await admin.Post("/api/lists/none/parked", new { kind = "referral", id = "x" })).Is(404);
        Assert.Equal(["/id"], (await admin.Post("/api/lists/patients/parked", new { kind = "referral" }))
            .Is(400, "invalid-input").Pointers);
        // A stream that is not parked: nothing happens.
        (await admin.Post("/api/lists/patients/parked", new { kind = "referral", id = "none" })).Is(200);
    }

    private static async Task<JsonNode> Patients(ApiClient admin) => (await admin.Get("/api/lists")).Is(200)
        .Json["items"]!.AsArray().Single(l => l!["name"]!.GetValue<string>() == PatientsProjection.Definition.Name)!;

    private static int Build(JsonNode list) => list["build"]!.GetValue<int>();

    private async Task<JsonArray> Found(string q) =>
        (await host.Api.Post("/api/patients/search", new { q })).Is(200).Json["items"]!.AsArray();
}
