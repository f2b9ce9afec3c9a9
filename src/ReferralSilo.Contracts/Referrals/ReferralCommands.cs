using System.Text.Json.Serialization;

namespace ReferralSilo.Contracts.Referrals;

/// <summary>A command to change one referral, <c>POST /api/referrals/{id}/&lt;command&gt;</c>. The same record is the
/// request body, the message from a screen and the input of the rules. Each text has its limit.</summary>
public abstract record ReferralCommand;

/// <summary><c>claim</c>: reserves the referral for one person until release or expiry. 409
/// <c>claimed-by-another</c>.</summary>
public sealed record Claim : ReferralCommand;

/// <summary><c>release</c>: ends the claim.</summary>
public sealed record Release : ReferralCommand;

/// <summary><c>accept</c>. 409 <c>not-eligible</c> unless <paramref name="Overrule"/> gives a reason.</summary>
/// <param name="Overrule">Reason to overrule a failed rule.</param>
/// <param name="Note">Free text.</param>
public sealed record Accept(
    [property: Reason] string? Overrule = null, [property: Note] string? Note = null) : ReferralCommand;

/// <summary><c>route</c>: moves it to another service line, to the stage <c>received</c> there.</summary>
public sealed record Route(
    [property: Token] string ServiceLine, [property: Reason] string? Reason = null) : ReferralCommand;

/// <summary><c>prioritize</c>: sets priority and need-by.</summary>
public sealed record Prioritize(Priority Priority, [property: Reason] string? Reason = null) : ReferralCommand
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
public sealed record RequestInformation(
    [property: Items(20, TextLimits.ShortText)] IReadOnlyList<string> Items,
    [property: Note] string? Message = null) : ReferralCommand;

/// <summary><c>supply-information</c>: the source's answer; back to review.</summary>
public sealed record SupplyInformation(
    [property: Items(50, TextLimits.ShortText)] IReadOnlyList<string>? Items = null,
    [property: Note] string? Message = null) : ReferralCommand;

/// <summary><c>decline</c>: ends it with a reason.</summary>
public sealed record Decline([property: Reason] string Reason) : ReferralCommand;

/// <summary><c>redirect</c>: sends the patient elsewhere, for instance to emergency care.</summary>
public sealed record Redirect([property: ShortText] string To, [property: Reason] string Reason) : ReferralCommand;

/// <summary><c>withdraw</c>: ends it in any stage before the visit.</summary>
public sealed record Withdraw([property: Reason] string Reason) : ReferralCommand;

/// <summary><c>assign</c>: assigns it to a staff id; null removes the assignment.</summary>
public sealed record Assign([property: ShortText] string? To) : ReferralCommand;

/// <summary><c>contact-attempts</c>: records one contact attempt.</summary>
public sealed record ContactAttempt(
    Channel Channel, ContactOutcome Outcome, [property: Note] string? Note = null) : ReferralCommand;

/// <summary><c>consents</c>: records a given or withdrawn consent.</summary>
public sealed record RecordConsent(
    ConsentKind Kind, bool Given, [property: ShortText] string? How = null) : ReferralCommand;

/// <summary><c>offers</c>: holds 1 to 5 slots and offers them to the patient. 409 <c>slot-taken</c>;
/// <c>need-by-passed</c> or <c>documents-missing</c> unless <paramref name="Overrule"/> gives a reason.</summary>
/// <param name="Slots">Slot ids.</param>
/// <param name="ExpiresAt">End of the offer, 1 minute to 72 hours ahead; default 10 minutes.</param>
/// <param name="Overrule">Reason to overrule those two rules; it also applies when these slots are accepted.</param>
public sealed record Offer(
    [property: Items(5, TextLimits.ShortText)] IReadOnlyList<string> Slots, DateTimeOffset? ExpiresAt = null,
    [property: Reason] string? Overrule = null) : ReferralCommand;

/// <summary><c>offers/accept</c>: the patient takes one slot. 409 <c>offer-expired</c>, and as <c>offers</c>.</summary>
/// <param name="Slot">One of the held slots.</param>
/// <param name="Overrule">As in <c>offers</c>; used when the offer gave no reason.</param>
public sealed record AcceptOffer(
    [property: ShortText] string Slot, [property: Reason] string? Overrule = null) : ReferralCommand;

/// <summary><c>offers/decline</c>: the patient takes none; the holds are released.</summary>
public sealed record DeclineOffer([property: Reason] string? Reason = null) : ReferralCommand;

/// <summary><c>book</c>: books a slot directly. From <c>received</c> it also accepts, for those who may. 409 as
/// <c>offers</c>.</summary>
/// <param name="Slot">Slot id.</param>
/// <param name="Overrule">As in <c>offers</c>.</param>
public sealed record Book(
    [property: ShortText] string Slot, [property: Reason] string? Overrule = null) : ReferralCommand;

/// <summary><c>reschedule</c>: moves the visit to another slot. The old slot is released and counts in no limit for the
/// new one. 409 as <c>offers</c>.</summary>
/// <param name="Slot">Slot id.</param>
/// <param name="Reason">Reason for the move.</param>
/// <param name="Overrule">As in <c>offers</c>.</param>
public sealed record Reschedule(
    [property: ShortText] string Slot, [property: Reason] string? Reason = null,
    [property: Reason] string? Overrule = null) : ReferralCommand;

/// <summary><c>cancel-appointment</c>: releases the slot; back to contacting.</summary>
public sealed record CancelAppointment([property: Reason] string Reason) : ReferralCommand;

/// <summary><c>arrive</c>: the patient has arrived.</summary>
public sealed record Arrive : ReferralCommand;

/// <summary><c>complete</c>: ends the visit with its outcome.</summary>
public sealed record Complete(
    [property: Note] string Outcome,
    [property: Items(50, TextLimits.ShortText)] IReadOnlyList<string>? Documents = null) : ReferralCommand;

/// <summary><c>no-show</c>: the patient missed the visit; back to contacting, or the end after the third.</summary>
public sealed record NoShow([property: Note] string? Note = null) : ReferralCommand;

/// <summary><c>acknowledge</c>: the source has received the outcome.</summary>
public sealed record Acknowledge([property: Note] string? Note = null) : ReferralCommand;

/// <summary><c>close</c>. 409 <c>loop-open</c> while a source has not acknowledged.</summary>
public sealed record Close([property: Note] string? Note = null) : ReferralCommand;
