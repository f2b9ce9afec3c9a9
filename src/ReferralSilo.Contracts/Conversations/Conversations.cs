using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Contracts.Conversations;

/// <summary>What came in from one phone number or mailbox, and what staff answered; an item of
/// <c>GET /api/conversations</c>.</summary>
/// <param name="Id">Opaque id; it says nothing about the address.</param>
/// <param name="Version">Rises by one with each event; the <c>ETag</c>.</param>
/// <param name="Channel">Text or email.</param>
/// <param name="From">An E.164 number or a mailbox.</param>
/// <param name="Open">True while staff must act.</param>
/// <param name="ServiceLines">The lines that see it: those of all its patients, or <c>unassigned</c>.</param>
/// <param name="Patients">The patients with this address whom the caller may see, newest open referral first; also
/// those with a related person who has it. Who of them wrote is not known.</param>
/// <param name="OtherPatients">Number of patients with this address in other service lines.</param>
/// <param name="Owner">Staff id of the person who works on it; null for none.</param>
/// <param name="Since">When the first message came in without an answer; null when closed.</param>
/// <param name="DueAt">By when someone must have acted; null when closed.</param>
/// <param name="Emergency">Words of an emergency that are not decided; null for none.</param>
/// <param name="Entries">The newest entries, oldest first, at most 40.</param>
public sealed record ConversationView(
    string Id, long Version, MessageChannel Channel, string From, bool Open, IReadOnlyList<string> ServiceLines,
    IReadOnlyList<ConversationPatientView> Patients, int OtherPatients, string? Owner, DateTimeOffset? Since,
    DateTimeOffset? DueAt, ConversationEmergencyView? Emergency, IReadOnlyList<ConversationEntryView> Entries)
{
    /// <summary>When the address passed to others before anyone had answered: nothing can be written there. Null while
    /// it is the patient's.</summary>
    public DateTimeOffset? PassedOnAt { get; init; }

    /// <summary>The alerts of the newest emergency to people on call; null when none was due.</summary>
    public OnCallView? OnCall { get; init; }
}

/// <summary>A patient who has the address.</summary>
/// <param name="Id">Patient id; null for a moment after an upgrade of the program.</param>
/// <param name="Name">For lists: <c>Okafor, Dana</c>.</param>
/// <param name="Referral">Id of the newest open referral; without one of the newest.</param>
/// <param name="Number">Its number.</param>
/// <param name="ServiceLine">Its service line.</param>
/// <param name="Open">False when the patient's referrals are over.</param>
/// <param name="Language">Language of the patient, BCP 47; null when unknown.</param>
public sealed record ConversationPatientView(string? Id, string Name, string Referral, string Number,
    string ServiceLine, bool Open, string? Language)
{
    /// <summary>How the patient may be contacted safely; null when nothing is noted.</summary>
    public SafeContactInput? SafeContact { get; init; }

    /// <summary>True when it was recorded that the patient died; else null. A suspected death does not count.</summary>
    public bool? Deceased { get; init; }

    /// <summary>The related person whose address it is; null for the patient's own.</summary>
    public ConversationPersonView? Person { get; init; }
}

/// <summary>A related person of a patient who has the address.</summary>
/// <param name="Name">Name; null when it is not known.</param>
/// <param name="Relationship">What the person is to the patient; null until staff confirmed the person.</param>
/// <param name="AsSent">The relationship as a sender wrote it; null when none did.</param>
/// <param name="Confirmed">False while only a sender named the person: no answer may go there.</param>
/// <param name="ReceivesDetails">False when the person may learn only of appointments: no answer may go there.</param>
public sealed record ConversationPersonView(string? Name, Relationship? Relationship, string? AsSent, bool Confirmed,
    bool ReceivesDetails)
{
    /// <summary>True when the patient keeps the referral private: no answer may go there. Null otherwise.</summary>
    public bool? Private { get; init; }

    /// <summary>True when staff removed the person from the record of the patient: no answer may go there. Null
    /// otherwise.</summary>
    public bool? Removed { get; init; }
}

