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
public sealed partial class BoardsHub(GuardedFeed feed, ConnectionRegistry connections, Drain drain,
    ILogger<BoardsHub> logger) : Hub
{
    private const string Registration = "registration";
    private const string Moving = "This server is about to stop; watch again from your cursor.";
    private const string Streams = "streams";

    public override Task OnConnectedAsync()
    {
        var address = Context.GetHttpContext()?.Connection.RemoteIpAddress;
        Context.Items[Streams] = new OpenStreams();
        if (connections.TryOpen(Context.ConnectionId, Caller.Of(Context.User),
            ConnectionKind.Boards, address) is { } open) Context.Items[Registration] = open;
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
        if (cursor is { Version: < 0 })
            throw Ended("cursor-invalid", "This is not a cursor: send epoch and version of a frame, or null.");
        using var stream = (Context.Items[Streams] as OpenStreams)!.TryOpen()
            ?? throw Ended("too-many-streams",
                $"A connection may watch {AccessLimits.StreamsPerConnection} boards at a time.");
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
            catch (Exception e) when (e is not (HubException or OperationCanceledException))
            {
                // SignalR would log the invocation id, which the client chooses. Its own log of calls is off.
                LogFailed(e.GetType().Name, e);
                throw Ended("board-unavailable", "The board cannot be read right now; watch again from your cursor.");
            }

            yield return frames.Current;
        }
    }

    /// <summary>SignalR sends the message text to the client only for a HubException.</summary>
    private static HubException Ended(string code, string detail) =>
        new($"{{\"code\":\"{code}\",\"detail\":\"{detail}\"}}");

    [LoggerMessage(Level = LogLevel.Error, Message = "A stream of a board failed: {Error}")]
    private partial void LogFailed(string error, Exception exception);

    /// <summary>Counts the streams of one connection.</summary>
    private sealed class OpenStreams
    {
        private int _open;

        public IDisposable? TryOpen()
        {
            if (Interlocked.Increment(ref _open) <= AccessLimits.StreamsPerConnection) return new Stream(this);
            Interlocked.Decrement(ref _open);
            return null;
        }

        private sealed class Stream(OpenStreams streams) : IDisposable
        {
            public void Dispose() => Interlocked.Decrement(ref streams._open);
        }
    }
}
