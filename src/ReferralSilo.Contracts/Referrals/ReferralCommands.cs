using System.Text.Json.Serialization;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Contracts.Referrals;

/// <summary>A command to change one referral, <c>POST /api/referrals/{id}/&lt;command&gt;</c>. The same record is the
/// request body, the message from a screen and the input of the rules. Each text has its limit.</summary>
public abstract record ReferralCommand;

/// <summary><c>claim</c>: reserves the referral for one person until release, expiry or a decision of triage. It binds
/// the work of others in triage and on the desk, never the patient, the source, a clock or an answer to an offer. It
/// stops the alarm only when the person may triage. 409 <c>claimed-by-another</c>.</summary>
/// <param name="TakeOver">Takes it from the person who claimed it.</param>
/// <param name="Reason">Required when it is taken from somebody; shown to them.</param>
[Command("claim", Permission.ClaimReferral, Stages.BeforeBooking, Event = "claimed", Did = "took it")]
[Button(10, "Take", "t", HiddenWith = nameof(ReferralView.ClaimedBy))]
public sealed record Claim(bool TakeOver = false, [property: Reason] string? Reason = null) : ReferralCommand;

/// <summary><c>release</c>: ends the claim.</summary>
[Command("release", Permission.ClaimReferral, Stages.BeforeBooking)]
[Button(130, "Give back", "u", HiddenWithout = nameof(ReferralView.ClaimedBy))]
public sealed record Release : ReferralCommand;

/// <summary><c>accept</c>. 409 <c>not-routed</c> while no service line has it, <c>not-eligible</c> unless
/// <paramref name="Overrule"/> gives a reason.</summary>
/// <param name="Overrule">Reason to overrule a failed rule.</param>
/// <param name="Note">Free text.</param>
[Command("accept", Permission.DecideReferral, Stages.InTriage, BoundByClaim = true,
    Event = "accepted", Did = "accepted it")]
[Button(20, "Accept", "a", HiddenWithout = nameof(ReferralView.ServiceLine))]
public sealed record Accept(
    [property: Reason] string? Overrule = null, [property: Note] string? Note = null) : ReferralCommand;

/// <summary><c>route</c>: moves it to another service line, to the stage <c>received</c> there.</summary>
[Command("route", Permission.DecideReferral, Stages.InTriage | Stages.Unbooked, BoundByClaim = true,
    Event = "routed", Did = "sent it to another service line")]
[Button(110, "Other service line")]
public sealed record Route(
    [property: Ask("Service line"), Token] string ServiceLine, [property: Ask("Why"), Reason] string? Reason = null)
        : ReferralCommand;

/// <summary><c>prioritize</c>: sets priority and need-by. In triage a lower priority or a later need-by is 409
/// <c>not-accepted</c> for those who may not triage, and <c>claimed-by-another</c> while another person has
/// it.</summary>
[Command("prioritize", Permission.PrioritizeReferral, Stages.BeforeVisit)]
[Button(100, "Priority", "p")]
public sealed record Prioritize([property: Ask("New priority")] Priority Priority,
    [property: Ask("Why"), Reason] string? Reason = null) : ReferralCommand
{
    private readonly DateTimeOffset? _needBy;

    /// <summary>The visit should have taken place by this instant; null removes it, absent keeps it. Refused when
    /// earlier than a year before now or later than five years after.</summary>
    public DateTimeOffset? NeedBy
    {
        get => _needBy;
        init => (_needBy, NeedByGiven) = (value, true);
    }

    /// <summary>True when the request contains a need-by, also a null.</summary>
    [JsonIgnore]
    public bool NeedByGiven { get; private init; }
}

/// <summary><c>request-information</c>: asks the source; the source must act next.</summary>
[Command("request-information", Permission.DecideReferral, Stages.Received, BoundByClaim = true,
    Event = "information-requested", Did = "asked the source for information")]
[Button(80, "Ask the source", "i")]
public sealed record RequestInformation(
    [property: Ask("What is needed, one per line"), Items(20, TextLimits.ShortText)] IReadOnlyList<string> Items,
    [property: Ask("Message to the source"), Note] string? Message = null) : ReferralCommand;

