using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Storage;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;

namespace ReferralSilo.Grains.Referrals;

/// <summary>
/// Writes a referral that nobody knows yet, on the silo that was asked, without waking its grain: the ledger refuses a
/// second first version and a second use of an operation, so what the grain would add here is only its cost.
/// </summary>
public sealed class NewReferralWriter(ILedger ledger, ReferralMapper form, OutboxDispatcher dispatcher,
    ServiceLineCatalog lines, TimeProvider time)
{
    /// <summary>
    /// The answer when it was written, or when nobody can say; null when the grain must answer, because it is there
    /// already, its operation is known, or it is refused.
    /// </summary>
    public async Task<CommandOutcome<ReferralResult>?> Write(CommandEnvelope<ReferralCommand> order)
    {
        if (order is not { Command: Submit { IsKnown: false } submit, IfVersion: null }) return null;
        var context = new ReferralContext(time.Now(), order.Actor, await lines.All(), null, order.MayAccept);
        if (ReferralDecider.Decide(null, submit,
            context) is not D.Accepted { Events: { Count: > 0 } events }) return null;

        var referral = new Aggregate<Referral, ReferralEvent>(ledger, form, submit.Id.Value);
        var next = referral.Preview(events);
        var outgoing = ReferralOutbox.For(null, events, next, events.Count);
        switch (await referral.Commit(events, next, [.. outgoing.Select(o => o.Message)], order.Operation?.ToLedger(),
            order.Actor, context.Now))
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
