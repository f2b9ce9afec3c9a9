using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages.Text;

namespace ReferralSilo.Domain.Messages;

/// <summary>
/// One message to one address, from its plan to its last receipt. It is always in exactly one state; a field exists
/// only in the states that have it. Until it is submitted, only <see cref="MessageCase"/> says what it is for; from
/// then on the <see cref="Submission"/> keeps the exact text.
/// </summary>
/// <param name="Case">The data of all states.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "state")]
[JsonDerivedType(typeof(Planned), "planned")]
[JsonDerivedType(typeof(Due), "due")]
[JsonDerivedType(typeof(Deferred), "deferred")]
[JsonDerivedType(typeof(Blocked), "blocked")]
[JsonDerivedType(typeof(Submitting), "submitting")]
[JsonDerivedType(typeof(Unknown), "unknown")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(Rejected), "rejected")]
[JsonDerivedType(typeof(Ended), "ended")]
public abstract record Message(MessageCase Case)
{
    /// <summary>The public status.</summary>
    [JsonIgnore]
    public MessageStatus Status => this switch
    {
        Planned => MessageStatus.Planned,
        Due => MessageStatus.Due,
        Deferred => MessageStatus.Deferred,
        Blocked => MessageStatus.Blocked,
        Submitting => MessageStatus.Submitting,
        Unknown => MessageStatus.Unknown,
        Accepted s => s.IsExpired && !s.Proof.IsFinal ? MessageStatus.Expired : s.Proof.Status,
        Rejected => MessageStatus.Rejected,
        Ended s => s.As,
        _ => throw new UnreachableException(),
    };

    /// <summary>Why it waits or ended, kebab-case or a provider's code; null for none.</summary>
    [JsonIgnore]
    public string? StatusReason => this switch
    {
        Due s => s.Reason,
        Deferred s => s.Reason,
        Blocked s => s.Reason,
        Unknown s => s.Code,
        Accepted s => s.Proof.Code,
        Rejected s => s.Code,
        Ended s => s.Reason,
        _ => null,
    };

    /// <summary>True while it waits to be submitted: it may still be judged again, changed or superseded.</summary>
    [JsonIgnore]
    public bool IsWaiting => this is Planned or Due or Deferred or Blocked;

    /// <summary>True until nothing can happen any more but a late receipt.</summary>
    [JsonIgnore]
    public bool IsOpen => this switch
    {
        Rejected or Ended => false,
        Accepted s => !s.IsExpired && !s.Proof.IsFinal,
        // A lost answer that is not looked for any longer stays unknown for good.
        Unknown s => s.NextAskAt is not null,
        _ => true,
    };

    /// <summary>When something is to be done next; null for nothing.</summary>
    [JsonIgnore]
    public Instant? DueAt => this switch
    {
        Planned => Case.DueAt,
        Due s => s.NextTryAt,
        Deferred s => s.Until,
        Blocked => Case.UsefulUntil,
        Submitting s => s.Submission.At + MessageLimits.AnswerWithin,
        Unknown s => s.NextAskAt,
        Accepted s when IsOpen => s.At + MessageLimits.ReceiptWithin,
        _ => null,
    };

    /// <summary>The last submission; null before the first.</summary>
    [JsonIgnore]
    public Submission? LastSubmission => this switch
    {
        Submitting s => s.Submission,
        Unknown s => s.Submission,
        Accepted s => s.Submission,
        Rejected s => s.Submission,
        _ => null,
    };

    /// <summary>Its due time has not come.</summary>
    public sealed record Planned(MessageCase Case) : Message(Case);

    /// <summary>Its due time has come, and it is tried again.</summary>
    /// <param name="NextTryAt">When.</param>
    /// <param name="Reason">What it waits for, kebab-case.</param>
    /// <param name="Tries">How often it was tried in a row.</param>
    public sealed record Due(MessageCase Case, Instant NextTryAt, string Reason, int Tries) : Message(Case);

    /// <summary>Waits for the permitted hours or for the pace of its address.</summary>
    public sealed record Deferred(MessageCase Case, Instant Until, string Reason) : Message(Case);

    /// <summary>May not leave. A change of what blocks it, e.g. a consent, has it judged again.</summary>
    public sealed record Blocked(MessageCase Case, string Reason) : Message(Case);

    /// <summary>The transport is called; its answer is not recorded yet.</summary>
    public sealed record Submitting(MessageCase Case, Submission Submission) : Message(Case)
    {
        /// <summary>For a resend: the submission before it, whose answer was lost.</summary>
        public Submission? Lost { get; init; }
    }

    /// <summary>The answer of the transport was lost.</summary>
    /// <param name="Code">Why it was lost.</param>
    /// <param name="Asked">How often the provider was asked for the message since.</param>
    /// <param name="NextAskAt">When it is asked next; null when it is not asked any more.</param>
    public sealed record Unknown(MessageCase Case, Submission Submission, string Code, int Asked, Instant? NextAskAt)
        : Message(Case)
    {
        /// <summary>For a resend: the submission before it, whose answer was lost too.</summary>
        public Submission? Lost { get; init; }

        /// <summary>From when the time for questions counts; null for the submission.</summary>
        public Instant? AskFrom { get; init; }
    }

