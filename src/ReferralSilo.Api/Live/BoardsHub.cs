using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Draining;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Api.Live;

/// <summary>
/// The live boards over SignalR, <c>/hubs/boards</c>. Each stream has its own loop and reads the changes since its last
/// read. So a slow client gets fewer, larger frames and does not delay other clients.
/// </summary>
[RequirePermission(Permission.SignedIn)]
public sealed class BoardsHub(GuardedFeed feed, ConnectionRegistry connections, Drain drain) : Hub
{
    private const string Registration = "registration";
    private const string Moving = "This server is about to stop; watch again from your cursor.";

    public override Task OnConnectedAsync()
    {
        var address = Context.GetHttpContext()?.Connection.RemoteIpAddress;
        if (connections.TryOpen(Context.ConnectionId, Caller.Of(Context.User), "boards",
            address) is { } open) Context.Items[Registration] = open;
        else Context.Abort();
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        (Context.Items[Registration] as IDisposable)?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Streams frames of a board until the client leaves, loses its rights, or this silo is about to stop. Errors
    /// contain a code, for example <c>board-forbidden</c>. After <c>silo-draining</c> the client reconnects and
    /// continues from its cursor.
    /// </summary>
    public async IAsyncEnumerable<BoardFrame> Watch(string? board, BoardCursor? cursor,
        [EnumeratorCancellation] CancellationToken ct)
    {
        using var lease = drain.Watch();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Moved);
        await using var frames =
            feed.Watch(Context.User, board ?? "", cursor, either.Token).GetAsyncEnumerator(either.Token);
        while (true)
        {
            try
            {
                if (!await frames.MoveNextAsync())
                {
                    if (lease.Moved.IsCancellationRequested
                        && !ct.IsCancellationRequested) throw Ended(Drain.StreamCode, Moving);
                    yield break;
                }
            }
            catch (BoardRefusedException refused)
            {
                throw Ended(refused.Code, refused.Message);
            }

            yield return frames.Current;
        }
    }

    /// <summary>SignalR sends the message text to the client only for a HubException.</summary>
    private static HubException Ended(string code, string detail) =>
        new($"{{\"code\":\"{code}\",\"detail\":\"{detail}\"}}");
}
