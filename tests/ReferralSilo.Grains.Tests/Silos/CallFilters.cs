using System.Collections.Concurrent;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>Records outbox deliveries, and makes calls fail as the test requires.</summary>
public sealed class CallFilters : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    /// <summary>Delivered items, in order of delivery.</summary>
    public ConcurrentQueue<(string Receiver, OutboxItem Item)> Delivered { get; } = [];

    /// <summary>Board hosts that a silo stopped watching.</summary>
    public ConcurrentQueue<string> Unwatched { get; } = [];

    private readonly ConcurrentDictionary<string, int> _watches = [];

    /// <summary>How often the watches of a board host were begun or renewed.</summary>
    public int WatchesOf(string host) => _watches.GetValueOrDefault(host);

    /// <summary>The receiver to which deliveries time out.</summary>
    public string? Unreachable { get; set; }

    /// <summary>The receiver whose calls fail with an unexpected exception.</summary>
    public string? Failing { get; set; }

    /// <summary>Deadline calls of the clocks, in order.</summary>
    public ClockCalls Clocks { get; } = new();

    /// <summary>While true, board changes are lost between silos.</summary>
    public bool DropsChanges { get; set; }

    /// <summary>The receiver whose deliveries are acknowledged without a call, as if received elsewhere.</summary>
    public string? SwallowsFor { get; set; }

    /// <summary>The board host that does not answer watchers until the task completes.</summary>
    public (string Host, Task Until)? Blocked { get; set; }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var receiver = context.TargetId.Key.ToString()!;
        if (receiver == Failing) throw new NotExpectedException();
        if (context.InterfaceMethod.Name == nameof(IBoardHost.Watch) && Blocked is { } blocked
            && blocked.Host == receiver)
            await blocked.Until;
        if (context.InterfaceMethod.Name == nameof(IBoardHost.Unwatch)) Unwatched.Enqueue(receiver);
        if (context.InterfaceMethod.Name == nameof(IOutboxReceiver.Receive)) Receive(receiver, context);
        if (context.InterfaceMethod.Name != nameof(IOutboxReceiver.Receive) || receiver != SwallowsFor)
            await context.Invoke();
        if (context.InterfaceMethod.Name == nameof(IBoardHost.Watch))
            _watches.AddOrUpdate(receiver, 1, (_, count) => count + 1);
    }

    /// <summary>While true, pings of clocks are cancelled, as in a silo without processor time.</summary>
    public bool CancelsPings { get; set; }

    public int Cancelled => _cancelled;

    private int _cancelled;

    public Task Invoke(IOutgoingGrainCallContext context) => context.InterfaceMethod.Name switch
    {
        nameof(IBoardObserver.Changed) when DropsChanges => Task.CompletedTask,
        nameof(IHasDeadline.OnDeadline) => Clocks.Invoke(context),
        nameof(IClockGrain.EnsureRunning) when CancelsPings => CancelPing(),
        _ => context.Invoke(),
    };

    /// <summary>A type that no other process knows.</summary>
    private sealed class NotExpectedException : Exception;

    private Task CancelPing()
    {
        Interlocked.Increment(ref _cancelled);
        throw new OperationCanceledException("The test cancelled the ping.");
    }

    private void Receive(string receiver, IIncomingGrainCallContext context)
    {
        if (receiver == Unreachable) throw new TimeoutException("The test made the receiver unreachable.");
        foreach (var item in (IReadOnlyList<OutboxItem>)context.Request.GetArgument(0)!)
            Delivered.Enqueue((receiver, item));
    }
}
