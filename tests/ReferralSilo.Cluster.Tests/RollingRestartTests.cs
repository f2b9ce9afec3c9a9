using ReferralSilo.Testing;

namespace ReferralSilo.Cluster.Tests;

/// <summary>Three real processes that are restarted or die while clients send requests.</summary>
[Collection(ThreeSilos.Name)]
public sealed class RollingRestartTests(ThreeSilos cluster, ITestOutputHelper output)
{
    [Fact]
    public async Task In_a_rolling_restart_no_retried_request_fails_and_no_watcher_misses_a_change()
    {
        using var stop = new CancellationTokenSource();
        var watcher = new Watcher(cluster, "triage/behavioral-health");
        var watching = watcher.Run(stop.Token);
        await Eventually.Is("the watcher sees the board", () => watcher.Rows.Count > 0);

        var client = await SendDuring("Rolling", tries: 2, async () =>
        {
            foreach (var silo in cluster.Silos)
            {
                Assert.Equal(0, await silo.End("TERM"));
                await silo.Begin();
            }
        });

        await AssertAllStored(client);
        var inTriage = await StoredReferrals.InTriage(cluster.Clients[1]);
        Assert.Subset(inTriage, client.Acknowledged.Keys.ToHashSet());
        try
        {
            await Eventually.Is("the board shows or counts every referral once", () => watcher.Accounts(inTriage));
        }
        finally
        {
            var (rows, more) = watcher.Shown;
            output.WriteLine($"{rows.Count} rows and {more} more of {inTriage.Count}; streams ended: "
                + string.Join(", ", watcher.EndReasons));
        }

        await stop.CancelAsync();
        await watching;
        Assert.Null(watcher.Gap);
        Assert.Contains("silo-draining", watcher.EndReasons);
    }

    [Fact]
    public async Task After_a_silo_is_killed_retries_succeed_and_no_acknowledged_change_is_lost()
    {
        var client = await SendDuring("Killed", tries: 5, async () =>
        {
            await cluster.Silos[1].Kill();
            await cluster.Silos[1].Begin();
        });

        await AssertAllStored(client);
    }

    /// <summary>Sends requests before, during and after the action; none may fail.</summary>
    private async Task<SteadyClient> SendDuring(string family, int tries, Func<Task> act)
    {
        using var stop = new CancellationTokenSource();
        var client = new SteadyClient(cluster.Clients, tries, family);
        var sending = client.Run(stop.Token);
        await Eventually.Is("requests are answered", () => client.Acknowledged.Count >= SteadyClient.Rate);
        await act();
        await stop.CancelAsync();
        await sending;
        output.WriteLine($"{client.Sent} sent, {client.Retried} sent again, {client.Failed.Count} failed, "
            + $"{client.Acknowledged.Count} referrals\n{string.Join('\n', client.Failed)}");
        Assert.Empty(client.Failed);
        return client;
    }

    /// <summary>
    /// Asserts that each acknowledged referral is stored once, with its acknowledged claim, and no other is.
    /// </summary>
    private async Task AssertAllStored(SteadyClient client)
    {
        var found = new Dictionary<string, bool>();
        await foreach (var item in StoredReferrals.Listed(cluster.Clients[1], ""))
            if ((string?)item["patient"]!["familyName"] == client.Family)
                Assert.True(found.TryAdd((string)item["id"]!, item["claimedBy"] is not null));

        Assert.Equal(client.Acknowledged.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(client.Acknowledged, a => Assert.True(found[a.Key] || !a.Value, $"The claim of {a.Key} is lost."));
    }
}
