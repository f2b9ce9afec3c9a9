using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Api.Access;
using ReferralSilo.Host.Tests.Security;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteHubTests(SqliteHost host) : HubSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresHubTests(PostgresHost host) : HubSuite(host);

/// <summary>The live boards over SignalR.</summary>
public abstract class HubSuite(RunningHost host)
{
    [Fact]
    public async Task A_board_sends_a_snapshot_then_changes_and_heartbeats()
    {
        var id = (await host.Api.Create()).Id;
        await using var triage = await HubClient.Watch(host.Address, await host.Token(), $"triage/{Line}");
        await triage.Shows(id, r => r.GetProperty("stage").GetString() == "received", "at once");
        await host.Api.Do(id, "claim");
        await triage.Shows(id, r => r.GetProperty("claimedBy").GetString() == "client:demo-client", "as claimed");

        Assert.True(triage.Frames[0].GetProperty("snapshot").GetBoolean());
        await Eventually.Is("the board beats", () => triage.Heartbeats > 0);
        Assert.Null(triage.Gap);
    }

    [Fact]
    public async Task Frames_of_queue_boards_count_the_referrals_without_a_row_and_others_do_not()
    {
        var id = (await host.Api.Create()).Id;
        await using var triage = await HubClient.Watch(host.Address, await host.Token(), $"triage/{Line}");
        await using var desk = await HubClient.Watch(host.Address, await host.Token(), $"desk/{Line}");
        await using var referral = await HubClient.Watch(host.Address, await host.Token(), $"referral/{id}");
        HubClient[] all = [triage, desk, referral];
        await Eventually.Is("all have a frame and a heartbeat", () => all.All(w => w.Heartbeats > 0));

        foreach (var queue in (HubClient[])[triage, desk])
            Assert.All(queue.Frames, f => Assert.Equal(0, f.GetProperty("more").GetProperty("count").GetInt32()));
        Assert.All(referral.Frames, f => Assert.False(f.TryGetProperty("more", out _)));
    }

    [Fact]
    public async Task A_reconnecting_reader_gets_only_the_missed_changes()
    {
        var (token, id) = (await host.Token(), (await host.Api.Create()).Id);
        (string, long) cursor;
        await using (var leaves = await HubClient.Watch(host.Address, token, $"triage/{Line}"))
        {
            await leaves.Shows(id, _ => true, "at once");
            cursor = leaves.Cursor;
        }

        await host.Api.Do(id, "claim");
        await using var back = await HubClient.Watch(host.Address, token, $"triage/{Line}", cursor);
        await back.Shows(id, r => r.GetProperty("version").GetInt64() == 2, "as claimed");
        Assert.All(back.Frames, f => Assert.False(f.GetProperty("snapshot").GetBoolean()));
    }

    [Theory]
    [InlineData("triage/nowhere", "board-unknown")]
    [InlineData("referral/none", "board-unknown")]
    [InlineData("nonsense", "board-unknown")]
    [InlineData(null, "board-unknown")]
    [InlineData("source/nobody", "board-unknown")]
    [InlineData("my-day/nobody", "board-unknown")]
    public async Task An_unknown_board_ends_the_stream_with_its_code(string? board, string code)
    {
        await using var watcher = await HubClient.Watch(host.Address, await host.Token(), board!);
        await Eventually.Is("the stream ended", () => watcher.Ended);

        Assert.Equal(code, watcher.Code);
    }

    [Fact]
    public async Task A_forbidden_board_ends_the_stream_with_its_code()
    {
        var other = (await host.Api.Create(Referral(source: RunningHost.Source))).Id;
        var token = await TokenOf("source", "hilltop");
        foreach (var board in (string[])[$"triage/{Line}", "wallboard", $"referral/{other}",
            $"source/{RunningHost.Source}", $"schedule/{RunningHost.Clinician}", $"my-day/{RunningHost.Clinician}"])
        {
            await using var watcher = await HubClient.Watch(host.Address, token, board);
            await Eventually.Is("the stream ended", () => watcher.Ended);
            Assert.Equal("board-forbidden", watcher.Code);
            Assert.Empty(watcher.Frames);
        }
    }

