using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Conversations;

/// <summary>All that came in from one phone number or mailbox and what staff answered. It belongs to the address, not
/// to a patient: several patients may share it, and who wrote is never guessed (decision 0120).</summary>
/// <param name="Channel">The channel.</param>
/// <param name="To">An E.164 number or a mailbox.</param>
/// <param name="Patients">The patients with this address when the last message came in; empty for an unknown
/// one.</param>
/// <param name="Entries">The newest entries, oldest first, at most <see cref="ConversationLimits.Entries"/>; the
/// events keep the earlier ones.</param>
/// <param name="Turn">Set while staff must act.</param>
public sealed record Conversation(MessageChannel Channel, string To, IReadOnlyList<ConversationPatient> Patients,
    IReadOnlyList<ConversationEntry> Entries, ConversationTurn? Turn)
{
    /// <summary>Staff id of the person who works on it; null for none.</summary>
    public string? Owner { get; init; }

    /// <summary>The emergency that is not decided; null for none.</summary>
    public UndecidedEmergency? Emergency { get; init; }

    /// <summary>When the address passed to others before anyone had answered: this is what the earlier patients wrote,
    /// for their lines, and nothing can be written there. Null for a conversation of the present owners.</summary>
    public Instant? PassedOnAt { get; init; }

    /// <summary>The alerts of the newest emergency to people on call; null when none was due.</summary>
    public OnCallRun? OnCall { get; init; }

    /// <summary>Ids of the newest messages that came in, oldest first.</summary>
    public IReadOnlyList<string> Received { get; init; } = [];

    /// <summary>When the newest message came in; null in a conversation that an older version stored.</summary>
    public Instant? LastReceivedAt { get; init; }

    /// <summary>Ids of the newest replies that did not fail, oldest first, at most
    /// <see cref="ConversationLimits.Replies"/>. They stay when their entries go: a reply may fail a day later.
    /// </summary>
    public IReadOnlyList<string> Replies { get; init; } = [];

    /// <summary>When the last entry was made.</summary>
    [JsonIgnore]
    public Instant LastAt => Entries[^1].At;

    /// <summary>True while staff must act.</summary>
    [JsonIgnore]
    public bool IsOpen => Turn is not null;

    /// <summary>True until someone who may triage has taken the emergency.</summary>
    [JsonIgnore]
    public bool Alarms => Emergency is { TakenBy: null };

    /// <summary>When something is due next: the turn of staff, or the next alert to someone on call; null for
    /// nothing.</summary>
    [JsonIgnore]
    public Instant? DueAt => (Turn?.NextRing, ConversationOnCall.DueAt(this)) switch
    {
        ({ } ring, { } alert) => Instant.Min(ring, alert),
        var (ring, alert) => ring ?? alert,
    };

    /// <summary>The service lines that see it: those of all its patients, so that none is guessed. Without a patient
    /// the queue of what no line takes.</summary>
    [JsonIgnore]
    public IReadOnlyList<ServiceLineId> Lines =>
        Patients.Count == 0 ? [ServiceLineId.Unassigned] : [.. Patients.Select(p => p.ServiceLine).Distinct()];

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"{Channel} conversation";
}

/// <summary>A patient who has the address.</summary>
/// <param name="Referral">The newest open referral; without one the newest.</param>
/// <param name="Patient">The record that shows it; null for a referral of an older version.</param>
/// <param name="ServiceLine">Its service line.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="IsOpen">False when all referrals of the patient are over.</param>
public sealed record ConversationPatient(ReferralId Referral, PatientId? Patient, ServiceLineId ServiceLine,
    Priority Priority, bool IsOpen)
{
    /// <summary>The record to which the referral belongs, when a merge made it another one.</summary>
    public PatientId? Home { get; init; }
}

/// <summary>The time in which staff must act.</summary>
/// <param name="Since">When the first message without an answer came in.</param>
/// <param name="DueAt">By when someone must have acted.</param>
public sealed record ConversationTurn(Instant Since, Instant DueAt)
{
    /// <summary>How often it was overdue: at its due time, and again after growing intervals.</summary>
    public int Rings { get; init; }

    /// <summary>When it rings next; null for its due time, also in conversations that an older version stored.
    /// </summary>
    public Instant? RingsAt { get; init; }

    /// <summary>When it rings next.</summary>
    [JsonIgnore]
    public Instant NextRing => RingsAt ?? DueAt;
}

/// <summary>Words of an emergency on which no nurse has decided: no automatic message leaves for these
/// patients.</summary>
/// <param name="Text">Id of the message with the words.</param>
/// <param name="At">When it came in.</param>
/// <param name="Phone">The number to call: that of the crisis line, or of the emergency services.</param>
/// <param name="TakenBy">Staff id of the nurse who took it; null while it alarms.</param>
public sealed record UndecidedEmergency(string Text, Instant At, string Phone, string? TakenBy = null)
{
    /// <summary>When the nurse took it; null while it alarms, and in conversations that an older version
    /// stored.</summary>
    public Instant? TakenAt { get; init; }
}

/// <summary>One entry of a conversation.</summary>
/// <param name="Id">Id of the message: the provider's for one that came in, ours for a reply; null for others.</param>
/// <param name="Kind">What it is.</param>
/// <param name="At">When.</param>
/// <param name="Text">What was written: the message or the note of staff; null for none.</param>
/// <param name="By">Staff id; null for a message that came in.</param>
public sealed record ConversationEntry(string? Id, ConversationEntryKind Kind, Instant At, string? Text, string? By)
{
    /// <summary>What a message that came in did by itself.</summary>
    public InboundEffect Effect { get; init; }

    /// <summary>Danger to life in a message that came in.</summary>
    public EmergencyConcern Concern { get; init; }

    /// <summary>The message that it answers; null when not exactly one could be meant.</summary>
    public AnsweredMessage? Answers { get; init; }

    /// <summary>How a nurse decided; null for other entries.</summary>
    public EmergencyDecision? Decision { get; init; }

    /// <summary>What a mail that came in has besides its text; null for others.</summary>
    public InboundMail? Mail { get; init; }

    /// <summary>The referral of a reply; null for none.</summary>
    public ReferralId? Referral { get; init; }

    /// <summary>The patients whose entry it is, where they are not those of the conversation: it goes when none of them
    /// has the address any more. Null for those of the conversation; empty for an unknown sender.</summary>
    public IReadOnlyList<ConversationPatient>? Owners { get; init; }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"{Kind} {Id}";
}

/// <summary>The message that a reply answers.</summary>
/// <param name="Message">Its id.</param>
/// <param name="Occasion">What caused it.</param>
/// <param name="Referral">Its referral; null for none.</param>
public sealed record AnsweredMessage(string Message, MessageOccasion Occasion, ReferralId? Referral);