/// <summary><c>supply-information</c>: data and documents that came. The answer to a request leads back to review;
/// staff also record what comes without a request. The referral is judged anew with the data. A value of the patient is
/// missing until it is there; of documents and items in words staff say that they came. 409
/// <c>identifier-conflict</c> when a source sends another patient.</summary>
/// <param name="Items">What came, by the names of <see cref="ReferralView.Missing"/> or in words.</param>
/// <param name="Message">Message to triage.</param>
/// <param name="Patient">Data of the patient: given fields replace the known ones, others stay. Read as at intake, but
/// a value that cannot be read is 400 <c>invalid-input</c>: the sender is there and can write it again.</param>
[Command("supply-information", Permission.SupplyInformation, Stages.BeforeVisit,
    Event = "information-supplied", Did = "added information")]
[Button(90, "Add information")]
public sealed record SupplyInformation(
    [property: Items(50, TextLimits.ShortText)] IReadOnlyList<string>? Items = null,
    [property: Ask("What came"), Note] string? Message = null, PatientInput? Patient = null) : ReferralCommand;

/// <summary><c>decline</c>: ends it with a reason.</summary>
[Command("decline", Permission.DecideReferral, Stages.InTriage, BoundByClaim = true)]
[Button(140, "Decline", "d", Destructive = true)]
public sealed record Decline([property: Ask("Why is it declined? The source will read this."), Reason] string Reason)
    : ReferralCommand;

/// <summary><c>redirect</c>: sends the patient elsewhere, for instance to emergency care.</summary>
[Command("redirect", Permission.DecideReferral, Stages.BeforeVisit, BoundByClaim = true)]
[Button(150, "Redirect", "r", Destructive = true)]
public sealed record Redirect([property: Ask("Where to, for instance emergency care"), ShortText] string To,
    [property: Ask("Why"), Reason] string Reason) : ReferralCommand;

/// <summary><c>withdraw</c>: ends it in any stage before the visit. 409 <c>claimed-by-another</c>, except for the
/// source.</summary>
[Command("withdraw", Permission.WithdrawReferral, Stages.BeforeVisit)]
[Button(180, "Withdraw", Destructive = true)]
public sealed record Withdraw([property: Ask("Why is it taken back?"), Reason] string Reason) : ReferralCommand;

/// <summary><c>assign</c>: assigns it to a staff id; null removes the assignment.</summary>
[Command("assign", Permission.ScheduleReferral, Stages.BeforeVisit, Event = "assigned", Did = "assigned it")]
[Button(120, "Assign")]
public sealed record Assign([property: Ask("To whom", None = "Nobody"), ShortText] string? To) : ReferralCommand;

/// <summary><c>contact-attempts</c>: records one contact attempt. When the patient is reached within 90 days after all
/// attempts had failed, the referral is opened again; later 409 <c>reopen-too-late</c>.</summary>
[Command("contact-attempts", Permission.ScheduleReferral,
    Stages.Unbooked | Stages.Offered | Stages.Booked | Stages.Unreachable, BoundByClaim = true,
    Event = "patient-contacted", Did = "tried to reach the patient")]
[Button(30, "Record contact", "c")]
public sealed record ContactAttempt(
    [property: Ask("How")] Channel Channel, [property: Ask("What came of it")] ContactOutcome Outcome,
        [property: Ask("Note"), Note] string? Note = null) : ReferralCommand;

/// <summary><c>consents</c>: records a consent that the patient gave or withdrew, in any stage. It is the patient's: it
/// counts in all their referrals.</summary>
[Command("consents", Permission.ScheduleReferral, Stages.Any,
    Event = "consent-recorded", Did = "recorded a consent")]
[Button(36, "Record consent")]
public sealed record RecordConsent(
    [property: Ask("Consent to")] ConsentKind Kind, [property: Ask("The patient")] bool Given,
    [property: Ask("How, for example verbal"), ShortText] string? How = null) : ReferralCommand
{
    /// <summary>What it is for; null for care and reminders, and for every purpose when it is withdrawn.</summary>
    public ConsentPurpose? Purpose { get; init; }

    /// <summary>Version of the wording that the patient consented to.</summary>
    [ShortText]
    public string? Wording { get; init; }

    /// <summary>True when the patient was told the risk of the channel.</summary>
    public bool? RiskTold { get; init; }
}

