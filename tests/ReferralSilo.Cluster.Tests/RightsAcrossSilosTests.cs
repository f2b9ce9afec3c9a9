using System.Net;
using Npgsql;
using ReferralSilo.Testing;

namespace ReferralSilo.Cluster.Tests;

/// <summary>A revoked right ends the streams it allowed, within 5 s, on every silo.</summary>
[Collection(ThreeSilos.Name)]
public sealed class RightsAcrossSilosTests(ThreeSilos cluster)
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(5);

    [Fact]
    public Task Signing_out_on_one_silo_ends_the_streams_of_the_session_on_all() =>
        AssertStreamsEnd("nurse", async cookies =>
    {
        using var handler = new HttpClientHandler { CookieContainer = cookies };
        using var http = new HttpClient(handler) { BaseAddress = cluster.Silos[1].Address };
        using var answer = await http.DeleteAsync("/api/session", TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    });

    [Fact]
    public Task A_disabled_account_loses_its_streams_on_all_silos() =>
        AssertStreamsEnd("scheduler", _ =>
            Execute("""update accounts."Staff" set "Disabled" = true where "UserName" = 'scheduler'"""));

    [Fact]
    public Task A_removed_role_ends_streams_on_all_silos() =>
        AssertStreamsEnd("supervisor", _ =>
            Execute("""update accounts."Staff" set "Roles" = 'auditor' where "UserName" = 'supervisor'"""));

    /// <summary>
    /// Runs a busy and a quiet screen of the account on each silo, and one screen of another account.
    /// </summary>
    private async Task AssertStreamsEnd(string user, Func<CookieContainer, Task> revoke)
    {
        using var stop = new CancellationTokenSource();
        var cookies = await cluster.Session(user);
        var watchers = Enumerable.Range(0, 3).SelectMany(silo => new[] { "desk/behavioral-health", "desk/dermatology" }
            .Select(board => new Watcher(cluster, board, silo, connection => connection.Cookies = cookies))).ToList();
        var bystander = new Watcher(cluster, "triage/behavioral-health");
        var client = new SteadyClient(cluster.Clients, 2, user, rate: 10);
        var running = watchers.Append(bystander).Select(w => w.Run(stop.Token)).Append(client.Run(stop.Token)).ToList();
        await Eventually.Is("all screens are live", () => watchers.Append(bystander).All(w => w.IsLive));

        await revoke(cookies);
        await Eventually.Is("all streams of the account have ended", () =>
            watchers.All(w => !w.IsLive && w.EndReasons.Contains("board-forbidden")), EndsWithin);

        Assert.Empty(bystander.EndReasons);
        await stop.CancelAsync();
        await Task.WhenAll(running);
        Assert.All(watchers, w => Assert.Equal("board-forbidden", w.EndReasons.First()));
    }

    private async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(cluster.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
