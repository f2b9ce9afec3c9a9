using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using C = ReferralSilo.Domain.Messages.MessageCommand;
using V = ReferralSilo.Domain.Messages.MessageVerdict;

namespace ReferralSilo.Grains.Messages;

/// <inheritdoc cref="IMessageGrain"/>
[GrainType("message")]
public sealed class MessageGrain(CommandHandlers<Message, MessageCommand, MessageEvent> handlers, MessageJudge judge,
    MessageTransports transports, PendingSubmissions submissions, MessageLists others, IClock clock)
    : Grain, IMessageGrain
{
    /// <summary>How often a message is judged in one turn: each time an address refused it, another one is
    /// chosen.</summary>
    private const int Judgements = 5;

    private CommandHandler<Message, MessageCommand, MessageEvent> _message = null!;
    private DeadlineTimer _deadline = null!;

    /// <summary>The submission that this activation is calling the transport for; 0 for none.</summary>
    private int _calling;

    /// <summary>When this activation last asked the provider and has no answer yet; null for none.</summary>
    private Instant? _askedAt;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _message = handlers.Open(this.GetPrimaryKeyString(), s => _deadline.Set(s.DueAt), this.DeactivateOnIdle);
        _deadline = new DeadlineTimer(this, clock, OnDeadline);
        return Task.CompletedTask;
    }

    public async Task<Snapshot<Message>?> Show() =>
        await _message.EnsureLoaded() is { } state ? new Snapshot<Message>(state, _message.Version) : null;

    public async Task Receive(IReadOnlyList<OutboxItem> items)
    {
        foreach (var item in items)
        {
            if (item.Payload is C.Plan plan) await Plan(plan);
            else await Judge();
        }
    }

    public async Task Plan(C.Plan plan)
    {
        await _message.Receive(plan);
        await Work();
    }

    public Task Supersede(string reason) => Apply(new C.Supersede(reason));

    public async Task<CommandOutcome<Message>> Resend(MessageChannel channel, string actor)
    {
        // The judgement reads other streams, so it comes before the decision; the decision repeats the rules.
        if (await _message.EnsureLoaded() is { } state && MessageResend.Next(state, channel, Now).Next is { } next
            && await NotSendable(next) is { } refusal)
            return CommandOutcome<Message>.Refused(refusal, state, _message.Version);
        return await _message.Handle(
            new CommandEnvelope<MessageCommand>(new C.Resend(channel), actor, false));
    }

    public async Task Judge()
    {
        await _message.EnsureLoaded();
        await Work();
    }

    public async Task<bool> ReceiveReceipt(Receipt receipt)
    {
        if (await _message.EnsureLoaded() is null) return false;
        await _message.Receive(new C.Receive(receipt));
        return true;
    }

    public async Task Answer(int attempt, SubmitOutcome outcome)
    {
        await Apply(new C.Answer(attempt, outcome));
        if (_calling == attempt) _calling = 0;
    }

    public async Task Found(int attempt, FindOutcome outcome, Instant askedAt)
    {
        _askedAt = null;
        await Apply(new C.Found(attempt, outcome, askedAt));
        if (_message.State is Message.Unknown lost && MessageDecider.MayResend(lost, attempt, Now)) await Resend(lost);
    }

    public async Task OnDeadline()
    {
        var now = Now;
        await _message.EnsureLoaded();
        switch (_message.State)
        {
            case { IsWaiting: true, DueAt: { } due } when now >= due:
                await Work();
                break;
            // An activation that is calling records the answer itself, unless that failed.
            case Message.Submitting { DueAt: { } due, Submission.Attempt: var attempt }
                when now >= due && (_calling != attempt || now >= due + MessageLimits.AnswerWithin):
                await _message.Receive(new C.LoseAnswer(attempt));
                break;
            case Message.Unknown { NextAskAt: { } next } lost
                when now >= next && !(now < _askedAt + MessageLimits.AnswerWithin):
                _askedAt = now;
                Ask(lost, now, await others.ProviderIds(lost));
                break;
            case Message.Accepted:
                await _message.Receive(new C.TimeUp());
                break;
        }

        _deadline.SetIfLater(_message.State?.DueAt, now);
    }

    private Instant Now => clock.GetCurrentInstant();

    /// <summary>Judges a waiting message and submits it when it may leave.</summary>
    private async Task Work()
    {
        for (var i = 0; i < Judgements && _message.State is { IsWaiting: true } waiting; i++)
        {
            // While it was being submitted it could not be superseded.
            if (waiting.Case.NotSent > 0 && await others.IsReplaced(waiting.Case))
            {
                await _message.Receive(new C.Supersede(MessageReasons.Replaced));
                return;
            }

            using var begun = submissions.Begin();
            var now = Now;
            var judged = await judge.Judge(waiting, now);
            if (judged.Verdict is not V.Send send)
            {
                await _message.Receive(new C.Place(judged.Verdict));
                return;
            }

            if (judged.MayBeSent)
            {
                await _message.Receive(new C.Doubt(send.Way, judged.Text!));
                return;
            }

            if (submissions.IsStopping) return;
            // A judgement that took long may not hold any more.
            if (Now - now > MessageLimits.JudgedWithin) continue;
            begun.BeginClaim();
            switch (await Claim(waiting.Case, send.Way))
            {
                case { Refusal: null }:
                    await Submit(new C.Submit(send.Way, judged.Text!), begun);
                    return;
                case { Refusal: { } refusal, State: var address } when refusal.Code == AddressDecider.Pace.Code:
                    await _message.Receive(new C.Place(new V.Defer(send.Way, send.Language,
                        AddressDecider.FreeAt(address, waiting.Case.Occasion, Now, waiting.Case.IsOfUnknown),
                        MessageReasons.Pace)));
                    return;
            }
        }

        // Every judgement took too long, or found a way that its address then refused: what it says keeps changing.
        if (_message.State is { IsWaiting: true } still)
            await _message.Receive(new C.Place(new V.Retry(still.Case.Way, still.Case.Language, MessageReasons.Pace)));
    }

    /// <summary>Why the message could not leave in the present state, other than that it has to wait; null when it
    /// could.</summary>
    private async Task<Refusal?> NotSendable(MessageCase next)
    {
        if (await GrainFactory.GetGrain<IMessageGrain>(next.Id).Show() is not null) return MessageResend.Already;
        if (await others.IsReplaced(next)) return MessageResend.Refused(MessageReasons.NotNeeded);
        return (await judge.Judge(new Message.Planned(next), Now)).Verdict switch
        {
            V.Block v => MessageResend.Refused(v.Reason),
            V.Hold v => MessageResend.Refused(v.Reason),
            V.End v => MessageResend.Refused(v.Reason),
            _ => null,
        };
    }

    /// <summary>The one resend, judged and claimed like the first submission.</summary>
    private async Task Resend(Message.Unknown lost)
    {
        var attempt = lost.Submission.Attempt;
        using var begun = submissions.Begin();
        var now = Now;
        var verdict = await judge.JudgeResend(lost, now);
        if (verdict is V.Send)
        {
            // The provider is asked again.
            if (submissions.IsStopping || Now - now > MessageLimits.JudgedWithin) return;
            begun.BeginClaim();
            var claimed = await Claim(lost.Case, lost.Submission.Way);
            if (claimed.Refusal is null)
            {
                await Submit(new C.Resubmit(attempt), begun);
                return;
            }

            verdict = claimed.Refusal.Code == AddressDecider.Pace.Code
                ? new V.Defer(lost.Submission.Way, lost.Case.Language,
                    AddressDecider.FreeAt(claimed.State, lost.Case.Occasion, Now, lost.Case.IsOfUnknown),
                    MessageReasons.Pace)
                : new V.Block(lost.Submission.Way, lost.Case.Language, claimed.Refusal.Code);
        }

        await _message.Receive(verdict switch
        {
            V.Defer v => new C.Postpone(attempt, v.Reason, v.Until),
            V.Retry v => new C.Postpone(attempt, v.Reason, Now + MessageLimits.LongestRetry),
            V.Block v => new C.Postpone(attempt, v.Reason, null),
            V.End v => new C.Postpone(attempt, v.Reason, null),
            _ => throw new InvalidOperationException($"A resend cannot be {verdict.GetType().Name}."),
        });
    }

    /// <summary>A submission that was provably not made is not counted again by its address.</summary>
    private async Task<CommandOutcome<Address>> Claim(MessageCase about, MessageWay way)
    {
        var outcome = await GrainFactory.GetGrain<IAddressGrain>(way.Address).Handle(
            CommandEnvelopes.BySystem<AddressCommand>(new AddressCommand.ClaimSend(
                way.Channel, way.To, about.Id, about.Sent + 1, about.Referral, about.Occasion)
            {
                IsOfUnknown = about.IsOfUnknown,
            }));
        return outcome.Unknown ? throw new OutcomeUnknownException() : outcome;
    }

    /// <summary>Only the activation whose own commit began the submission calls the transport.</summary>
    private async Task Submit(MessageCommand command, PendingSubmission begun)
    {
        var outcome = await _message.Receive(command);
        if (outcome is not { NoChange: false, Refusal: null, State: Message.Submitting { Submission: var sent } })
            return;
        _calling = sent.Attempt;
        var (self, id) = (this.AsReference<IMessageGrain>(), this.GetPrimaryKeyString());
        var submission = begun.BeginCall();
        _ = Task.Run(() => transports.Submit(self, id, sent, submission));
    }

    private void Ask(Message.Unknown lost, Instant now, IReadOnlyCollection<string> known)
    {
        var (self, id) = (this.AsReference<IMessageGrain>(), this.GetPrimaryKeyString());
        var since = (lost.Lost ?? lost.Submission).At;
        _ = Task.Run(() => transports.Find(self, id, lost.Submission, since, now, known));
    }

    /// <summary>Sends a command to a message that exists.</summary>
    private async Task Apply(MessageCommand command)
    {
        if (await _message.EnsureLoaded() is not null) await _message.Receive(command);
    }
}