/// <summary><c>offers</c>: holds 1 to 5 slots and offers them to the patient. 409 <c>slot-taken</c>;
/// <c>need-by-passed</c> or <c>documents-missing</c> unless <paramref name="Overrule"/> gives a reason.</summary>
/// <param name="Slots">Slot ids.</param>
/// <param name="ExpiresAt">End of the offer, 1 minute to 72 hours ahead; default 10 minutes.</param>
/// <param name="Overrule">Reason to overrule those two rules; it also applies when these slots are accepted.</param>
[Command("offers", Permission.ScheduleReferral, Stages.Unbooked | Stages.Offered, BoundByClaim = true,
    Event = "slots-offered", Did = "held times for the patient")]
public sealed record Offer(
    [property: Items(5, TextLimits.ShortText)] IReadOnlyList<string> Slots, DateTimeOffset? ExpiresAt = null,
    [property: Reason] string? Overrule = null) : ReferralCommand;

/// <summary><c>offers/accept</c>: the patient takes one slot. 409 <c>offer-expired</c>, and as <c>book</c>.</summary>
/// <param name="Slot">One of the held slots.</param>
/// <param name="Overrule">As in <c>offers</c>; used when the offer gave no reason.</param>
/// <param name="TelehealthConsent">As in <c>book</c>.</param>
/// <param name="OverruleVisit">As in <c>book</c>.</param>
[Command("offers/accept", Permission.ScheduleReferral, Stages.Offered)]
public sealed record AcceptOffer(
    [property: ShortText] string Slot, [property: Reason] string? Overrule = null,
    [property: ShortText] string? TelehealthConsent = null, [property: Reason] string? OverruleVisit = null)
    : ReferralCommand;

/// <summary><c>offers/decline</c>: the patient takes none; the holds are released.</summary>
[Command("offers/decline", Permission.ScheduleReferral, Stages.Offered)]
public sealed record DeclineOffer([property: Reason] string? Reason = null) : ReferralCommand;

/// <summary><c>book</c>: books a slot directly. From <c>received</c> it also accepts, for those who may. 409 as
/// <c>offers</c>, and <c>consent-missing</c> when the line needs the consent to telehealth before a booking.</summary>
/// <param name="Slot">Slot id.</param>
/// <param name="Overrule">As in <c>offers</c>; also for a missing consent.</param>
/// <param name="TelehealthConsent">How the patient consents to telehealth with this booking, e.g.
/// <c>verbal</c>.</param>
/// <param name="OverruleVisit">Why the patient needs both visits, after 409 <c>patient-has-visit</c>. No other reason
/// overrules that rule.</param>
[Command("book", Permission.ScheduleReferral, Stages.BeforeBooking, BoundByClaim = true,
    Event = "appointment-booked", Did = "booked a visit")]
public sealed record Book(
    [property: ShortText] string Slot, [property: Reason] string? Overrule = null,
    [property: ShortText] string? TelehealthConsent = null, [property: Reason] string? OverruleVisit = null)
    : ReferralCommand;

/// <summary><c>reschedule</c>: moves the visit to another slot. The old slot is released and counts in no limit for the
/// new one. 409 as <c>offers</c>.</summary>
/// <param name="Slot">Slot id.</param>
/// <param name="Reason">Reason for the move.</param>
/// <param name="Overrule">As in <c>offers</c>.</param>
/// <param name="OverruleVisit">As in <c>book</c>.</param>
[Command("reschedule", Permission.ScheduleReferral, Stages.Booked,
    Event = "appointment-moved", Did = "moved the visit")]
public sealed record Reschedule(
    [property: ShortText] string Slot, [property: Reason] string? Reason = null,
    [property: Reason] string? Overrule = null, [property: Reason] string? OverruleVisit = null) : ReferralCommand;

/// <summary><c>cancel-appointment</c>: releases the slot; back to contacting.</summary>
[Command("cancel-appointment", Permission.ScheduleReferral, Stages.Booked,
    Event = "appointment-cancelled", Did = "cancelled the visit")]
