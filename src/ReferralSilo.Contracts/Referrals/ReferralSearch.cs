namespace ReferralSilo.Contracts.Referrals;

/// <summary>Body of <c>POST /api/referrals/search</c>. A search text is never in an address, which proxies and browsers
/// keep. The filters are those of <c>GET /api/referrals</c>; null means any.</summary>
/// <param name="Q">Words of the name, a number, a phone number or a birth date (<c>1988-04-12</c>, <c>04/12/1988</c>);
/// all must match. Refused when empty.</param>
/// <param name="Stage">Kebab-case stage.</param>
/// <param name="ServiceLine">Service line id.</param>
/// <param name="Priority">routine, urgent, asap or stat.</param>
/// <param name="Source">Source id.</param>
/// <param name="Campaign">Tracking code.</param>
/// <param name="AssignedTo">Staff id.</param>
/// <param name="Limit">Most items, 1 to 200; 50 when null.</param>
/// <param name="Cursor">From the previous page; null for the first page.</param>
public sealed record ReferralSearch(
    [property: ShortText] string Q, [property: Token] string? Stage = null,
    [property: Token] string? ServiceLine = null, [property: Token] string? Priority = null,
    [property: ShortText] string? Source = null,
    [property: ShortText] string? Campaign = null, [property: ShortText] string? AssignedTo = null, int? Limit = null,
    [property: ShortText] string? Cursor = null);
