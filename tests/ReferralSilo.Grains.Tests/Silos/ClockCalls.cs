using System.Collections.Concurrent;
using ReferralSilo.Grains.Clocks;

namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>Listens in on what clocks and their pingers call.</summary>
public sealed class ClockCalls : IOutgoingGrainCallFilter
{
    private readonly Dictionary<int, int> _underWay = [];
    private readonly Lock _gate = new();
    private readonly List<StreamId> _rung = [];

    /// <summary>Which clocks each silo pinged, and how often.</summary>
    public ConcurrentDictionary<string, ConcurrentDictionary<string, int>> Kept { get; } = [];

    /// <summary>The most rings of one partition at the same time, calls.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Streams whose ring breaks.</summary>
    public IReadOnlySet<StreamId> Broken { get; set; } = new HashSet<StreamId>();

    /// <summary>All rings so far, in the order in which they began.</summary>
    public IReadOnlyList<StreamId> Rung
    {
        get
        {
            lock (_gate) return [.. _rung];
        }
    }

    /// <summary>For the calls of one silo: a pinger's call does not tell where it comes from.</summary>
    public Task Listen(string silo, IOutgoingGrainCallContext context)
    {
        if (context.InterfaceMethod.Name == nameof(IClockGrain.EnsureRunning))
            Kept.GetOrAdd(silo, _ => []).AddOrUpdate(context.TargetId.Key.ToString()!, 1, (_, times) => times + 1);
        return context.Invoke();
    }

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var key = context.TargetId.Key.ToString()!;
        var stream = new StreamId(context.TargetId.Type.ToString()!, key);
        lock (_gate)
        {
            _rung.Add(stream);
            MostAtOnce =
                Math.Max(MostAtOnce, _underWay[stream.Partition] = _underWay.GetValueOrDefault(stream.Partition) + 1);
        }

        try
        {
            if (Broken.Contains(stream)) throw new InvalidOperationException("The test broke this one.");
            await context.Invoke();
        }
        finally
        {
            lock (_gate) _underWay[stream.Partition]--;
        }
    }
}
