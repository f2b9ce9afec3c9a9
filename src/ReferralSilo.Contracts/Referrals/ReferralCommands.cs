using System.Text.Json.Serialization;

namespace ReferralSilo.Contracts.Referrals;

/// <summary>
/// An order to change one referral, <c>POST /api/referrals/{id}/&lt;command&gt;</c>. The same record is the request
/// body, what a screen sends and what the rules decide on. Each text carries its limit.
/// </summary>
public abstract record ReferralCommand;

/// <summary><c>claim</c>: take it; nobody else works on it until released or expired. 409
/// <c>claimed-by-another</c>.</summary>
public sealed record Claim : ReferralCommand;

/// <summary><c>release</c>: give it back.</summary>
public sealed record Release : ReferralCommand;

/// <summary><c>accept</c>. 409 <c>not-eligible</c> unless <paramref name="Overrule"/> says why.</summary>
/// <param name="Overrule">Reason for overruling a failed rule.</param>
/// <param name="Note">Free text.</param>
public sealed record Accept(
    [property: Reason] string? Overrule = null, [property: Note] string? Note = null) : ReferralCommand;

/// <summary><c>route</c>: to another service line; back to <c>received</c> there.</summary>
public sealed record Route(
    [property: Token] string ServiceLine, [property: Reason] string? Reason = null) : ReferralCommand;

/// <summary><c>prioritize</c>: new priority and need-by, in every queue at once.</summary>
public sealed record Prioritize(Priority Priority, [property: Reason] string? Reason = null) : ReferralCommand
{
    private readonly DateTimeOffset? _needBy;

    /// <summary>
    /// The moment by which the visit should have taken place; null clears it, absent leaves it as it is. Refused
    /// earlier than a year before now or later than five years after.
    /// </summary>
    public DateTimeOffset? NeedBy
    {
        get => _needBy;
        init => (_needBy, NeedByGiven) = (value, true);
    }

    /// <summary>Whether a need-by, or its absence, was asked for at all.</summary>
    [JsonIgnore]
    public bool NeedByGiven { get; private init; }
}

/// <summary><c>request-information</c>: ask the source; the clock moves to them.</summary>
public sealed record RequestInformation(
    [property: Items(20, TextLimits.ShortText)] IReadOnlyList<string> Items,
    [property: Note] string? Message = null) : ReferralCommand;

/// <summary><c>supply-information</c>: the answer; back to review.</summary>
public sealed record SupplyInformation(
    [property: Items(50, TextLimits.ShortText)] IReadOnlyList<string>? Items = null,
    [property: Note] string? Message = null) : ReferralCommand;

/// <summary><c>decline</c> with a reason.</summary>
public sealed record Decline([property: Reason] string Reason) : ReferralCommand;

/// <summary><c>redirect</c>: elsewhere, for instance emergency care.</summary>
public sealed record Redirect([property: ShortText] string To, [property: Reason] string Reason) : ReferralCommand;

/// <summary><c>withdraw</c>: taken back; any stage before the visit.</summary>
public sealed record Withdraw([property: Reason] string Reason) : ReferralCommand;

/// <summary><c>assign</c> to a staff id; null takes the assignment away.</summary>
public sealed record Assign([property: ShortText] string? To) : ReferralCommand;

/// <summary><c>contact-attempts</c>: one try to reach the patient.</summary>
public sealed record ContactAttempt(
    Channel Channel, ContactOutcome Outcome, [property: Note] string? Note = null) : ReferralCommand;

/// <summary><c>consents</c>: given or withdrawn.</summary>
public sealed record RecordConsent(
    ConsentKind Kind, bool Given, [property: ShortText] string? How = null) : ReferralCommand;

/// <summary>
/// <c>offers</c>: hold 1 to 5 slots and put them to the patient. 409 <c>slot-taken</c>; <c>need-by-passed</c> or
/// <c>documents-missing</c> unless <paramref name="Overrule"/> says why.
/// </summary>
/// <param name="Slots">Slot ids.</param>
/// <param name="ExpiresAt">End of the offer, 1 minute to 72 hours ahead; default 10 minutes.</param>
/// <param name="Overrule">Reason for overruling those two; it covers accepting these slots as well.</param>
public sealed record Offer(
    [property: Items(5, TextLimits.ShortText)] IReadOnlyList<string> Slots, DateTimeOffset? ExpiresAt = null,
    [property: Reason] string? Overrule = null) : ReferralCommand;

/// <summary><c>offers/accept</c>: the patient takes one. 409 <c>offer-expired</c>, and as <c>offers</c>.</summary>
/// <param name="Slot">One of those held.</param>
/// <param name="Overrule">As in <c>offers</c>, where that gave none.</param>
public sealed record AcceptOffer(
    [property: ShortText] string Slot, [property: Reason] string? Overrule = null) : ReferralCommand;

/// <summary><c>offers/decline</c>: none of them; the holds are freed.</summary>
public sealed record DeclineOffer([property: Reason] string? Reason = null) : ReferralCommand;

/// <summary><c>book</c> a slot at once. From <c>received</c> it accepts as well, for those who may. 409 as
/// <c>offers</c>.</summary>
/// <param name="Slot">Slot id.</param>
/// <param name="Overrule">As in <c>offers</c>.</param>
public sealed record Book(
    [property: ShortText] string Slot, [property: Reason] string? Overrule = null) : ReferralCommand;

/// <summary><c>reschedule</c> to another slot; the old one is freed, and counts in no limit of the new one. 409 as
/// <c>offers</c>.</summary>
/// <param name="Slot">Slot id.</param>
/// <param name="Reason">Why it is moved.</param>
/// <param name="Overrule">As in <c>offers</c>.</param>
public sealed record Reschedule(
    [property: ShortText] string Slot, [property: Reason] string? Reason = null,
    [property: Reason] string? Overrule = null) : ReferralCommand;

/// <summary><c>cancel-appointment</c>: back to contacting; the slot is freed.</summary>
public sealed record CancelAppointment([property: Reason] string Reason) : ReferralCommand;

/// <summary><c>arrive</c>: the patient is there.</summary>
public sealed record Arrive : ReferralCommand;

/// <summary><c>complete</c> the visit with its outcome.</summary>
public sealed record Complete(
    [property: Note] string Outcome,
    [property: Items(50, TextLimits.ShortText)] IReadOnlyList<string>? Documents = null) : ReferralCommand;

/// <summary><c>no-show</c>: back to contacting, or the end after the third.</summary>
public sealed record NoShow([property: Note] string? Note = null) : ReferralCommand;

/// <summary><c>acknowledge</c>: the source has heard the outcome.</summary>
public sealed record Acknowledge([property: Note] string? Note = null) : ReferralCommand;

/// <summary><c>close</c>. 409 <c>loop-open</c> while a source has not heard.</summary>
public sealed record Close([property: Note] string? Note = null) : ReferralCommand;
