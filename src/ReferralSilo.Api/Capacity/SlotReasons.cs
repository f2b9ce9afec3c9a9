using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Interfaces;

namespace ReferralSilo.Api.Capacity;

/// <summary>Says why a slot or a clinician is not offered to a referral, to callers who may see the slots of both the
/// referral and the clinician.</summary>
public sealed class SlotReasons(ReferralService referrals, IGrainFactory grains, GrainCalls calls, IClock clock)
{
    /// <summary>About a slot, or about a clinician when there is none. 404 for an unknown referral, clinician or
    /// slot.</summary>
    public async Task<Answer<WhyNot>> Find(string referral, string? clinician, string? slot, Caller caller)
    {
        var (id, asked) = SlotId.TryParse(slot, out var parsed) ? (parsed.Clinician.Value, parsed)
            : (clinician, (SlotId?)null);
        if ((slot is not null && asked is null) || !ChosenId.IsValid(id ?? "")
            || await referrals.Need(referral, caller) is not { } need
            || await calls.Read(() => grains.GetGrain<IScheduleGrain>(id!).Show()) is not { State: var schedule }
            || !caller.May(Permission.ReadCapacity,
                AccessObject.Schedule(id!, [.. schedule.Profile.ServiceLines.Select(l => l.Value)])))
            return new Answer<WhyNot>(null, ProblemFor.Code(ProblemCodes.NotFound));
        var line = grains.GetGrain<IServiceLineGrain>(need.Must.ServiceLine.Value);
        var best = (await calls.Read(() => line.BestSlots(need, 1))).Items.FirstOrDefault();
        var now = clock.GetCurrentInstant();
        return new Answer<WhyNot>(asked is { } of ? WhyNotAnswers.Slot(need, schedule, of, best, now)
            : WhyNotAnswers.Clinician(need, schedule, best, now), null);
    }
}
