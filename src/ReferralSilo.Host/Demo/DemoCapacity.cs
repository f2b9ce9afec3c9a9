using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Schedules;

namespace ReferralSilo.Host.Demo;

/// <summary>What the live demo may use of the clinicians' time, so that it runs for hours and a visitor always finds a
/// slot.</summary>
public sealed class DemoCapacity(IGrainFactory grains, TimeProvider time) : IDisposable
{
    /// <summary>Free slots for Colorado that the demo leaves alone in each line's next day.</summary>
    private const int NearReserve = 12;

    /// <summary>Free slots of a line in two weeks below which hardly any visit takes place any more.</summary>
    private const int Scarce = 120;

    /// <summary>Free slots of a line in two weeks above which nearly every visit takes place.</summary>
    private const int Plenty = 500;

    private static readonly Duration Refresh = Duration.FromSeconds(20);
    private static readonly Duration Near = Duration.FromHours(24);
    private static readonly Duration Far = Duration.FromDays(14);

    private readonly SemaphoreSlim _gate = new(1);
    private DemoSlots? _slots;
    private Instant _readAt;

    /// <summary>A slot for this patient; the next day's only while enough of them are left.</summary>
    public async Task<SlotId?> Take(SlotNeed need, bool soon, DemoDice dice, CancellationToken ct)
    {
        var slots = await Slots(ct);
        var now = time.Now();
        var near = soon && slots.Count(need.ServiceLine, "CO", now, now + Near) > NearReserve;
        return (near ? slots.Take(need, now, now + Near, dice) : null) ?? slots.Take(need, now + Near, now + Far, dice);
    }

    /// <summary>
    /// How many in a hundred booked visits may take place: a visit uses its time up for good, a cancelled one gives it
    /// back. More referrals than clinicians have hours must end without a visit.
    /// </summary>
    public async Task<double> PercentSeen(ServiceLineId line, CancellationToken ct)
    {
        var now = time.Now();
        var free = (await Slots(ct)).Count(line, null, now, now + Far);
        return Math.Clamp((free - Scarce) * 90.0 / (Plenty - Scarce), 2, 90);
    }

    public void Dispose() => _gate.Dispose();

    private async Task<DemoSlots> Slots(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            var now = time.Now();
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
