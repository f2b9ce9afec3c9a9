using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Tests.Support;

/// <summary>A board feed that a test writes by hand. Each question gets its own stream; the test awaits the
/// question.</summary>
internal sealed class ScriptedWatch : IBoardWatch
{
    private readonly Channel<Asked> _asked = System.Threading.Channels.Channel.CreateUnbounded<Asked>();

    /// <summary>When set, every question is refused with it.</summary>
    public BoardRefusedException? Refusal { get; set; }

    public async IAsyncEnumerable<BoardFrame> Watch(string board, BoardCursor? cursor,
        [EnumeratorCancellation] CancellationToken ct)
    {
        if (Refusal is { } no) throw no;
        var stream = new Asked(board, cursor, System.Threading.Channels.Channel.CreateUnbounded<BoardFrame>());
        _asked.Writer.TryWrite(stream);
        await foreach (var frame in stream.Frames.Reader.ReadAllAsync(ct)) yield return frame;
    }

    /// <summary>The next question, within a deadline that names it.</summary>
    public async Task<Asked> NextQuestion()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            return await _asked.Reader.ReadAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("The follower did not ask for the board.");
        }
    }

    internal sealed record Asked(string Board, BoardCursor? Cursor, Channel<BoardFrame> Frames)
    {
        public void Send(BoardFrame frame) => Frames.Writer.TryWrite(frame);

        public void End(Exception? why = null) => Frames.Writer.TryComplete(why);
    }
}