/// <summary>Words of an emergency on which no nurse has decided. No automatic message leaves for the
/// patients.</summary>
/// <param name="At">When they came in.</param>
/// <param name="Phone">The number to call: of the crisis line, or of the emergency services.</param>
/// <param name="TakenBy">Staff id of the nurse who took it; null while it alarms.</param>
public sealed record ConversationEmergencyView(DateTimeOffset At, string Phone, string? TakenBy);

/// <summary>One entry of a conversation.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="At">When.</param>
/// <param name="Text">The message, the note of staff, or the code why an answer did not arrive.</param>
/// <param name="By">Staff id; null for a message that came in.</param>
/// <param name="Effect">What a message that came in did by itself.</param>
/// <param name="Concern">Danger to life in a message that came in.</param>
/// <param name="Answers">The message that it answers, when exactly one could be meant; null otherwise.</param>
/// <param name="Decision">How a nurse decided; null for other entries.</param>
/// <param name="Referral">The referral of an answer, when the caller may see it.</param>
public sealed record ConversationEntryView(ConversationEntryKind Kind, DateTimeOffset At, string? Text, string? By,
    InboundEffect Effect, EmergencyConcern Concern, AnsweredMessageView? Answers, EmergencyDecision? Decision,
    string? Referral)
{
    /// <summary>What a mail that came in has besides its text; null for others.</summary>
    public InboundMailView? Mail { get; init; }
}

/// <summary>What a mail that came in has besides its text.</summary>
/// <param name="Subject">Null for none.</param>
/// <param name="Attachments">Names of the files with it. They are not kept: they stay in the clinic's mailbox.</param>
/// <param name="Cut">True when the text is only the beginning; the whole mail is in the clinic's mailbox.</param>
public sealed record InboundMailView(string? Subject, IReadOnlyList<string> Attachments, bool Cut)
{
    /// <summary>When it was written, as the mail says; null when it does not say so plausibly.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>Lines of its quotes that are in no earlier message, so the person may have written them; null for
    /// none.</summary>
    public string? InQuote { get; init; }
}

/// <summary>The message that a person answered.</summary>
/// <param name="Message">Message id.</param>
/// <param name="Occasion">What caused it.</param>
/// <param name="Referral">Its referral, when the caller may see it; null otherwise.</param>
public sealed record AnsweredMessageView(string Message, MessageOccasion Occasion, string? Referral);

/// <summary>Body of <c>POST /api/conversations/{id}/take</c>: the caller works on it. The alarm of an emergency ends
/// when someone takes it who may triage. 409 <c>conversation-closed</c>, <c>taken-by-another</c>.</summary>
/// <param name="TakeOver">True to take it from the person who works on it.</param>
public sealed record TakeConversationInput(bool TakeOver = false);

/// <summary>Body of <c>POST /api/conversations/{id}/reply</c>: writes to the address, by the way in which the person
/// wrote. 409 <c>reply-blocked</c> when no message may go there, <c>number-passed-on</c>, <c>conversation-closed</c>,
/// <c>taken-by-another</c>;
/// 400 <c>whose-reply</c>, <c>not-of-this-address</c>.</summary>
/// <param name="Text">What the person reads; required, at most 1,530 characters.</param>
/// <param name="Referral">The referral that it is about; required when several patients have the address.</param>
public sealed record ConversationReplyInput([property: TextLimit(ConversationTexts.Reply)] string Text = "",
    [property: Token] string? Referral = null);

/// <summary>Body of <c>POST /api/conversations/{id}/close</c>: nothing is to be answered. 409
/// <c>emergency-undecided</c>, <c>taken-by-another</c>.</summary>
/// <param name="Note">What was done, e.g. that the person was called; required.</param>
public sealed record CloseConversationInput([property: Note] string Note = "");

/// <summary>Body of <c>POST /api/conversations/{id}/decide</c>: decides on the words of an emergency. The messages that
/// were held for it leave then. 409 <c>no-emergency</c>.</summary>
/// <param name="Decision"><c>handled</c> or <c>not-emergency</c>.</param>
/// <param name="Note">Why, or what was done; required.</param>
public sealed record EmergencyDecisionInput(EmergencyDecision Decision, [property: Note] string Note = "");

/// <summary>Lengths of texts in conversations.</summary>
public static class ConversationTexts
{
    /// <summary>Longest answer, characters: ten parts of a text message.</summary>
    public const int Reply = 1_530;
}
