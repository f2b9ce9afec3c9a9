using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Interfaces;

/// <summary>One referral: handles one command at a time and its deadlines. Key: referral id. Board:
/// <c>referral/{id}</c>.</summary>
[Alias("referral"), GrainInterfaceType("referral")]
public interface IReferralGrain : IHasDeadline, IOutboxReceiver, IBoardHost
{
    /// <summary>Decides and commits one command. Refusals: the codes of <see cref="ReferralRefusals"/> and of the
    /// schedule, <c>version-mismatch</c>, <c>idempotency-key-reused</c>.</summary>
    [Alias("handle")]
    Task<CommandOutcome<ReferralResult>> Handle(CommandEnvelope<ReferralCommand> envelope);

    /// <summary>The committed state; null when there is no such referral.</summary>
    [Alias("show")]
    Task<Snapshot<Referral>?> Show();
}