    [Fact]
    public async Task A_source_watches_its_own_referrals_without_the_names_of_staff()
    {
        var id = (await host.Api.Create(Referral(source: RunningHost.Source))).Id;
        await using var board = await HubClient.Watch(host.Address,
            await TokenOf("source", RunningHost.Source), $"source/{RunningHost.Source}");
        await board.Shows(id, r => r.GetProperty("stage").GetString() == "received", "at once");
        await host.Api.Do(id, "claim");
        await board.Shows(id, r => r.GetProperty("version").GetInt64() == 2, "as claimed");

        Assert.All(board.Frames, f =>
            Assert.DoesNotContain("demo-client", f.GetRawText(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_ends_when_the_permission_is_revoked()
    {
        var (client, accounts) = (New("client"), host.Services.GetRequiredService<StaffAccounts>());
        await accounts.CreateClient(client, "secret-of-the-test", "Test", ["service"], serviceLines: ["*"]);
        using var answer = await host.Browser().Token(client, "secret-of-the-test");
        await using var watcher =
            await HubClient.Watch(host.Address, (await answer.Json()).GetProperty("access_token").GetString()!,
            $"triage/{Line}");
        await Eventually.Is("the board is shown", () => watcher.Frames.Count > 0);
        await accounts.RemoveClient(client);

        await Eventually.Is("the stream ended within the promised 5 s", () => watcher.Ended, TimeSpan.FromSeconds(8));
        Assert.Equal("board-forbidden", watcher.Code ?? "board-forbidden");
    }

    [Fact]
    public async Task A_connection_whose_rights_were_revoked_gets_no_further_board()
    {
        var (client, accounts) = (New("client"), host.Services.GetRequiredService<StaffAccounts>());
        await accounts.CreateClient(client, "secret-of-the-test", "Test", ["service"], serviceLines: ["*"]);
        using var answer = await host.Browser().Token(client, "secret-of-the-test");
        var token = (await answer.Json()).GetProperty("access_token").GetString();
        var ct = TestContext.Current.CancellationToken;
        await using var connection = HubClient.Connect(host.Address, () => Task.FromResult(token));
        await connection.StartAsync(ct);
        await Assert.ThrowsAsync<HubException>(async () =>
        {
            var isFirst = true;
            await foreach (var _ in connection.StreamAsync<object>("Watch", $"triage/{Line}", null, ct))
            {
                if (isFirst) await accounts.RemoveClient(client);
                isFirst = false;
            }
        });

        var refused = await Assert.ThrowsAsync<HubException>(async () =>
        {
            await foreach (var _ in connection.StreamAsync<object>("Watch", "wallboard", null, ct)) break;
        });

        Assert.Contains("board-forbidden", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MessagePack_carries_the_same_frames()
    {
        var (id, token) = ((await host.Api.Create()).Id, await host.Token());
        await using var connection = HubClient.Connect(host.Address, () => Task.FromResult<string?>(token), hub =>
            hub.AddMessagePackProtocol());
        await connection.StartAsync(TestContext.Current.CancellationToken);
        var cursor = new Dictionary<string, object> { ["epoch"] = "none", ["version"] = 3 };
        await foreach (var frame in connection.StreamAsync<Dictionary<string, object>>("Watch", $"triage/{Line}",
            cursor, TestContext.Current.CancellationToken))
        {
            Assert.Equal(($"triage/{Line}", true), ((string)frame["board"], (bool)frame["snapshot"]));
            Assert.Contains(id, ((object[])frame["upserts"]).Cast<Dictionary<object, object>>()
                .Select(r => (string)r["key"]));
            break;
        }
    }

    [Fact]
    public async Task A_malformed_cursor_ends_the_stream_with_its_code()
    {
        var token = await host.Token();
        foreach (var pack in (bool[])[false, true])
        foreach (var cursor in (object[])["nonsense", 7, new[] { 1 }, new { epoch = 1, version = 1 },
            new { epoch = "x", version = -1 }, new { epoch = "x" }])
        {
            await using var connection = HubClient.Connect(host.Address, () => Task.FromResult<string?>(token), hub =>
            {
                if (pack) hub.AddMessagePackProtocol();
            });
            await connection.StartAsync(TestContext.Current.CancellationToken);

            var refused = await Assert.ThrowsAsync<HubException>(async () =>
            {
                await foreach (var _ in connection.StreamAsync<object>("Watch", $"triage/{Line}",
                    pack && cursor is not (string or int or int[]) ? Map(cursor) : cursor,
                    TestContext.Current.CancellationToken)) break;
            });
            Assert.Contains("cursor-invalid", refused.Message, StringComparison.Ordinal);
        }

        static object Map(object cursor) => cursor.GetType().GetProperties()
            .ToDictionary(p => p.Name, p => p.GetValue(cursor)!);
    }

    [Fact]
    public async Task A_connection_watches_a_limited_number_of_boards()
    {
        var token = await host.Token();
        await using var connection = HubClient.Connect(host.Address, () => Task.FromResult<string?>(token));
        await connection.StartAsync(TestContext.Current.CancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var first = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        for (var i = 0; i < AccessLimits.StreamsPerConnection; i++)
        {
            var ends = i == 0 ? first.Token : stop.Token;
            var open = connection.StreamAsync<object>("Watch", "wallboard", null, ends).GetAsyncEnumerator(ends);
            Assert.True(await open.MoveNextAsync());
        }

        var refused = await Assert.ThrowsAsync<HubException>(async () =>
        {
            await foreach (var _ in connection.StreamAsync<object>("Watch", "wallboard", null, stop.Token)) break;
        });
        Assert.Contains("too-many-streams", refused.Message, StringComparison.Ordinal);
        await first.CancelAsync();
        await Eventually.Is("a place is free again", async () =>
        {
            try
            {
                await foreach (var _ in connection.StreamAsync<object>("Watch", "wallboard", null, stop.Token))
                    return true;
                return false;
            }
            catch (HubException)
            {
                return false;
            }
        });
        await stop.CancelAsync();
    }

    [Fact]
    public async Task An_account_with_too_many_connections_gets_a_code_and_others_get_theirs()
    {
        var client = New("client");
        await host.Services.GetRequiredService<StaffAccounts>()
            .CreateClient(client, "secret-of-the-test", "Test", ["service"], serviceLines: ["*"]);
        using var answer = await host.Browser().Token(client, "secret-of-the-test");
        var token = (await answer.Json()).GetProperty("access_token").GetString()!;
        var identity = new ClaimsIdentity("test");
        identity.AddClaim(new Claim(CallerClaims.Id, Caller.ClientPrefix + client));
        var caller = CallerPrincipal.From(new ClaimsPrincipal(identity))!.Caller;
        var registry = host.Services.GetRequiredService<ConnectionRegistry>();
        // From addresses of their own, so that the network of this machine keeps its places.
        var open = Enumerable.Range(0, AccessLimits.ConnectionsPerCaller).Select(n => registry.TryOpen($"{client}-{n}",
            caller, ConnectionKind.Boards, new IPAddress([203, 0, (byte)(n / 256), (byte)(n % 256)]))!).ToList();

        foreach (var path in (string[])["/hubs/boards/negotiate?negotiateVersion=1", "/hubs/boards"])
            await (await host.Browser().With(token, path, HttpMethod.Post)).IsProblem(429, "too-many-connections");
        using var other = await host.Browser().With(await host.Token(), "/hubs/boards/negotiate?negotiateVersion=1",
            HttpMethod.Post);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);

        foreach (var place in open) place.Dispose();
        using var again = await host.Browser().With(token, "/hubs/boards/negotiate?negotiateVersion=1",
            HttpMethod.Post);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    private async Task<string> TokenOf(string role, string? source = null)
    {
        var client = New("client");
        await host.Services.GetRequiredService<StaffAccounts>()
            .CreateClient(client, "secret-of-the-test", "Test", [role], source, ["*"]);
        using var answer = await host.Browser().Token(client, "secret-of-the-test");
        return (await answer.Json()).GetProperty("access_token").GetString()!;
    }
}
