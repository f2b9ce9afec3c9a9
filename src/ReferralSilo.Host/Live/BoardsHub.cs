using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Host.Security.Rights;

namespace ReferralSilo.Host.Live;

/// <summary>
/// The live boards over SignalR, <c>/hubs/boards</c>. Each stream is a loop of its own that pulls what changed since it
/// last looked: a slow client gets fewer, bigger frames and holds nobody up.
/// </summary>
[RequirePermission(Permission.SignedIn)]
public sealed class BoardsHub(GuardedFeed feed, ConnectionRegistry connections) : Hub
{
    private const string Registration = "registration";

    public override Task OnConnectedAsync()
    {
        var address = Context.GetHttpContext()?.Connection.RemoteIpAddress;
        if (connections.TryOpen(Context.ConnectionId, Caller.Of(Context.User), "boards", address) is { } open) Context.Items[Registration] = open;
        else Context.Abort();
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        (Context.Items[Registration] as IDisposable)?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Frames of a board until the client leaves or its rights are taken away. Errors name their code: <c>board-forbidden: …</c>.</summary>
    public async IAsyncEnumerable<BoardFrame> Watch(string board, BoardCursor? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var frames = feed.Watch(Context.User, board, cursor, ct).GetAsyncEnumerator(ct);
        while (true)
        {
            try
            {
                if (!await frames.MoveNextAsync()) yield break;
            }
            catch (BoardRefusedException refused)
            {
                // Only a HubException reaches the client with its text.
                throw new HubException($"{{\"code\":\"{refused.Code}\",\"detail\":\"{refused.Message}\"}}");
            }

            yield return frames.Current;
        }
    }
}
