using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Referrals;

/// <summary>Runs a made-up referral through all code of its first commands without a commit and without messages, so
/// that the first real command of this silo does not wait for it to be compiled.</summary>
public sealed class ReferralRehearsal(ILedger ledger, ReferralMapper mapper,
    IAggregateRules<Referral, ReferralCommand, ReferralEvent> rules, IClock clock)
{
    /// <summary>The referral after intake as its caller gets it; null when the rules refuse it.</summary>
    public async Task<ReferralResult?> Run(Submission submission)
    {
        var id = new ReferralId("rehearsal-" + Guid.NewGuid().ToString("N"));
        var stream = new Aggregate<Referral, ReferralEvent>(new UncommittedLedger(ledger), mapper, id.Value);
        var handler = new CommandHandler<Referral, ReferralCommand, ReferralEvent>(
            stream, rules, clock, static (_, _, _) => { }, static _ => { }, static () => { });
        var created = await handler.TryCreate(Envelope(new Submit(id, submission, ReferralNumber.FromCounter(0))));
        if (created is null) return null;
        var result = ReferralResult.Of(created, clock.GetCurrentInstant()).State;
        foreach (var command in (ReferralCommand[])[new Claim(), new Release()])
            ReferralResult.Of(await handler.Handle(Envelope(command)), clock.GetCurrentInstant());
        // The row that another silo would read.
        mapper.Read(mapper.Write(handler.State!));
        return result;
    }

    private static CommandEnvelope<ReferralCommand> Envelope(ReferralCommand command) =>
        new(command, Actors.System, MayAccept: true);
}
