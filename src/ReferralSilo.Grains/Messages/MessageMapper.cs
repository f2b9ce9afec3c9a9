using NodaTime;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Messages;

/// <summary>Maps messages to ledger rows.</summary>
public sealed class MessageMapper : IAggregateMapper<Message, MessageEvent>
{
    public const string StreamKind = "message";

    public string Kind => StreamKind;

    public StoredForm<Message, MessageEvent> Form => MessageJson.Form;

    public string NameOf(MessageEvent happened) => MessageJson.WireName(happened);

    public Message Evolve(Message? state, MessageEvent happened) => MessageEvolver.Evolve(state, happened);

    public Instant? DueAt(Message state) => state.DueAt;

    public InlineRow? Row(Message? before, Message state) =>
        Listed(state).Change(before is null ? null : Listed(before));

    private static MessageListRow Listed(Message state) => new(
        state.Case.PlannedAt, state.IsOpen, state.Case.Referral?.Value, state.Case.Way?.Address,
        state.Status.WireName(), state.Case.Occasion.WireName(), state.Case.Way?.Channel.WireName(),
        state.StatusReason);
}
