using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Interfaces;

namespace ReferralSilo.Api.Capacity;

/// <summary>Finds the best waiting referrals for a slot, in all service lines of its clinician that are also lines of
/// the caller; a clinician only for the own slots.</summary>
public sealed class SlotMatching(IGrainFactory grains, GrainCalls calls)
{
    public async Task<Answer<IReadOnlyList<ReferralMatch>>> Best(string slot, int limit, Caller caller)
    {
        if (!SlotId.TryParse(slot, out var id)
            || await calls.Read(() => grains.GetGrain<IScheduleGrain>(id.Clinician.Value).Show()) is not { } schedule)
            return new Answer<IReadOnlyList<ReferralMatch>>(null, ProblemFor.Code(ProblemCodes.NotFound));
        var all = schedule.State.Profile.ServiceLines;
        var right = AccessPolicy.DecideAny(caller, [Permission.ReadCapacity, Permission.WatchOwnSchedule],
            AccessObject.Schedule(id.Clinician.Value, [.. all.Select(l => l.Value)]));
        if (!right.Allowed) return new Answer<IReadOnlyList<ReferralMatch>>(null, right.AsProblem());
        var lines = all.Where(l => caller.May(Permission.ReadServiceLines, AccessObject.ServiceLine(l.Value)));
        var matches = await Task.WhenAll(lines.Select(l =>
            calls.Read(() => grains.GetGrain<IServiceLineGrain>(l.Value).BestReferrals(slot, limit))));
        return new Answer<IReadOnlyList<ReferralMatch>>([.. matches.SelectMany(m => m).OrderByDescending(m => m.Score)
            .ThenBy(m => m.Number, StringComparer.Ordinal).Take(limit)], null);
    }
}
