using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Receives a new referral, or applies a known order that was sent again.</summary>
/// <param name="Submission">The parsed submission.</param>
/// <param name="Number">Unique number of a new referral; empty for a known order, which is never created again.</param>
public sealed record Submit(ReferralId Id, Submission Submission, string Number) : ReferralCommand
{
    /// <summary>True when an earlier submission created the referral.</summary>
    public bool IsKnown => Number.Length == 0;

    /// <summary>The patient of a new referral; null for a known order.</summary>
    public PatientId? PatientId { get; init; }

    /// <summary>What is known of the patient; null for nothing.</summary>
    public PatientCopy? Copy { get; init; }
}

/// <summary>Gives a referral of an older version its patient.</summary>
public sealed record AssignPatient(PatientId PatientId) : ReferralCommand;

/// <summary>The patient changed.</summary>
public sealed record ChangePatient(PatientCopy Copy) : ReferralCommand;

/// <summary>The parsed form of <c>supply-information</c>.</summary>
/// <param name="Items">What came, as the sender names it.</param>
/// <param name="Message">Message to triage.</param>
/// <param name="Patient">The fields that were sent; null for none.</param>
/// <param name="Warnings">Values that staff must check; null for none.</param>
/// <param name="ByStaff">False for a source: its word alone strikes no item, and it only answers what was
/// asked.</param>
public sealed record SuppliedInformation(IReadOnlyList<string> Items, string? Message, Patient? Patient = null,
    IReadOnlyList<SubmissionWarning>? Warnings = null, bool ByStaff = true) : ReferralCommand
{
    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => "supplied information";
}

/// <summary>A deadline of the referral may be due; the state decides. Has no effect when too early.</summary>
public sealed record TimeUp : ReferralCommand;

/// <summary>The schedule reports that it booked this slot for the referral; sent again when the referral's own commit
/// was lost.</summary>
public sealed record SlotWasBooked(SlotGrant Grant) : ReferralCommand;

/// <summary>The person refused messages from an address of this referral, e.g. by a text that says stop. Recorded in
/// any stage, whatever became of the referral.</summary>
/// <param name="Kind">The consent that ends.</param>
/// <param name="At">When the refusal came in.</param>
/// <param name="How">How it was said: <c>stop</c>, <c>unsubscribe</c>, <c>staff</c>, <c>provider</c>.</param>
public sealed record ConsentEnded(ConsentKind Kind, Instant At, string How) : ReferralCommand;

/// <summary>The patient wrote, or used the link: a referral that ended as unreachable is opened again. Has no effect in
/// every other state, more than 90 days after the end, and for what came in before the end.</summary>
/// <param name="How"><see cref="ReferralReopening.Reply"/> or <see cref="ReferralReopening.Link"/>.</param>
/// <param name="At">When it came in.</param>
public sealed record PatientResponded(string How, Instant At) : ReferralCommand;

/// <summary>The schedule reports that a hold ended: <c>expired</c> or <c>displaced</c>.</summary>
public sealed record HoldWasLost(string HoldId, string Reason) : ReferralCommand;

/// <summary>No screen that shows the alarms of the line is open.</summary>
public sealed record AlarmUnseen : ReferralCommand;

/// <summary>The on-call list of the line may have changed.</summary>
public sealed record OnCallChanged : ReferralCommand;

/// <summary>What the message of an alert to someone on call became.</summary>
public sealed record AlertReported(OnCallReport Report) : ReferralCommand;

/// <summary>The message of an alert to someone on call cannot be delivered: as older versions reported it.</summary>
/// <param name="Run">Number of the run.</param>
/// <param name="Person">Id of the person.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Code">Why: a reason of messages or a code of the provider.</param>
public sealed record AlertFailed(int Run, string Person, MessageChannel Channel, string Code) : ReferralCommand
{
    /// <summary>The report of today.</summary>
    [JsonIgnore]
    public OnCallReport Report => new(Run, Person, Channel, null, Code, null);
}
