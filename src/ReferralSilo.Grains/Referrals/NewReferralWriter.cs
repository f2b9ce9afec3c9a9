using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Storage;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;

namespace ReferralSilo.Grains.Referrals;

/// <summary>Writes a new referral on the silo that received it, without activating its grain: the ledger refuses a
/// second first version and a second use of an operation, so a grain call would only add its cost.</summary>
public sealed class NewReferralWriter(ILedger ledger, ReferralMapper mapper, OutboxDispatcher dispatcher,
    ServiceLineCatalog lines, IClock clock)
{
    /// <summary>Returns the answer when the referral was written or the outcome is unknown. Null when the grain must
    /// answer: the referral exists, the operation is recorded, or the command is refused.</summary>
    public async Task<CommandOutcome<ReferralResult>?> Write(CommandEnvelope<ReferralCommand> envelope)
    {
        if (envelope is not { Command: Submit { IsKnown: false } submit, IfVersion: null }) return null;
        var context = new ReferralContext(
            clock.GetCurrentInstant(), envelope.Actor, await lines.All(), null, envelope.MayAccept);
        if (ReferralDecider.Decide(null, submit, context) is not D.Accepted { Events: { Count: > 0 } events })
            return null;

        var referral = new Aggregate<Referral, ReferralEvent>(ledger, mapper, submit.Id.Value);
        var next = referral.Preview(events);
        var outgoing = ReferralOutbox.For(null, events, next, events.Count);
        switch (await referral.Commit(events, next, [.. outgoing.Select(o => o.Message)],
            envelope.Operation?.ToLedger(), envelope.Actor, context.Now))
        {
            case CommitOutcome.Committed:
                dispatcher.Send(referral.Stream, referral.Version, outgoing);
                return ReferralResult.Of(CommandOutcome<Referral>.Accepted(next, referral.Version), context.Now);
            case CommitOutcome.Unknown:
                return CommandOutcome<ReferralResult>.OutcomeUnknown;
            default:
                return null;
        }
    }
}
