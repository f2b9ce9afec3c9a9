namespace ReferralSilo.Contracts.Patients;

/// <summary>Body of <c>POST /api/patients/search</c>. A search text is never in an address, which proxies and browsers
/// keep.</summary>
/// <param name="Q">Words of the name, a phone number or a birth date (<c>1988-04-12</c>); all must match. Null: all
/// patients. Refused when empty.</param>
/// <param name="Limit">Most items, 1 to 200; 50 when null.</param>
/// <param name="Cursor">From the previous page; null for the first page.</param>
public sealed record PatientSearch([property: ShortText] string? Q = null, int? Limit = null,
    [property: ShortText] string? Cursor = null);

/// <summary>A page of patients, the one with the newest referral first.</summary>
/// <param name="Items">The patients who have a referral in a service line of the caller. Fewer than the limit
/// although there is a next page only when hundreds of others lie between them.</param>
/// <param name="Next">Cursor of the next page; null at the end.</param>
/// <param name="AsOf">The list includes everything until then; it follows changes within moments.</param>
/// <param name="Complete">False while the list is built for the first time, so patients are missing.</param>
public sealed record PatientPage(IReadOnlyList<PatientItem> Items, string? Next, DateTimeOffset AsOf, bool Complete);

/// <summary>A patient, as sent with the newest referral that the caller may see.</summary>
/// <param name="Name">For lists: <c>Okafor, Dana</c>.</param>
/// <param name="BirthDate">Civil date <c>1988-04-12</c>; null when unknown.</param>
/// <param name="Phones">E.164, best first.</param>
/// <param name="Email">Mailbox; null when unknown.</param>
/// <param name="Referrals">Referrals in the caller's service lines, newest first, at most 50.</param>
public sealed record PatientItem(string Name, string? BirthDate, IReadOnlyList<string> Phones, string? Email,
    IReadOnlyList<PatientReferralItem> Referrals)
{
    /// <summary>Patient id; null for a moment after an upgrade of the program.</summary>
    public string? Id { get; init; }
}

/// <summary>A referral of a patient.</summary>
/// <param name="Id">Referral id.</param>
/// <param name="ServiceLine">Service line id.</param>
/// <param name="ReceivedAt">When it was received.</param>
public sealed record PatientReferralItem(string Id, string ServiceLine, DateTimeOffset ReceivedAt);
