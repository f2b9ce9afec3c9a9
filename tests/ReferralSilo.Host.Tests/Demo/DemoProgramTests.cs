using System.Text.Json.Nodes;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Demo;

/// <summary>What <c>--demo</c> promises, asked of the running program as any client would.</summary>
public sealed class DemoProgramTests
{
    private static readonly string[] Lines = ["behavioral-health", "chronic-care", "dermatology"];

    private const int MostAttempts = 10;

    [Fact]
    public async Task First_start_loads_the_whole_program()
    {
        using var data = new TempFolder();
        await using var server = await DemoServer.Ready(data.Path);

        Assert.Equal(Lines, (await server.Items("/api/service-lines")).Select(l => (string)l!["id"]!));
        var clinicians = await server.Items("/api/clinicians?limit=200");
        Assert.Equal(20, clinicians.Count);
        Assert.Contains(clinicians, c => (string)c!["id"]! == "dr-adams");
        var sources = await server.Items("/api/sources");
        Assert.Equal(10, sources.Count);
        Assert.All(sources, s => Assert.NotEmpty(s!["campaigns"]!.AsArray()));
        Assert.Contains(sources, s => (string)s!["id"]! == "lakeside-family-practice");

        var referrals = await server.Referrals();
        Assert.InRange(referrals.Count, 280, 330);
        Assert.Equal(Enum.GetValues<Stage>().Select(s => s.WireName()).Order(),
            referrals.Select(r => (string)r["stage"]!).Distinct().Order());
        Assert.Equal(3, referrals.Select(r => (string)r["model"]!).Distinct().Count());
        Assert.Contains(referrals, r =>
            (string)r["stage"]! == "received" && (string)r["priority"]! != "routine" && r["claimedBy"] is null);
        foreach (var line in Lines) await HasFreeSlotSoon(server, line);
        Assert.Contains("demo-client / demo-secret", server.Said);
    }

    [Fact]
    public async Task Second_start_finds_it_and_adds_nothing()
    {
        using var data = new TempFolder();
        string before;
        await using (var first = await DemoServer.Ready(data.Path))
        {
            before = await Settled(first);
            await first.Stop();
        }

        await using var second = await DemoServer.Ready(data.Path);

        Assert.Equal(before, await Settled(second));
    }

    [Fact]
    public async Task Load_that_was_cut_short_goes_on_and_duplicates_nothing()
    {
        var folder = new TempFolder();
        // A test that gets little processor time may kill too late: then it begins again.
        for (var attempt = 0; !await DemoServer.KilledAt(folder.Path, referrals: 60); attempt++)
        {
            Assert.True(attempt < MostAttempts, "No load was cut short.");
            folder.Dispose();
            folder = new TempFolder();
        }

        using var data = folder;
        await DemoServer.KilledAt(data.Path, referrals: 150);
        using var other = new TempFolder();
        await using var whole = await DemoServer.Ready(other.Path);

        await using var server = await DemoServer.Ready(data.Path);

        Assert.Equal(await Walks(whole), await Walks(server));
        Assert.All(await server.Items("/api/sources"), s => Assert.NotEmpty(s!["campaigns"]!.AsArray()));
    }

    [Fact]
    public async Task Live_demo_takes_referrals_in_and_closes_them()
    {
        using var data = new TempFolder();
        await using var server = await DemoServer.Ready(data.Path, "--live", "3000");

        await Eventually.Is("live referrals are closed",
            async () => (await server.Referrals())
                .Count(r => (string)r["stage"]! == "closed" && !Name(r)
                .StartsWith("load-", StringComparison.Ordinal)) >= 20,
            TimeSpan.FromSeconds(90));
        foreach (var line in Lines) await HasFreeSlotSoon(server, line);
    }

    /// <summary>How far each referral got, in how many steps.</summary>
    private static async Task<List<string>> Walks(DemoServer server) =>
        [.. (await server.Referrals()).Select(r => $"{Name(r)} {r["stage"]} {r["version"]}").Order()];

    private static string Name(JsonNode referral) => (string)referral["identifiers"]!.AsArray().Single()!["value"]!;

    private static async Task HasFreeSlotSoon(DemoServer server, string line)
    {
        var day = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddHours(24).ToString("O"));
        var capacity = await server.Get($"/api/capacity?serviceLine={line}&state=CO&to={day}");
        var slots = capacity["slots"]!.AsArray();
        Assert.True(slots.Select(s => (string)s!["clinician"]!).Distinct().Count() >= 2,
            $"{line} has {slots.Count} free slots for Colorado within a day.");
    }

    /// <summary>The versions once what a load told other grains has been heard by them.</summary>
    private static async Task<string> Settled(DemoServer server)
    {
        var versions = await Versions(server);
        await Eventually.Is("nothing changes any more", async () => versions == (versions = await Versions(server)));
        return versions;
    }

    /// <summary>Everything that is versioned, with its version: one new event anywhere would show.</summary>
    private static async Task<string> Versions(DemoServer server)
    {
        var all = (await server.Referrals()).Concat((await server.Items("/api/clinicians?limit=200")).Select(c => c!))
            .Concat((await server.Items("/api/sources")).Select(s => s!))
                .Concat((await server.Items("/api/service-lines")).Select(l => l!));
        return string.Join("\n", all.Select(n => $"{n["id"]} {n["version"]}").Order());
    }
}
