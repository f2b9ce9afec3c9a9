using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Tests.Support;

/// <summary>
/// A board feed that the test controls. Each request gets its own stream; the test awaits the request.
/// </summary>
internal sealed class ScriptedWatch : IBoardWatch
{
    private readonly Channel<Stream> _requests = System.Threading.Channels.Channel.CreateUnbounded<Stream>();

    private int _asked;

    /// <summary>Number of requests so far.</summary>
    public int Requests => _asked;

    /// <summary>When set, every request is refused with it.</summary>
    public BoardRefusedException? Refusal { get; set; }

    public async IAsyncEnumerable<BoardFrame> Watch(string board, BoardCursor? cursor,
        [EnumeratorCancellation] CancellationToken ct)
    {
        if (Refusal is { } no) throw no;
        var stream = new Stream(board, cursor, System.Threading.Channels.Channel.CreateUnbounded<BoardFrame>());
        Interlocked.Increment(ref _asked);
        _requests.Writer.TryWrite(stream);
        try
        {
            await foreach (var frame in stream.Frames.Reader.ReadAllAsync(ct)) yield return frame;
        }
        finally
        {
            stream.Left.SetResult();
        }
    }

    /// <summary>Waits for the next request.</summary>
    public async Task<Stream> NextRequest()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            return await _requests.Reader.ReadAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("The follower did not request the board.");
        }
    }

    internal sealed record Stream(string Board, BoardCursor? Cursor, Channel<BoardFrame> Frames)
    {
        /// <summary>Completes when the reader has left the stream.</summary>
        public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Send(BoardFrame frame) => Frames.Writer.TryWrite(frame);

        public void End(Exception? why = null) => Frames.Writer.TryComplete(why);
    }
}
