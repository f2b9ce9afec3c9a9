using NodaTime;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Interfaces;

/// <summary>One clinician's schedule: every hold and booking is decided here. Key: clinician id. Board:
/// <c>schedule/{id}</c>.</summary>
[Alias("schedule"), GrainInterfaceType("schedule")]
public interface IScheduleGrain : IHasDeadline, IOutboxReceiver, IBoardHost
{
    /// <summary>Decides and commits one command. Refusals: <see cref="ScheduleRefusals"/>, <c>version-mismatch</c>,
    /// <c>idempotency-key-reused</c>.</summary>
    [Alias("handle")]
    Task<CommandOutcome<Schedule>> Handle(CommandEnvelope<ScheduleCommand> envelope);

    /// <summary>Holds (<paramref name="until"/>) or books a slot for a referral, idempotent on <paramref name="id"/>.
    /// Refusals as <see cref="Handle"/>, and <see cref="SlotRefusals"/>.</summary>
    [Alias("grant")]
    Task<CommandOutcome<SlotGrant>> Grant(SlotId slot, string id, Instant? until, string? fromHold, SlotNeed need);

    /// <summary>The committed state; null when the clinician is not defined.</summary>
    [Alias("show")]
    Task<Snapshot<Schedule>?> Show();
}
