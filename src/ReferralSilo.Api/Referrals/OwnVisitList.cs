using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Requests;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;

namespace ReferralSilo.Api.Referrals;

/// <summary>The referrals that have a visit or a hold with a clinician, from the clinician's schedule, which is small:
/// it keeps finished visits for <see cref="Domain.Schedules.ScheduleLimits.PastKeptFor"/>.</summary>
public sealed class OwnVisitList(IGrainFactory grains, GrainCalls calls, ILedger ledger, ReferralMapper mapper,
    IClock clock)
{
    /// <summary>Those that the caller may read, newest first.</summary>
    public async Task<IReadOnlyList<Snapshot<Referral>>> Read(Caller caller, CancellationToken ct)
    {
        if (caller.Clinician is not { } clinician
            || await calls.Read(() => grains.GetGrain<IScheduleGrain>(clinician).Show()) is not { } schedule)
            return [];
        var now = clock.GetCurrentInstant();
        var ids = schedule.State.Bookings.Select(b => b.Referral)
            .Concat(schedule.State.LiveHolds(now).Select(h => h.Referral)).Distinct();
        var found = new List<Snapshot<Referral>>();
        foreach (var id in ids)
            if (await ledger.Read(new StreamId(ReferralMapper.StreamKind, id.Value), ct) is { } stored
                && mapper.Read(stored.State.Span) is var state
                && caller.May(Permission.ReadReferrals, AccessObject.Of(state, now)))
                found.Add(new Snapshot<Referral>(state, stored.Version));
        return [.. found.OrderByDescending(s => s.State.Case.ReceivedAt)
            .ThenByDescending(s => s.State.Case.Id.Value, StringComparer.Ordinal)];
    }
}
