using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;

namespace ReferralSilo.Grains.Referrals;

/// <summary>Writes a new referral on the silo that received it, without activating its grain: the ledger refuses a
/// second first version and a second use of an operation, so a grain call would only add its cost.</summary>
public sealed class NewReferralWriter(CommandHandlers<Referral, ReferralCommand, ReferralEvent> handlers, IClock clock)
{
    /// <summary>Returns the answer when the referral was written or the outcome is unknown. Null when the grain must
    /// answer: the referral exists, the operation is recorded, or the command is refused.</summary>
    public async Task<CommandOutcome<ReferralResult>?> Write(CommandEnvelope<ReferralCommand> envelope) =>
        envelope.Command is Submit submit && await handlers.TryCreate(submit.Id.Value, envelope) is { } outcome
            ? ReferralResult.Of(outcome, clock.GetCurrentInstant()) : null;
}
