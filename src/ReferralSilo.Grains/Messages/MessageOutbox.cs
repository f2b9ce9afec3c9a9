using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Codes;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Messages;

/// <summary>Creates the outbox messages of a message: what the provider's codes say about its address.</summary>
public sealed class MessageOutbox(MessageMapper mapper) : IOutboxRebuilder
{
    private const string Suppressed = "address-suppressed";
    private const string Invalid = "address-invalid";

    public string SenderKind => mapper.Kind;

    public static IReadOnlyList<Outgoing> For(IReadOnlyList<MessageEvent> events, Message after) =>
        [.. events.Select(Code).OfType<string>().Select(code => ToAddress(code, after)).OfType<Outgoing>()];

    public Task<object?> Rebuild(OutboxRow row, CancellationToken ct)
    {
        var body = JsonSerializer.Deserialize<string[]>(row.Message.Body.Span)!;
        return Task.FromResult<object?>(
            Command(row.Message.Kind, Enum.Parse<MessageChannel>(body[0]), body[1], body[2]));
    }

    private static string? Code(MessageEvent happened) => happened switch
    {
        MessageEvent.Rejected e => e.Code,
        MessageEvent.ReceiptReceived e => e.Receipt.Code,
        _ => null,
    };

    private static Outgoing? ToAddress(string code, Message after)
    {
        if (after.LastSubmission?.Way is not { Channel: MessageChannel.Sms } way) return null;
        var kind = GatewayCodes.Meaning(code) switch
        {
            GatewayMeaning.Suppress => Suppressed,
            GatewayMeaning.AddressInvalid => Invalid,
            _ => null,
        };
        return kind is null ? null : new Outgoing(
            new OutboxMessage(Routes.Address.Destination(way.Address), kind,
                JsonSerializer.SerializeToUtf8Bytes(new[] { way.Channel.ToString(), way.To, code })),
            Command(kind, way.Channel, way.To, code));
    }

    private static AddressCommand Command(string kind, MessageChannel channel, string to, string code) => kind switch
    {
        Suppressed => new AddressCommand.Suppress(channel, to, SuppressionReason.Provider, code, []),
        Invalid => new AddressCommand.MarkInvalid(channel, to, code),
        _ => throw new InvalidOperationException($"No command for {kind}."),
    };
}
