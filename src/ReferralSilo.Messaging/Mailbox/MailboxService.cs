using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Storage;

namespace ReferralSilo.Messaging.Mailbox;

/// <summary>Reads the submitted messages of the demo, and answers texts as the people who got them.</summary>
public sealed class MailboxService(ILedger ledger, MessageMapper messages, IGrainFactory grains, AddressKeys keys,
    GrainCalls calls)
{
    /// <summary>Most messages that are shown.</summary>
    private const int Shown = 50;

    /// <summary>Most messages of one status that are read: they are listed by the time of their plan, and shown by
    /// the time at which they were sent.</summary>
    private const int PerStatus = 200;

    /// <summary>The statuses of messages that were submitted.</summary>
    private static readonly IReadOnlyList<MessageStatus> Submitted =
    [
        MessageStatus.Submitting, MessageStatus.Accepted, MessageStatus.Rejected, MessageStatus.Unknown,
        MessageStatus.Queued, MessageStatus.Sent, MessageStatus.Delivered, MessageStatus.Undelivered,
        MessageStatus.Failed, MessageStatus.Expired, MessageStatus.Read,
    ];

    /// <summary>Longest answer, characters.</summary>
    public const int MaxReply = 1_600;

    public async Task<Answer<IReadOnlyList<MailboxMessage>>> Newest(Caller caller, CancellationToken ct)
    {
        if (!MayRead(caller)) return new(null, ProblemFor.Code(ProblemCodes.Forbidden));
        var shown = new List<MailboxMessage>();
        foreach (var status in Submitted)
        {
            var page = await ledger.Search(new MessageListQuery(PerStatus, Status: status.WireName()), ct);
            shown.AddRange(page.Items.Select(row => Item(messages.Read(row.State.Span))).OfType<MailboxMessage>());
        }

        return new([.. shown.OrderByDescending(m => m.At).Take(Shown)], null);
    }

    public async Task<Answer<MailboxReply>> Reply(string message, string text, string operation, Caller caller)
    {
        if (!MayRead(caller)) return new(null, ProblemFor.Code(ProblemCodes.Forbidden));
        var shown = await calls.Read(() => grains.GetGrain<IMessageGrain>(message).Show());
        if (shown?.State.LastSubmission?.Way is not { Channel: MessageChannel.Sms, To: var number })
            return new(null, ProblemFor.Code(ProblemCodes.NotFound));
        var body = text.Length > MaxReply ? text[..MaxReply] : text;
        var address = grains.GetGrain<IAddressGrain>(keys.Of(MessageChannel.Sms, number));
        var effect = await calls.Read(() => address.ReceiveText(number, new InboundText(operation, body)));
        return new(new MailboxReply(effect switch
        {
            ReceivedText.Stopped => "stopped",
            ReceivedText.Started => "started",
            ReceivedText.WrongNumber => "wrong-number",
            _ => "kept",
        }), null);
    }

    private static bool MayRead(Caller caller) =>
        AccessPolicy.SeesEveryReferralInFull(caller, Permission.ReadReferrals);

    private static MailboxMessage? Item(Message message) => message.LastSubmission is { } sent
        ? new MailboxMessage(message.Case.Id, sent.Way.Channel, message.Case.Occasion, sent.Way.To, sent.Text.Subject,
            sent.Text.Body, sent.Text.Language, sent.At.ToDateTimeOffset(), message.Case.Referral?.Value)
        : null;
}
