using System.Collections.Concurrent;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>Listens in on deliveries of the outbox, and loses changes of boards on the way when told to.</summary>
public sealed class CallFilters : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    /// <summary>What receivers were given, in the order in which they were given it.</summary>
    public ConcurrentQueue<(string Receiver, OutboxItem Item)> Heard { get; } = [];

    /// <summary>Board hosts that a silo told that it watches no more.</summary>
    public ConcurrentQueue<string> Left { get; } = [];

    /// <summary>The receiver whose ears are shut: it is away.</summary>
    public string? Deaf { get; set; }

    /// <summary>The receiver whose calls fail in a way that nobody expects.</summary>
    public string? Failing { get; set; }

    /// <summary>What clocks rang, in the order in which they rang it.</summary>
    public ClockCalls Clocks { get; } = new();

    /// <summary>While true, board changes are lost between silo and silo.</summary>
    public bool LosesChanges { get; set; }

    /// <summary>The receiver in whose place another activation hears: what is sent is taken for heard.</summary>
    public string? Elsewhere { get; set; }

    /// <summary>The board host that answers no watcher, until told to.</summary>
    public (string Host, Task Until)? Silent { get; set; }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var receiver = context.TargetId.Key.ToString()!;
        if (receiver == Failing) throw new NotExpectedException();
        if (context.InterfaceMethod.Name == nameof(IBoardHost.Watch) && Silent is { } silent
            && silent.Host == receiver) await silent.Until;
        if (context.InterfaceMethod.Name == nameof(IBoardHost.Unwatch)) Left.Enqueue(receiver);
        if (context.InterfaceMethod.Name == nameof(IOutboxReceiver.Receive)) Receive(receiver, context);
        if (context.InterfaceMethod.Name != nameof(IOutboxReceiver.Receive)
            || receiver != Elsewhere) await context.Invoke();
    }

    /// <summary>While true, pings of clocks expire on their way, as they do in a silo that gets no processor.</summary>
    public bool CancelsPings { get; set; }

    public int Cancelled => _cancelled;

    private int _cancelled;

    public Task Invoke(IOutgoingGrainCallContext context) => context.InterfaceMethod.Name switch
    {
        nameof(IBoardObserver.Changed) when LosesChanges => Task.CompletedTask,
        nameof(IHasDeadline.OnDeadline) => Clocks.Invoke(context),
        nameof(IClockGrain.EnsureRunning) when CancelsPings => Expire(),
        _ => context.Invoke(),
    };

    /// <summary>Of a type that no other process knows.</summary>
    private sealed class NotExpectedException : Exception;

    private Task Expire()
    {
        Interlocked.Increment(ref _cancelled);
        throw new OperationCanceledException("The test let the message expire.");
    }

    private void Receive(string receiver, IIncomingGrainCallContext context)
    {
        if (receiver == Deaf) throw new TimeoutException("The test made the receiver deaf.");
        foreach (var item in (IReadOnlyList<OutboxItem>)context.Request.GetArgument(0)!) Heard.Enqueue(
            (receiver, item));
    }
}
