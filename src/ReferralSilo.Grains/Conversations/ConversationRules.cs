using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Storage;
using C = ReferralSilo.Domain.Conversations.ConversationCommand;

namespace ReferralSilo.Grains.Conversations;

/// <summary>Decides the commands of conversations, with the patients who have the address and what was sent
/// there.</summary>
public sealed class ConversationRules(ILedger ledger, AddressUses uses, AddressKeys keys, AddressMapper addresses,
    ReferralMapper referrals, MessageLists messages, MessageJudge judge, ServiceLineCatalog lines,
    ConversationLists conversations)
    : IAggregateRules<Conversation, ConversationCommand, ConversationEvent>
{
    public async ValueTask<Decision<ConversationEvent>> Decide(Conversation? state,
        CommandEnvelope<ConversationCommand> envelope, Instant now)
    {
        var context = new ConversationContext(now, envelope.Actor, envelope.MayAccept)
        {
            ServiceLines = await lines.All(),
        };
        return ConversationDecider.Decide(state, envelope.Command, envelope.Command switch
        {
            C.Receive c => await Facts(state, c, context),
            C.FollowLines when state is not null => context with { Patients = await Present(state) },
            C.Reply c when state is not null => await Facts(state, c, context),
            C.TimeUp or C.AlarmUnseen when state is { Patients.Count: 0, Alarms: true } =>
                await Others(state.Channel, state.To, context),
            _ => context,
        });
    }

    /// <summary>None: each is decided on the state that is there.</summary>
    public bool Creates(ConversationCommand command) => false;

    public IReadOnlyList<Outgoing> Outbox(Conversation? before, IReadOnlyList<ConversationEvent> events,
        Conversation after, long version) => ConversationOutbox.For(before, events, after,
            keys.Of(after.Channel, after.To), version);

    private async Task<IReadOnlyList<ConversationPatient>> Present(Conversation state)
    {
        var present = new List<ConversationPatient>();
        foreach (var patient in state.Patients)
            present.Add(await ledger.Read(new StreamId(ReferralMapper.StreamKind, patient.Referral.Value))
                is { } stored ? ConversationFacts.Now(patient, referrals.Read(stored.State.Span)) : patient);
        return present;
    }

    private async Task<ConversationContext> Facts(Conversation? state, C.Receive command, ConversationContext context)
    {
        var key = keys.Of(command.Channel, command.To);
        var address = await ledger.Read(new StreamId(AddressMapper.StreamKind, key)) is { } stored
            ? addresses.Read(stored.State.Span) : null;
        var patients = ConversationFacts.Patients(await uses.Patients(command.Channel, command.To, address));
        var sent = (await messages.OfAddress(key)).Select(m => m.State);
        if (command.IsEmergency && patients.Count == 0)
            context = await Others(command.Channel, command.To, context);
        return context with
        {
            Key = key, Patients = patients,
            Outstanding = ConversationFacts.Outstanding(state, sent, command.At),
            Line = patients is [var newest, ..] ? await lines.Queue(newest.ServiceLine) ?? UnassignedLine.Settings
                : UnassignedLine.Settings,
        };
    }

    private async Task<ConversationContext> Others(MessageChannel channel, string to, ConversationContext context)
    {
        var key = keys.Of(channel, to);
        return context with { Key = key, Others = await conversations.UnknownAlarms(key) };
    }

    private async Task<ConversationContext> Facts(Conversation state, C.Reply command, ConversationContext context)
    {
        var key = keys.Of(state.Channel, state.To);
        context = context with { Key = key };
        return ConversationDecider.RefuseReferral(state, command) is not null ? context : context with
        {
            ReplyBlocked = await judge.ReplyBlockedBy(new MessageWay(state.Channel, state.To, key),
                ConversationDecider.ReferralOf(state, command), context.Now),
        };
    }
}
