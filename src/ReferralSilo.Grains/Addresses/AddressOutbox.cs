using System.Text.Json;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Addresses;

/// <summary>Creates the outbox messages of an address: a stop ends the consents of its referrals, an answer opens an
/// unreachable one again, each text goes to the conversation, and what waits is judged again when something changes for
/// the better.</summary>
public sealed class AddressOutbox(AddressMapper mapper) : IOutboxRebuilder
{
    private const string ConsentEnded = "consent-ended";
    private const string Responded = "patient-responded";
    private const string Judge = "judge-again";
    private const string Confirmation = "confirm-stop";
    private const string Inbound = "conversation-receive";

    /// <summary>A later confirmation would only surprise.</summary>
    private static readonly Duration ConfirmWithin = Duration.FromHours(1);

    public string SenderKind => mapper.Kind;

    public static IReadOnlyList<Outgoing> For(IReadOnlyList<AddressEvent> events, string key, long version) =>
        [.. events.SelectMany(happened => happened switch
        {
            AddressEvent.Suppressed e =>
                [.. e.Referrals.Select(r => EndConsent(r.Value, e)), .. Confirm(e, key, version)],
            AddressEvent.Lifted e => e.Waiting.Select(JudgeAgain),
            AddressEvent.BecameValid e => e.Waiting.Select(JudgeAgain),
            AddressEvent.EmergencyDecided e => e.Waiting.Select(JudgeAgain),
            AddressEvent.TextReceived e =>
                [Received(e, key), .. e.Reopens is { } referral ? [Respond(referral.Value, e.At)] : (Outgoing[])[]],
            _ => (IEnumerable<Outgoing>)[],
        })];

    public Task<object?> Rebuild(OutboxRow row, CancellationToken ct) => Task.FromResult<object?>(
        row.Message.Kind switch
        {
            ConsentEnded => JsonSerializer.Deserialize<ConsentEnded>(row.Message.Body.Span, ReferralJson.Options),
            Responded => JsonSerializer.Deserialize<PatientResponded>(row.Message.Body.Span, ReferralJson.Options),
            Judge => new JudgeAgain(),
            Confirmation => new MessageCommand.Plan(
                JsonSerializer.Deserialize<MessageCase>(row.Message.Body.Span, MessageJson.Options)!),
            Inbound => JsonSerializer.Deserialize<ConversationCommand.Receive>(row.Message.Body.Span,
                ConversationJson.Options),
            _ => throw new InvalidOperationException($"No message for {row.Message.Kind}."),
        });

    private static Outgoing EndConsent(string referral, AddressEvent.Suppressed stop)
    {
        var ended = new ConsentEnded(
            stop.Channel == MessageChannel.Sms ? ConsentKind.Sms : ConsentKind.Email, stop.Suppression.At,
            stop.Suppression.Why.ToString().ToLowerInvariant());
        return new Outgoing(new OutboxMessage(Routes.Referral.Destination(referral), ConsentEnded,
            JsonSerializer.SerializeToUtf8Bytes(ended, ReferralJson.Options)), ended);
    }

    private static Outgoing Respond(string referral, Instant at)
    {
        var responded = new PatientResponded(ReferralReopening.Reply, at);
        return new Outgoing(new OutboxMessage(Routes.Referral.Destination(referral), Responded,
            JsonSerializer.SerializeToUtf8Bytes(responded, ReferralJson.Options)), responded);
    }

    /// <summary>One text confirms a stop by text.</summary>
    private static IEnumerable<Outgoing> Confirm(AddressEvent.Suppressed stop, string key, long version)
    {
        if (stop.ConfirmIn is not { } language) return [];
        var at = stop.Suppression.At;
        var id = MessageIds.Of(key, MessageOccasion.StopConfirmed, version);
        var plan = new MessageCase(id, null, MessageOccasion.StopConfirmed, version, null, at, at,
            at + ConfirmWithin, new MessageWay(stop.Channel, stop.To, key), language, 0, []);
        return [new Outgoing(new OutboxMessage(Routes.Message.Destination(id), Confirmation,
            JsonSerializer.SerializeToUtf8Bytes(plan, MessageJson.Options)), new MessageCommand.Plan(plan))];
    }

    private static Outgoing Received(AddressEvent.TextReceived text, string key)
    {
        var received = new ConversationCommand.Receive(text.Text.Channel, text.To, text.Text, text.At)
        {
            IsEmergency = text.IsEmergency,
        };
        return new Outgoing(new OutboxMessage(Routes.Conversation.Destination(key), Inbound,
            JsonSerializer.SerializeToUtf8Bytes(received, ConversationJson.Options)), received);
    }

    private static Outgoing JudgeAgain(string message) => new(
        new OutboxMessage(Routes.Message.Destination(message), Judge, default), new JudgeAgain());
}
