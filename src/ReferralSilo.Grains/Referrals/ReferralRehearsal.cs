using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Referrals;

/// <summary>Runs a made-up referral through all code of its first commands without a commit and without messages, so
/// that the first real command of this silo does not wait for it to be compiled.</summary>
public sealed class ReferralRehearsal(ILedger ledger, ReferralMapper mapper,
    IAggregateRules<Referral, ReferralCommand, ReferralEvent> rules, IClock clock)
{
    /// <summary>Returns the referral after intake, and its view after the last command.</summary>
    /// <exception cref="InvalidOperationException">The rules refuse the referral or a command.</exception>
    public async Task<(Referral State, SerializedView View)> Run(Submission submission)
    {
        var id = new ReferralId("rehearsal");
        var stream = new Aggregate<Referral, ReferralEvent>(new UncommittedLedger(ledger), mapper, id.Value);
        var handler = new CommandHandler<Referral, ReferralCommand, ReferralEvent>(
            stream, rules, clock, static (_, _, _) => { }, static _ => { }, static () => { });
        var created = await handler.TryCreate(Envelope(new Submit(id, submission, ReferralNumber.FromCounter(0))));
        var (state, _) = Accepted(created);
        Accepted(await handler.Handle(Envelope(new Claim())));
        var (_, view) = Accepted(await handler.Handle(Envelope(new Release())));
        // The state that another silo would read.
        mapper.Read(mapper.Write(handler.State!));
        return (state, view);
    }

    private (Referral State, SerializedView View) Accepted(CommandOutcome<Referral>? outcome) =>
        outcome is not null && ReferralResult.Of(outcome, clock.GetCurrentInstant()).State
            is { State: { } state, View: { } view }
            ? (state, view) : throw new InvalidOperationException("The made-up referral was refused.");

    private static CommandEnvelope<ReferralCommand> Envelope(ReferralCommand command) =>
        new(command, Actors.System, MayAccept: true);
}
