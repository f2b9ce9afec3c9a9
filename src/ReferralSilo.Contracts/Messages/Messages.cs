namespace ReferralSilo.Contracts.Messages;

/// <summary>One message of a referral, <c>GET /api/referrals/{id}/messages</c>.</summary>
/// <param name="Id">Opaque id.</param>
/// <param name="Occasion">What causes it.</param>
/// <param name="Channel">The channel; null while there is no permitted one.</param>
/// <param name="To">The number or mailbox, masked; null while there is none.</param>
/// <param name="Template">Key of the template; null before it is submitted.</param>
/// <param name="Version">Version of the template; null before it is submitted.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Status">Its state.</param>
/// <param name="Reason">Why it waits or ended: a kebab-case code, or a code of the provider; null for none.</param>
/// <param name="DueAt">When it leaves, is tried again, or was to leave.</param>
/// <param name="Attempts">Number of submissions.</param>
/// <param name="SubmittedAt">When the last submission began; null before.</param>
/// <param name="Receipts">What the provider reported, oldest first.</param>
/// <param name="Conflict">True when it was reported as both arrived and not arrived: it is not proven.</param>
public sealed record MessageView(
    string Id, MessageOccasion Occasion, MessageChannel? Channel, string? To, string? Template, int? Version,
    string Language, MessageStatus Status, string? Reason, DateTimeOffset DueAt, int Attempts,
    DateTimeOffset? SubmittedAt, IReadOnlyList<ReceiptView> Receipts, bool Conflict)
{
    /// <summary>Id of the referral that it is about; null for none.</summary>
    public string? Referral { get; init; }

    /// <summary>Channels by which it may be asked for again, because it failed, is blocked or is not proven. Consent
    /// and address are judged when it is asked for.</summary>
    public IReadOnlyList<MessageChannel> ResendBy { get; init; } = [];

    /// <summary>Id of the message that a person had sent again as this one; null for none.</summary>
    public string? ResendOf { get; init; }
}

/// <summary>Asks for a message by another channel, <c>POST /api/messages/{id}/resend</c>. It becomes a new message that
/// is judged like any other; a repeat makes no second one. 409: <c>not-resendable</c>, <c>same-channel</c>, and why it
/// may not leave: <c>no-consent</c>, <c>suppressed</c>, <c>invalid-address</c>, <c>no-transport</c>,
/// <c>no-template</c>, <c>not-needed</c>, <c>too-late</c>, <c>quiet-hours</c>, <c>emergency-undecided</c>.</summary>
/// <param name="Channel">Another one than that by which it went or was to go.</param>
public sealed record ResendMessage(MessageChannel Channel);

/// <summary>One report of the provider.</summary>
/// <param name="Status">The reported state.</param>
/// <param name="At">When it came in.</param>
/// <param name="Code">The provider's error code; null for none.</param>
public sealed record ReceiptView(MessageStatus Status, DateTimeOffset At, string? Code);

/// <summary>Stops all messages to an address, <c>POST /api/addresses/suppress</c>. START by text
/// lifts that of a number, a new consent to emails that of a mailbox.</summary>
/// <param name="Address">A phone number or an email address.</param>
/// <param name="Reason">What the person said, and how.</param>
public sealed record SuppressAddress([property: ShortText] string Address, [property: Reason] string Reason);

/// <summary>Something can be sent to an address after all, <c>POST /api/addresses/mark-valid</c>. It lifts no stop. The
/// sender's own number is marked so when the provider takes its texts again.</summary>
/// <param name="Address">A phone number or an email address that was found invalid or wrong.</param>
/// <param name="Reason">How that is known.</param>
public sealed record MarkAddressValid([property: ShortText] string Address, [property: Reason] string Reason);
