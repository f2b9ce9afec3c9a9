using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Sources;

/// <summary>Who sends patients, with its campaigns.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Display name.</param>
/// <param name="Kind">Kind of source.</param>
/// <param name="Active">An inactive source may not submit.</param>
/// <param name="Email">Where feedback goes.</param>
/// <param name="Phone">Whom to call.</param>
/// <param name="Campaigns">Its campaigns, by code.</param>
public sealed record Source(SourceId Id, string Name, SourceKind Kind, bool Active, string? Email, string? Phone,
    IReadOnlyList<Campaign> Campaigns)
{
    /// <summary>The campaign with this tracking code, whatever its case.</summary>
    public Campaign? Find(string code) =>
        Campaigns.FirstOrDefault(c => string.Equals(c.Code, code, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A dated effort of one source with its own tracking code and perhaps a promise.</summary>
/// <param name="Code">Tracking code.</param>
/// <param name="Name">Display name.</param>
/// <param name="From">First civil day.</param>
/// <param name="To">Last civil day.</param>
/// <param name="PromiseDays">Promised days from referral to visit.</param>
public sealed record Campaign(string Code, string Name, LocalDate? From, LocalDate? To, int? PromiseDays);

/// <summary>An order to a source.</summary>
public abstract record SourceCommand
{
    private SourceCommand() { }

    /// <summary>Make or change it; campaigns stay.</summary>
    public sealed record Define(SourceId Id, string Name, SourceKind Kind, bool Active, string? Email, string? Phone)
        : SourceCommand;

    /// <summary>Add a campaign. Refused: <c>campaign-code-taken</c>.</summary>
    public sealed record AddCampaign(Campaign Campaign) : SourceCommand;
}

/// <summary>What happened to a source. The discriminators are stored: never rename one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Defined), "source-defined")]
[JsonDerivedType(typeof(CampaignAdded), "campaign-added")]
public abstract record SourceEvent
{
    private SourceEvent() { }

    /// <summary>Made or changed.</summary>
    public sealed record Defined(SourceId Id, string Name, SourceKind Kind, bool Active, string? Email, string? Phone)
        : SourceEvent;

    /// <summary>A campaign began.</summary>
    public sealed record CampaignAdded(Campaign Campaign) : SourceEvent;
}
