using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages.Codes;

namespace ReferralSilo.Domain.Messages;

/// <summary>The rules for sending a message again by another channel, because a person asked for it (decision
/// 0118).</summary>
public static class MessageResend
{
    /// <summary>Refused: it may have arrived, it may still leave by itself, or it belongs to no referral.</summary>
    public static Refusal NotResendable { get; } = new("not-resendable",
        "Only a message that failed, is blocked or is not proven can be sent again.");

    /// <summary>Refused: it, or the message before it, went or was to go by the channel that was asked for.</summary>
    public static Refusal SameChannel { get; } = new("same-channel", "Choose a channel by which it has not been sent.");

    /// <summary>Refused: the program itself has the message sent by this channel, because the number cannot be
    /// reached.</summary>
    public static Refusal Already { get; } =
        new("already-resent", "It is sent by this channel already; see the list of messages.");

    /// <summary>The channels by which the message may be asked for; empty for a message that is not resendable, or does
    /// not help any more. Whether consent and address allow it is judged when it is asked for.</summary>
    public static IReadOnlyList<MessageChannel> Channels(Message state, Instant now) =>
        !IsResendable(state) || now >= state.Case.UsefulUntil ? []
            : [.. Enum.GetValues<MessageChannel>().Where(c => !IsOwn(state, c) && !IsAsked(state, c)
                && !IsAutomatic(state, c))];

    /// <summary>The new message; null when this channel was asked for before, so that a repeat makes no second one.
    /// </summary>
    /// <param name="now">The new message is due then, but never before this one was.</param>
    public static (MessageCase? Next, Refusal? Refusal) Next(Message state, MessageChannel channel, Instant now) =>
        IsAsked(state, channel) ? default
        : !IsResendable(state) ? (null, NotResendable)
        : IsOwn(state, channel) ? (null, SameChannel)
        : IsAutomatic(state, channel) ? (null, Already)
        : now >= state.Case.UsefulUntil ? (null, Refused(MessageReasons.TooLate))
        : (Of(state, channel, now), null);

    /// <summary>Why the new message may not leave, as a refusal.</summary>
    /// <param name="reason">One of <see cref="MessageReasons"/>.</param>
    public static Refusal Refused(string reason) =>
        Refusals.FirstOrDefault(r => r.Code == reason) ?? new Refusal(reason, "It may not be sent by this channel.");

    private static readonly Refusal[] Refusals =
    [
        new("no-consent", "The patient has not consented to this channel, or no address for it is known."),
        new("no-address", "The patient has no number or mailbox, and no person is confirmed who has one."),
        new("no-details", "The message would go to a related person who may learn only of appointments."),
        new("suppressed", "The address takes no messages: the person said stop."),
        new("invalid-address", "Nothing can be sent to the address, or it is not the patient's."),
        new("no-transport", "Sending by this channel is not set up."),
        new("no-template", "No text is approved for this channel."),
        new("not-needed", "The referral does not need this message any more."),
        new("too-late", "The message would come too late to help."),
        new("quiet-hours", "The permitted hours begin too late for this message to help."),
        new("emergency-undecided", "No message leaves until someone has decided on the emergency."),
    ];

    /// <summary>The id follows from the same cause and the channel: two people who ask make one message.</summary>
    private static MessageCase Of(Message state, MessageChannel channel, Instant now)
    {
        var before = state.Case;
        // A channel that was asked for once is not asked for again by a message that followed from it.
        var closed = (before.NotBy ?? []).Concat(before.Resent ?? []).Concat(One(before.Asked))
            .Concat(One(MayHaveArrived(state) ? Own(state) : null)).Distinct().ToList();
        return before with
        {
            Id = MessageIds.Of(before.Referral!.Value.Value, before.Occasion, before.Occurrence, channel,
                before.DaysBefore),
            PlannedAt = now, DueAt = Instant.Max(now, before.DueAt), Way = null, Attempts = 0, NotSent = 0,
            Receipts = [], Asked = channel, ResendOf = before.Id, Resent = null,
            NotBy = closed.Count == 0 ? null : closed,
        };
    }

    private static bool IsResendable(Message state) => state.Case.Referral is not null
        // Only what the program says to the patient: alarms to people on call and answers of staff have their own next
        // step.
        && state.Case.Occasion is not (MessageOccasion.StaffAlarm or MessageOccasion.StaffTextAlarm
            or MessageOccasion.ToSource or MessageOccasion.Reply)
        && state switch
    {
        Message.Blocked or Message.Rejected
            or Message.Due { Reason: MessageReasons.TransportClosed or MessageReasons.SenderStopped } => true,
        // While the provider is asked for it, it may still be found, or be sent again by itself.
        Message.Unknown s => s.NextAskAt is null,
        Message.Accepted s => s.Proof.Conflict
            || s.Status is MessageStatus.Undelivered or MessageStatus.Failed or MessageStatus.Expired,
        _ => false,
    };

    /// <summary>True for a resendable message that only its provider could say more about.</summary>
    private static bool MayHaveArrived(Message state) =>
        state is Message.Unknown or Message.Accepted { Proof.Conflict: true }
        || state.Status == MessageStatus.Expired;

    private static MessageChannel? Own(Message state) => state.Case.Asked ?? state.Case.Way?.Channel;

    private static bool IsOwn(Message state, MessageChannel channel) =>
        channel == Own(state) || state.Case.NotBy?.Contains(channel) == true;

    /// <summary>True when the program itself has it sent by this channel, because the number cannot be
    /// reached.</summary>
    private static bool IsAutomatic(Message state, MessageChannel channel) =>
        channel == MessageChannel.Email && state.Case.Asked is null
        && state.Case.Receipts.Select(r => r.Code).Append((state as Message.Rejected)?.Code)
            .Any(c => c is not null && GatewayCodes.Meaning(c) == GatewayMeaning.OtherChannel);

    private static IEnumerable<MessageChannel> One(MessageChannel? channel) => channel is { } known ? [known] : [];

    private static bool IsAsked(Message state, MessageChannel channel) => state.Case.Resent?.Contains(channel) == true;
}
