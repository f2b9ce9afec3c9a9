using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Faults.Planted;

/// <summary>Sends a frame once the one before it was taken, whoever that was for: what a send to a group that is waited
/// for does.</summary>
internal sealed class OneFrameAtATime : IHubFilter
{
    /// <summary>Of the whole silo: a filter lives as long as one call.</summary>
    private static readonly SemaphoreSlim Turn = new(1, 1);

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext call,
        Func<HubInvocationContext, ValueTask<object?>> next) =>
        await next(call) is IAsyncEnumerable<BoardFrame> frames ? InTurn(frames, call.Context.ConnectionAborted) : null;

    private static async IAsyncEnumerable<BoardFrame> InTurn(IAsyncEnumerable<BoardFrame> frames,
        [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var frame in frames.WithCancellation(ct))
        {
            await Turn.WaitAsync(ct);
            try
            {
                // Goes on when the frame is on its way, and that it is only while there is room for it.
                yield return frame;
            }
            finally
            {
                Turn.Release();
            }
        }
    }
}