[Button(160, "Cancel visit", "x", Destructive = true)]
public sealed record CancelAppointment([property: Ask("Why is the visit cancelled?"), Reason] string Reason)
    : ReferralCommand;

/// <summary><c>confirm</c>: the patient confirmed the booked visit. A moved visit has to be confirmed again.</summary>
[Command("confirm", Permission.ScheduleReferral, Stages.Booked,
    Event = "visit-confirmed", Did = "recorded that the patient confirmed the visit")]
[Button(35, "Record confirmation", "f",
    HiddenWith = $"{nameof(ReferralView.Appointment)}.{nameof(AppointmentView.ConfirmedAt)}")]
public sealed record Confirm : ReferralCommand;

/// <summary><c>arrive</c>: the patient has arrived. 409 <c>visit-not-yet</c> until the service line's
/// <c>visitRecordableBefore</c> before the start.</summary>
[Command("arrive", Permission.RecordVisit, Stages.Booked,
    Event = "patient-arrived", Did = "recorded that the patient is here")]
[Button(40, "Patient is here", "v", ConcernsVisit = true)]
public sealed record Arrive : ReferralCommand;

/// <summary><c>complete</c>: ends the visit with its outcome. 409 as <c>arrive</c>.</summary>
[Command("complete", Permission.RecordVisit, Stages.Booked | Stages.Arrived,
    Event = "visit-completed", Did = "completed the visit")]
[Button(50, "Complete visit", "m", ConcernsVisit = true)]
public sealed record Complete(
    [property: Ask("Outcome of the visit"), Note] string Outcome,
    [property: Items(50, TextLimits.ShortText)] IReadOnlyList<string>? Documents = null) : ReferralCommand;

/// <summary><c>no-show</c>: the patient missed the visit; back to contacting, or the end after the third. 409
/// <c>visit-not-yet</c> before the start.</summary>
[Command("no-show", Permission.RecordVisit, Stages.Booked,
    Event = "patient-did-not-come", Did = "recorded that the patient did not come")]
[Button(170, "Did not come", "n", Destructive = true, ConcernsVisit = true)]
public sealed record NoShow([property: Ask("Note"), Note] string? Note = null) : ReferralCommand;

/// <summary><c>acknowledge</c>: the source has received the outcome.</summary>
[Command("acknowledge", Permission.AcknowledgeOutcome, Stages.Ended, Event = "source-heard",
    Did = "informed the source")]
[Button(60, "Record source informed", "s")]
public sealed record Acknowledge([property: Ask("Note"), Note] string? Note = null) : ReferralCommand;

/// <summary><c>close</c>. 409 <c>loop-open</c> while a source has not acknowledged.</summary>
[Command("close", Permission.CloseReferral, Stages.Ended, Event = "closed", Did = "closed it")]
[Button(70, "Close", "e", Final = true)]
public sealed record Close([property: Ask("Note"), Note] string? Note = null) : ReferralCommand;

/// <summary><c>reopen</c>: opens a referral again that ended without a visit at most 90 days ago, closed or not. An
/// unreachable one goes back to contacting, every other one back to review. The source has to be informed anew. 409
/// <c>reopen-too-late</c> after 90 days, <c>not-reopenable</c> when the visit took place.</summary>
[Command("reopen", Permission.ScheduleReferral, Stages.Over, Event = "reopened", Did = "opened it again")]
[Button(75, "Open again", HiddenWith = nameof(ReferralView.Appointment))]
public sealed record Reopen([property: Ask("Why is it opened again?"), Reason] string Reason) : ReferralCommand;

/// <summary><c>undo</c>: takes back the caller's own last decision within 8 seconds: accept, decline, redirect, close,
/// arrive, complete or no-show. 409 <c>undo-too-late</c> after that or after another change; <c>not-undoable</c> for
/// what another person did, another command, or one that gave up a slot.</summary>
/// <param name="Version">Version of the referral in the answer to that command.</param>
[Command("undo", Permission.UndoReferral, Stages.Undoable, Event = "undone", Did = "took it back")]
public sealed record Undo(long Version) : ReferralCommand;
