using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Faults.Planted;

/// <summary>
/// Sends a frame only after the previous one was taken, whichever client it was for; like awaiting a group send.
/// </summary>
internal sealed class OneFrameAtATime : IHubFilter
{
    /// <summary>Static, for the whole silo: a filter instance serves one call only.</summary>
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
                // Continues when the frame was sent, which needs room in the client's buffers.
                yield return frame;
            }
            finally
            {
                Turn.Release();
            }
        }
    }
}
