namespace ReferralSilo.Contracts.Sources;

/// <summary>A referral source, <c>PUT /api/sources/{id}</c>.</summary>
/// <param name="Name">Display name, 1–200 characters.</param>
/// <param name="Kind">Kind of source.</param>
/// <param name="Active">An inactive source may not submit (409 <c>source-inactive</c>).</param>
/// <param name="Email">Address for feedback.</param>
/// <param name="Phone">Telephone number.</param>
public sealed record SourceInput(
    [property: ShortText] string Name, SourceKind Kind, bool Active = true,
    [property: TextLimit(TextLimits.Email)] string? Email = null, [property: Token] string? Phone = null);

/// <summary>A campaign of one source, <c>POST /api/sources/{id}/campaigns</c>.</summary>
/// <param name="Code">Tracking code, 2–40 of <c>A-Z 0-9 -</c>, unique within the source.</param>
/// <param name="Name">Display name, 1–200 characters.</param>
/// <param name="From">First civil date.</param>
/// <param name="To">Last civil date.</param>
/// <param name="PromiseDays">Promised days from referral to visit, 1–365.</param>
public sealed record CampaignInput(
    [property: Token] string Code, [property: ShortText] string Name, [property: Token] string? From = null,
    [property: Token] string? To = null, int? PromiseDays = null);

/// <summary>A source in a response.</summary>
public sealed record SourceView(string Id, long Version, string Name, SourceKind Kind, bool Active, string? Email,
    string? Phone, IReadOnlyList<CampaignInput> Campaigns);
