using System.Text.Json.Nodes;
using ReferralSilo.Testing;

namespace ReferralSilo.Cluster.Tests;

/// <summary>Three real processes, restarted one after the other by SIGTERM while clients go on.</summary>
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    private const int PerSecond = 50;

    [Fact]
    public async Task A_rolling_restart_fails_no_request_that_is_sent_twice_and_moves_watchers_without_a_gap()
    {
        await using var cluster = await ThreeSilos.Start();
        using var stop = new CancellationTokenSource();
        using var stopWatching = new CancellationTokenSource();
        var client = new SteadyClient(cluster.Clients, PerSecond);
        var watcher = new Watcher(cluster, "triage/behavioral-health");
        var watching = watcher.Run(stopWatching.Token);
        await Eventually.Is("the watcher sees the board", () => watcher.Rows.Count > 0);
        var sending = client.Run(stop.Token);
        await Eventually.Is("requests are answered", () => client.Acknowledged.Count >= PerSecond);

        foreach (var silo in cluster.Silos)
        {
            Assert.Equal(0, await silo.End("TERM"));
            await silo.Begin();
        }

        await stop.CancelAsync();
        await sending;
        output.WriteLine($"{client.Sent} sent, {client.Retried} sent twice, {client.Failed.Count} failed, {client.Acknowledged.Count} referrals; streams ended: {string.Join(' ', watcher.Ends)}");
        Assert.Empty(client.Failed);
        await IsAllThere(cluster, client);

        await Eventually.Is("the board shows every referral", () => client.Acknowledged.Keys.All(watcher.Rows.Contains));
        await stopWatching.CancelAsync();
        await watching;
        Assert.Null(watcher.Gap);
        Assert.Contains("silo-draining", watcher.Ends);
        // The other: asked in the very moment in which the board itself moved to another silo.
        Assert.All(watcher.Ends, code => Assert.True(code is "silo-draining" or "board-unavailable", code));
    }

    /// <summary>Each acknowledged referral once, with its acknowledged claim; and nothing that nobody was told of.</summary>
    private static async Task IsAllThere(ThreeSilos cluster, SteadyClient client)
    {
        var found = new Dictionary<string, bool>();
        string? cursor = null;
        do
        {
            var page = JsonNode.Parse(await cluster.Clients[1].GetStringAsync("/api/referrals?limit=200" + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")))!;
            foreach (var item in page["items"]!.AsArray().Where(i => (string?)i!["patient"]!["familyName"] == SteadyClient.Family))
                Assert.True(found.TryAdd((string)item!["id"]!, item["claimedBy"] is not null));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);

        Assert.Equal(client.Acknowledged.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(client.Acknowledged, a => Assert.True(found[a.Key] || !a.Value, $"The claim of {a.Key} is lost."));
    }
}
