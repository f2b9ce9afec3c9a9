using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Messaging.Mailbox;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Messaging.Status;

/// <summary>Reads whether messages leave. Passwords and tokens are never part of it: it names hosts only.</summary>
public sealed class MessagingStatusService(MessagingOptions options, IEnumerable<IMessageTransport> transports,
    IEnumerable<MailboxService> mailboxes, IEnumerable<MessageHold> holds, ILedger ledger, InboxService inbox,
    IClock clock)
{
    /// <summary>How far back the messages were planned whose failures are counted. A reminder is planned when the visit
    /// is booked.</summary>
    private static readonly Duration Recent = Duration.FromDays(MessagingStatus.FailedDays);

    private static readonly MessageStatus[] NotArrived =
    [
        MessageStatus.Unknown, MessageStatus.Rejected, MessageStatus.Undelivered, MessageStatus.Failed,
        MessageStatus.Expired, MessageStatus.Stale,
    ];

    /// <summary>The columns by which messages are counted.</summary>
    private static readonly string[] By = ["channel", "status", "reason"];

    public async Task<Answer<MessagingStatus>> Read(Caller caller, CancellationToken ct)
    {
        if (!caller.Can(Permission.ReadTemplates)) return new(null, ProblemFor.Code(ProblemCodes.Forbidden));
        var (now, says) = (clock.GetCurrentInstant(), options.Settings);
        var waiting = await Count(new MessageListQuery(1, Open: true) { HasReason = true }, ct);
        var failed = await Count(new MessageListQuery(1)
        {
            PlannedSince = now - Recent, Statuses = [.. NotArrived.Select(s => s.WireName())],
        }, ct);
        return new(new MessagingStatus(now.ToDateTimeOffset(), says.Clinic, says.Phone, says.OpeningHours,
            says.PublicUrl, says.Hours.ToString(), holds.LastOrDefault() is { } hold && !await hold.MaySend(ct),
            mailboxes.Any(), [.. Enum.GetValues<MessageChannel>().Select(Channel)],
            // An open message that is not proven counts once.
            [.. waiting.Where(t => !NotArrived.Contains(t.Status))], failed)
        {
            Inbox = await inbox.Status(),
        }, null);
    }

    private ChannelStatus Channel(MessageChannel channel)
    {
        var (from, server) = channel == MessageChannel.Sms
            ? (options.Sms?.From, options.Sms is { } sms ? new Uri(sms.Url).Host : null)
            : (options.Email?.From.ToString(), options.Email is { } mail ? $"{mail.Host}:{mail.Port}" : null);
        if (transports.LastOrDefault(t => t.Channel == channel)?.Health is not { } health)
            return new(channel, from, server, TransportState.NotSetUp, null, null);
        var state = !health.IsOpen ? TransportState.KeptBack
            : health.IsFailing ? TransportState.Trying : TransportState.Sending;
        return new(channel, from, server, state, health.Since.ToDateTimeOffset(), health.LastError);
    }

    private async Task<IReadOnlyList<MessageTally>> Count(MessageListQuery query, CancellationToken ct) =>
    [
        .. (await ledger.Count(query, By, ct)).Select(t => new MessageTally(
            t.Values[0] is { } channel && ContractsJson.TryParseWireName<MessageChannel>(channel, out var way)
                ? way : null,
            ContractsJson.TryParseWireName<MessageStatus>(t.Values[1] ?? "", out var status) ? status
                : MessageStatus.Planned, t.Values[2], t.Count))
            .OrderByDescending(t => t.Count).ThenBy(t => t.Reason, StringComparer.Ordinal),
    ];
}