    /// <summary>The transport has it.</summary>
    /// <param name="ProviderId">The provider's id; null where it gives none.</param>
    /// <param name="At">When it was accepted.</param>
    /// <param name="Proof">What the receipts prove.</param>
    /// <param name="IsExpired">True when no final receipt came in time.</param>
    public sealed record Accepted(MessageCase Case, Submission Submission, string? ProviderId, Instant At,
        ReceiptFold Proof, bool IsExpired) : Message(Case);

    /// <summary>The transport refused it: it was not sent.</summary>
    public sealed record Rejected(MessageCase Case, Submission Submission, string Code) : Message(Case);

    /// <summary>It never left and never will.</summary>
    /// <param name="As"><see cref="MessageStatus.Stale"/> or <see cref="MessageStatus.Superseded"/>.</param>
    public sealed record Ended(MessageCase Case, MessageStatus As, string Reason) : Message(Case);
}

/// <summary>The data of a message in all its states.</summary>
/// <param name="Id">Opaque id, the same for the same occasion.</param>
/// <param name="Referral">The referral; null for a message without one.</param>
/// <param name="Occasion">What causes it.</param>
/// <param name="Occurrence">Version of the referral, or of the address, whose change causes it. Of two messages of one
/// <see cref="MessageFamilies">family</see> the one with the higher occurrence replaces the other.</param>
/// <param name="Subject">Id of the appointment that it is about; null for none.</param>
/// <param name="PlannedAt">When it was planned.</param>
/// <param name="DueAt">When it is to leave at the earliest.</param>
/// <param name="UsefulUntil">From then on it would not help any more.</param>
/// <param name="Way">Where it goes; null while there is no permitted way.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Attempts">Number of submissions so far. It only rises: an answer belongs to one submission.</param>
/// <param name="Receipts">All receipts, in the order in which they came.</param>
/// <param name="Asked">The way that a person asked for; null for the patient's choice.</param>
public sealed record MessageCase(string Id, ReferralId? Referral, MessageOccasion Occasion, long Occurrence,
    string? Subject, Instant PlannedAt, Instant DueAt, Instant UsefulUntil, MessageWay? Way, string Language,
    int Attempts, IReadOnlyList<Receipt> Receipts, MessageChannel? Asked = null)
{
    /// <summary>How often it was tried and provably not sent.</summary>
    public int NotSent { get; init; }

    /// <summary>The visit that was cancelled, or the one that was moved as it was before; null for other
    /// occasions.</summary>
    public VisitTime? FormerVisit { get; init; }

    /// <summary>Of a reminder: how many calendar days before the visit it leaves; null for other occasions.</summary>
    public int? DaysBefore { get; init; }

    /// <summary>What staff wrote, for an answer to a message that came in; null for other occasions.</summary>
    public StaffReply? Reply { get; init; }

    /// <summary>For an alert to staff: key of the conversation that it is about; null for other messages.</summary>
    public string? Conversation { get; init; }

    /// <summary>For an alert to staff: true when it is about an unknown sender.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsOfUnknown { get; init; }

    /// <summary>Id of the message that a person had sent again as this one; null for none.</summary>
    public string? ResendOf { get; init; }

    /// <summary>The channels by which a person had it sent again; null for none.</summary>
    public IReadOnlyList<MessageChannel>? Resent { get; init; }

    /// <summary>The channels by which a person must not have it sent again: the messages before it were asked for by
    /// them, or may have arrived by them; null for none.</summary>
    public IReadOnlyList<MessageChannel>? NotBy { get; init; }

    /// <summary>Number of submissions that may have arrived.</summary>
    [JsonIgnore]
    public int Sent => Attempts - NotSent;

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => Id;
}

/// <summary>An answer that staff wrote.</summary>
/// <param name="Conversation">Key of the conversation.</param>
/// <param name="Text">The text.</param>
/// <param name="Answers">When the message came in that it answers.</param>
public sealed record StaffReply(string Conversation, string Text, Instant Answers)
{
    /// <summary>The subject of the mail that it answers; null for none, and for a text.</summary>
    public string? Subject { get; init; }

    /// <summary>The mail that it answers; null for none.</summary>
    public MailThread? Thread { get; init; }

    /// <summary>Stands where other messages name their template.</summary>
    public const string Template = "reply";

    /// <summary>The message as it is sent. A mail has the subject of the one that it answers; without one the name of
    /// the clinic.</summary>
    public RenderedMessage Render(MessageChannel channel, string clinic, string language) =>
        channel == MessageChannel.Sms ? new(Template, 1, language, null, PlainCharacters.Replace(Text))
            : new(Template, 1, language, Subject is null ? clinic : $"Re: {Subject}", Text) { Thread = Thread };

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => Conversation;
}

/// <summary>Start and type of a visit.</summary>
public sealed record VisitTime(Instant Start, VisitType Type);

/// <summary>A channel and an address.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="To">An E.164 number or a mailbox.</param>
/// <param name="Address">Key of the address stream: a keyed hash of <paramref name="To"/>.</param>
public sealed record MessageWay(MessageChannel Channel, string To, string Address)
{
    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"{Channel} {Address}";
}

/// <summary>One submission to the transport, with the text that it carries.</summary>
/// <param name="Attempt">Its number within the message, from 1.</param>
/// <param name="At">When it began.</param>
/// <param name="Way">Where it went.</param>
/// <param name="Text">The rendered text.</param>
public sealed record Submission(int Attempt, Instant At, MessageWay Way, RenderedMessage Text)
{
    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"attempt {Attempt}";
}
