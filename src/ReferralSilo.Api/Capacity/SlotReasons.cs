using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Interfaces;

namespace ReferralSilo.Api.Capacity;

/// <summary>Says why a slot or a clinician is not offered to a referral, to callers who may see the slots of both the
/// referral and the clinician.</summary>
public sealed class SlotReasons(ReferralService referrals, BookingRefusals refusals, IGrainFactory grains,
    GrainCalls calls, IClock clock)
{
    /// <summary>About a slot, or about a clinician when there is none. 404 for an unknown referral, clinician or
    /// slot.</summary>
    public async Task<Answer<WhyNot>> Find(string referral, string? clinician, string? slot, Caller caller)
    {
        var (id, asked) = SlotId.TryParse(slot, out var parsed) ? (parsed.Clinician.Value, parsed)
            : (clinician, (SlotId?)null);
        if ((slot is not null && asked is null) || !ChosenId.IsValid(id ?? "")
            || await referrals.ForSlots(referral, caller) is not { } state
            || await calls.Read(() => grains.GetGrain<IScheduleGrain>(id!).Show()) is not { State: var schedule }
            || !caller.May(Permission.ReadCapacity,
                AccessObject.Schedule(id!, [.. schedule.Profile.ServiceLines.Select(l => l.Value)])))
            return new Answer<WhyNot>(null, ProblemFor.Code(ProblemCodes.NotFound));
        var (need, now) = (MatchNeed.From(state), clock.GetCurrentInstant());
        var line = grains.GetGrain<IServiceLineGrain>(need.Must.ServiceLine.Value);
        var best = (await calls.Read(() => line.BestSlots(need, 1))).Items.FirstOrDefault();
        var times = asked is { } at ? new Interval(at.Start, at.End)
            : new Interval(now, now + ScheduleBoards.Horizon);
        var checks = await refusals.At(state, [times]);
        return new Answer<WhyNot>(asked is { } of ? WhyNotAnswers.Slot(need, schedule, of, best, now, checks)
            : WhyNotAnswers.Clinician(need, schedule, best, now, checks), null);
    }
}
