using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Faults.Planted;

/// <summary>
/// Serializes each frame when it arrives and queues it without limit, however slowly the client reads.
/// </summary>
internal sealed class EveryFrameQueued : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext call,
        Func<HubInvocationContext, ValueTask<object?>> next) =>
        await next(call) is IAsyncEnumerable<BoardFrame> frames ? Queued(frames, call.Context.ConnectionAborted) : null;

    private static async IAsyncEnumerable<BoardFrame> Queued(IAsyncEnumerable<BoardFrame> frames,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var queue = Channel.CreateUnbounded<(BoardFrame Frame, byte[] Ready)>();
        _ = Task.Run(() => Fill(frames, queue.Writer, ct), CancellationToken.None);
        await foreach (var (frame, _) in queue.Reader.ReadAllAsync(ct)) yield return frame;
    }

    private static async Task Fill(IAsyncEnumerable<BoardFrame> frames, ChannelWriter<(BoardFrame, byte[])> queue,
        CancellationToken ct)
    {
        try
        {
            await foreach (var frame in frames.WithCancellation(ct))
                queue.TryWrite(
                    (frame, JsonSerializer.SerializeToUtf8Bytes(frame.Upserts.Cast<object>(), ContractsJson.Options)));
            queue.Complete();
        }
        catch (Exception ended) when (ended is HubException or OperationCanceledException)
        {
            queue.Complete(ended);
        }
    }
}
