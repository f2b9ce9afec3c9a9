namespace ReferralSilo.Contracts.Referrals;

/// <summary>
/// An order to change one referral, <c>POST /api/referrals/{id}/&lt;command&gt;</c>. The same record is the request body,
/// what a screen sends and what the rules decide on. Texts are at most 2,000 characters.
/// </summary>
public abstract record ReferralCommand;

/// <summary><c>claim</c>: take it; nobody else works on it until released or expired. 409 <c>claimed-by-another</c>.</summary>
public sealed record Claim : ReferralCommand;

/// <summary><c>release</c>: give it back.</summary>
public sealed record Release : ReferralCommand;

/// <summary><c>accept</c>. 409 <c>not-eligible</c> unless <paramref name="Overrule"/> says why.</summary>
/// <param name="Overrule">Reason for overruling a failed rule.</param>
/// <param name="Note">Free text.</param>
public sealed record Accept(string? Overrule = null, string? Note = null) : ReferralCommand;

/// <summary><c>route</c>: to another service line; back to <c>received</c> there.</summary>
public sealed record Route(string ServiceLine, string? Reason = null) : ReferralCommand;

/// <summary><c>prioritize</c>: new priority and need-by, in every queue at once.</summary>
public sealed record Prioritize(Priority Priority, DateTimeOffset? NeedBy = null, string? Reason = null) : ReferralCommand;

/// <summary><c>request-information</c>: ask the source; the clock moves to them.</summary>
public sealed record RequestInformation(IReadOnlyList<string> Items, string? Message = null) : ReferralCommand;

/// <summary><c>supply-information</c>: the answer; back to review.</summary>
public sealed record SupplyInformation(IReadOnlyList<string>? Items = null, string? Message = null) : ReferralCommand;

/// <summary><c>decline</c> with a reason.</summary>
public sealed record Decline(string Reason) : ReferralCommand;

/// <summary><c>redirect</c>: elsewhere, for instance emergency care.</summary>
public sealed record Redirect(string To, string Reason) : ReferralCommand;

/// <summary><c>withdraw</c>: taken back; any stage before the visit.</summary>
public sealed record Withdraw(string Reason) : ReferralCommand;

/// <summary><c>assign</c> to a staff id; null takes the assignment away.</summary>
public sealed record Assign(string? To) : ReferralCommand;

/// <summary><c>contact-attempts</c>: one try to reach the patient.</summary>
public sealed record ContactAttempt(Channel Channel, ContactOutcome Outcome, string? Note = null) : ReferralCommand;

/// <summary><c>consents</c>: given or withdrawn.</summary>
public sealed record RecordConsent(ConsentKind Kind, bool Given, string? How = null) : ReferralCommand;

/// <summary><c>offers</c>: hold 1 to 5 slots and put them to the patient. 409 <c>slot-taken</c>.</summary>
/// <param name="Slots">Slot ids.</param>
/// <param name="ExpiresAt">End of the offer, 1 minute to 72 hours ahead; default 10 minutes.</param>
public sealed record Offer(IReadOnlyList<string> Slots, DateTimeOffset? ExpiresAt = null) : ReferralCommand;

/// <summary><c>offers/accept</c>: the patient takes one. 409 <c>offer-expired</c>.</summary>
public sealed record AcceptOffer(string Slot) : ReferralCommand;

/// <summary><c>offers/decline</c>: none of them; the holds are freed.</summary>
public sealed record DeclineOffer(string? Reason = null) : ReferralCommand;

/// <summary><c>book</c> a slot at once. From <c>received</c> it accepts as well, for those who may. 409 <c>slot-taken</c>.</summary>
public sealed record Book(string Slot) : ReferralCommand;

/// <summary><c>reschedule</c> to another slot; the old one is freed.</summary>
public sealed record Reschedule(string Slot, string? Reason = null) : ReferralCommand;

/// <summary><c>cancel-appointment</c>: back to contacting; the slot is freed.</summary>
public sealed record CancelAppointment(string Reason) : ReferralCommand;

/// <summary><c>arrive</c>: the patient is there.</summary>
public sealed record Arrive : ReferralCommand;

/// <summary><c>complete</c> the visit with its outcome.</summary>
public sealed record Complete(string Outcome, IReadOnlyList<string>? Documents = null) : ReferralCommand;

/// <summary><c>no-show</c>: back to contacting, or the end after the third.</summary>
public sealed record NoShow(string? Note = null) : ReferralCommand;

/// <summary><c>acknowledge</c>: the source has heard the outcome.</summary>
public sealed record Acknowledge(string? Note = null) : ReferralCommand;

/// <summary><c>close</c>. 409 <c>loop-open</c> while a source has not heard.</summary>
public sealed record Close(string? Note = null) : ReferralCommand;
