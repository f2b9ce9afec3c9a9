using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Sources;

/// <summary>A sender of referrals, with its campaigns.</summary>
/// <param name="Name">Display name.</param>
/// <param name="Kind">Kind of source.</param>
/// <param name="Active">An inactive source may not submit.</param>
/// <param name="Email">Address for feedback.</param>
/// <param name="Phone">Telephone number.</param>
/// <param name="Campaigns">Its campaigns, by code.</param>
public sealed record Source(SourceId Id, string Name, SourceKind Kind, bool Active, string? Email, string? Phone,
    IReadOnlyList<Campaign> Campaigns)
{
    /// <summary>The campaign with this tracking code, whatever its case.</summary>
    public Campaign? Find(string code) =>
        Campaigns.FirstOrDefault(c => string.Equals(c.Code, code, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A campaign of one source with its own tracking code and an optional promise.</summary>
/// <param name="Code">Tracking code.</param>
/// <param name="Name">Display name.</param>
/// <param name="From">First civil day.</param>
/// <param name="To">Last civil day.</param>
/// <param name="PromiseDays">Promised days from referral to visit; null for no promise.</param>
public sealed record Campaign(string Code, string Name, LocalDate? From, LocalDate? To, int? PromiseDays);

/// <summary>A command to a source.</summary>
public abstract record SourceCommand
{
    private SourceCommand() { }

    /// <summary>Creates or changes the source; its campaigns stay.</summary>
    public sealed record Define(SourceId Id, string Name, SourceKind Kind, bool Active, string? Email, string? Phone)
        : SourceCommand;

    /// <summary>Adds a campaign. Refused: <c>campaign-code-taken</c>.</summary>
    public sealed record AddCampaign(Campaign Campaign) : SourceCommand;
}

/// <summary>An event of a source. The discriminators are stored: never rename one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Defined), "source-defined")]
[JsonDerivedType(typeof(CampaignAdded), "campaign-added")]
public abstract record SourceEvent
{
    private SourceEvent() { }

    /// <summary>The source was created or changed.</summary>
    public sealed record Defined(SourceId Id, string Name, SourceKind Kind, bool Active, string? Email, string? Phone)
        : SourceEvent;

    /// <summary>A campaign was added.</summary>
    public sealed record CampaignAdded(Campaign Campaign) : SourceEvent;
}
