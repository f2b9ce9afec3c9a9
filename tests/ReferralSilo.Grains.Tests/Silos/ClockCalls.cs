using System.Collections.Concurrent;
using ReferralSilo.Grains.Clocks;

namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>Records the calls of clocks and pingers.</summary>
public sealed class ClockCalls : IOutgoingGrainCallFilter
{
    private readonly Dictionary<int, int> _running = [];
    private readonly Lock _gate = new();
    private readonly List<StreamId> _called = [];

    /// <summary>Clocks that each silo pinged, with the number of pings.</summary>
    public ConcurrentDictionary<string, ConcurrentDictionary<string, int>> Pings { get; } = [];

    /// <summary>Most concurrent deadline calls of one partition.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Streams whose deadline call fails.</summary>
    public IReadOnlySet<StreamId> Failing { get; set; } = new HashSet<StreamId>();

    /// <summary>All deadline calls so far, in the order in which they started.</summary>
    public IReadOnlyList<StreamId> Called
    {
        get
        {
            lock (_gate) return [.. _called];
        }
    }

    /// <summary>Records the calls of one silo: a pinger's call does not contain its origin.</summary>
    public Task RecordPing(string silo, IOutgoingGrainCallContext context)
    {
        // Other grains are kept running by a method of the same name.
        if (context.InterfaceMethod == typeof(IClockGrain).GetMethod(nameof(IClockGrain.EnsureRunning)))
            Pings.GetOrAdd(silo, _ => []).AddOrUpdate(context.TargetId.Key.ToString()!, 1, (_, times) => times + 1);
        return context.Invoke();
    }

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var key = context.TargetId.Key.ToString()!;
        var stream = new StreamId(context.TargetId.Type.ToString()!, key);
        lock (_gate)
        {
            _called.Add(stream);
            MostAtOnce =
                Math.Max(MostAtOnce, _running[stream.Partition] = _running.GetValueOrDefault(stream.Partition) + 1);
        }

        try
        {
            if (Failing.Contains(stream)) throw new InvalidOperationException("The test made this call fail.");
            await context.Invoke();
        }
        finally
        {
            lock (_gate) _running[stream.Partition]--;
        }
    }
}
