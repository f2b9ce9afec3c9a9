using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Domain.Referrals;

/// <summary>All refusals of a referral, with their codes.</summary>
public static class ReferralRefusals
{
    private static readonly ZonedDateTimePattern MomentPattern =
        ZonedDateTimePattern.CreateWithInvariantCulture("dddd d MMMM uuuu, HH:mm '('z, 'UTC'o<m>')'", null);

    /// <summary><c>not-allowed-in-stage</c>: the current stage does not allow the command.</summary>
    public static Refusal NotAllowed(Referral state, ReferralCommand command) =>
        new("not-allowed-in-stage",
            $"A referral that is {state.Stage.WireName()} cannot take the command "
            + $"{CommandTable.Name(command)}.");

    /// <summary><c>claimed-by-another</c>: someone else works on it.</summary>
    public static Refusal ClaimedByAnother(StaffClaim claim) =>
        new("claimed-by-another", $"{claim.By} is working on this referral.");

    /// <summary><c>not-eligible</c>: a rule failed and no reason to overrule it was given.</summary>
    public static Refusal NotEligible { get; } =
        new("not-eligible", "An eligibility rule failed; accept with a reason for overruling it.");

    /// <summary><c>not-routed</c>: no service line has it yet.</summary>
    public static Refusal NotRouted { get; } =
        new("not-routed", "This referral has no service line yet; route it to one first.");

    /// <summary><c>not-accepted</c>: triage must accept first.</summary>
    public static Refusal NotAccepted { get; } = new("not-accepted", "Triage has not accepted this referral yet.");

    /// <summary><c>consent-missing</c>: the line needs the consent to telehealth before a booking.</summary>
    public static Refusal ConsentMissing { get; } = new("consent-missing",
        "The patient has not consented to telehealth yet; give the consent with the booking, or a reason for "
        + "overruling it.");

    /// <summary><c>offer-expired</c>: the offer or this hold ended.</summary>
    public static Refusal OfferExpired { get; } = new("offer-expired", "The offer is over; its slots are free again.");

    /// <summary><c>slot-not-offered</c>: the slot is not among the held slots.</summary>
    public static Refusal SlotNotOffered { get; } =
        new("slot-not-offered", "This slot is not part of the current offer.");

    /// <summary><c>booking-not-wanted</c>: the schedule booked, but the referral had changed its stage.</summary>
    public static Refusal BookingNotWanted { get; } =
        new("booking-not-wanted", "The referral had changed before the slot was booked; the slot is free again.");

    /// <summary><c>visit-not-yet</c>: the visit is recorded before the line's time for it. Names the moment from which
    /// it is possible, in the zone of the line, as a full minute.</summary>
    public static Refusal VisitNotYet(Instant from, DateTimeZone zone) =>
        new("visit-not-yet", $"This can be recorded from {MomentPattern.Format(NextMinute(from).InZone(zone))} on.");

    /// <summary><c>not-undoable</c>: it was another person's decision, or one that cannot be taken back.</summary>
    public static Refusal NotUndoable { get; } =
        new("not-undoable", "Only your own last decision can be undone, and only if it gave up no slot.");

    /// <summary><c>undo-too-late</c>: the time is over, or something happened since.</summary>
    public static Refusal UndoTooLate { get; } =
        new("undo-too-late", "This can be undone for 8 seconds, while nothing else happens.");

    /// <summary><c>reopen-too-late</c>: it ended more than 90 days ago.</summary>
    public static Refusal ReopenTooLate { get; } =
        new("reopen-too-late", "This ended more than 90 days ago; a new referral is needed.");

    /// <summary><c>not-reopenable</c>: the visit took place.</summary>
    public static Refusal NotReopenable { get; } =
        new("not-reopenable", "The visit took place; a further one needs a new referral.");

    /// <summary><c>loop-open</c>: the source has not acknowledged the outcome.</summary>
    public static Refusal LoopOpen { get; } =
        new("loop-open", "The source has not acknowledged the outcome yet; acknowledge first.");

    /// <summary><c>service-line-unknown</c> at <c>/serviceLine</c>.</summary>
    public static Refusal ServiceLineUnknown { get; } =
        new("service-line-unknown", "There is no such service line.", "/serviceLine");

    /// <summary><c>assignee-unknown</c> at <c>/to</c>: not a staff member, or not allowed for the referral's
    /// line.</summary>
    public static Refusal AssigneeUnknown { get; } =
        new("assignee-unknown", "This person does not exist or may not work on referrals of this service line.", "/to");

    /// <summary><c>identifier-conflict</c>: the identifier belongs to another patient's order; has field names
    /// only.</summary>
    public static Refusal IdentifierConflict(IReadOnlyList<string> fields) => new(
        "identifier-conflict", "The referral with this identifier is for another patient; this field differs.", null,
        fields);

    /// <summary><c>identifier-conflict</c>: a source supplies data of another patient than that of the referral; has
    /// field names only.</summary>
    public static Refusal AnotherPatient(IReadOnlyList<string> fields) => new(
        "identifier-conflict", "The referral is for another patient; this field differs.", null, fields);

    /// <summary><c>order-over</c>: an ended order was sent again with changes.</summary>
    public static Refusal OrderOver(Stage stage, IReadOnlyList<string> fields) => new(
        "order-over", $"The referral with this identifier is {stage.WireName()}; the changes were not applied.", null,
        fields);

    /// <summary><c>referral-unknown</c>.</summary>
    public static Refusal Unknown { get; } = new("referral-unknown", "There is no such referral.");

    /// <summary><c>slot-unknown</c>: not a slot id.</summary>
    public static Refusal SlotUnknown(string field) => new("slot-unknown", "There is no such slot.", field);

    /// <summary>All refusals, for the API's list of codes.</summary>
    public static IReadOnlyList<Refusal> All { get; } =
    [
        new("not-allowed-in-stage", "The stage of the referral does not take this command."),
        new("claimed-by-another", "Someone else is working on this referral."),
        IdentifierConflict([]),
        new("order-over", "The referral with this identifier is over; send a new order with another one."), NotEligible,
        new("visit-not-yet", "A visit can be recorded only from some time before its start, a no-show from its start."),
        ConsentMissing, NotRouted, NotAccepted, OfferExpired, SlotNotOffered, BookingNotWanted, NotUndoable,
        UndoTooLate, ReopenTooLate, NotReopenable, LoopOpen, ServiceLineUnknown, AssigneeUnknown,
        Unknown, SlotUnknown("/slot"),
    ];

    /// <summary>Bad input in one field of a command.</summary>
    public static Refusal BadInput(string field, string text) => new("invalid-input", text, field);

    /// <summary>The moment, or the next full minute after it.</summary>
    private static Instant NextMinute(Instant at) =>
        Instant.FromUnixTimeSeconds(((at - Duration.Epsilon).ToUnixTimeSeconds() / 60 + 1) * 60);
}
