using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;

namespace ReferralSilo.Demo;

/// <summary>Limits the slots that the live demo uses, so that it runs for hours and users always find a slot.</summary>
public sealed class DemoCapacity(IGrainFactory grains, IClock clock) : IDisposable
{
    /// <summary>Free Colorado slots per line that the demo does not use in the next 24 hours.</summary>
    private const int NearReserve = 12;

    /// <summary>Free slots of a line in two weeks at or below which only 2 % of visits take place.</summary>
    private const int Scarce = 120;

    /// <summary>Free slots of a line in two weeks at or above which 90 % of visits take place.</summary>
    private const int Plenty = 500;

    private static readonly Duration Refresh = Duration.FromSeconds(20);
    private static readonly Duration Near = Duration.FromHours(24);
    private static readonly Duration Far = Duration.FromDays(14);

    private readonly SemaphoreSlim _gate = new(1);
    private DemoSlots? _slots;
    private Instant _readAt;

    /// <summary>Takes a slot for this patient. Slots of the next 24 hours only while enough are free.</summary>
    public async Task<SlotId?> Take(SlotNeed need, bool soon, DemoDice dice, CancellationToken ct)
    {
        var slots = await Slots(ct);
        var now = clock.GetCurrentInstant();
        var near = soon && slots.Count(need.ServiceLine, "CO", now, now + Near) > NearReserve;
        return (near ? slots.Take(need, now, now + Near, dice) : null) ?? slots.Take(need, now + Near, now + Far, dice);
    }

    /// <summary>
    /// Returns the percentage of booked visits that may take place, from 2 to 90. A visit uses its slot permanently; a
    /// cancelled visit frees it. If there are more referrals than clinician hours, some must end without a visit.
    /// </summary>
    public async Task<double> PercentSeen(ServiceLineId line, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var free = (await Slots(ct)).Count(line, null, now, now + Far);
        return Math.Clamp((free - Scarce) * 90.0 / (Plenty - Scarce), 2, 90);
    }

    public void Dispose() => _gate.Dispose();

    private async Task<DemoSlots> Slots(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            var now = clock.GetCurrentInstant();
            if (_slots is { } known && now - _readAt < Refresh) return known;
            var shown = await Task.WhenAll(
                DemoClinicians.All.Select(c => grains.GetGrain<IScheduleGrain>(c.Id).Show()));
            _readAt = now;
            return _slots = new DemoSlots(shown.OfType<Snapshot<Schedule>>().Select(s => s.State), now);
        }
        finally
        {
            _gate.Release();
        }
    }
}
