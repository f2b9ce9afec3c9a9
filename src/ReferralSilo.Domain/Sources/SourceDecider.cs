using System.Diagnostics;
using C = ReferralSilo.Domain.Sources.SourceCommand;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Sources.SourceEvent>;
using E = ReferralSilo.Domain.Sources.SourceEvent;

namespace ReferralSilo.Domain.Sources;

/// <summary>The rules for sources.</summary>
public static class SourceDecider
{
    /// <summary>Maximum number of campaigns per source.</summary>
    public const int MaxCampaigns = 500;

    /// <summary>Decides one command. Refused: <c>source-unknown</c>, <c>campaign-code-taken</c>,
    /// <c>too-many-campaigns</c>.</summary>
    public static D Decide(Source? state, SourceCommand command) => (state, command) switch
    {
        ({ } s, C.Define c)
            when s with { Campaigns = [] } == new Source(c.Id, c.Name, c.Kind, c.Active, c.Email, c.Phone,
            []) with { Campaigns = [] } => D.NoChange,
        (_, C.Define c) => new E.Defined(c.Id, c.Name, c.Kind, c.Active, c.Email, c.Phone),
        (null, _) => new Refusal("source-unknown", "There is no such source."),
        ({ } s, C.AddCampaign c) when s.Find(c.Campaign.Code) is { } known => known == c.Campaign
            ? D.NoChange
            : new Refusal("campaign-code-taken", "This source has a campaign with this code already."),
        ({ Campaigns.Count: >= MaxCampaigns }, C.AddCampaign) =>
            new Refusal("too-many-campaigns", $"A source has at most {MaxCampaigns} campaigns."),
        ({ }, C.AddCampaign c) => new E.CampaignAdded(c.Campaign),
        _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
    };

    /// <summary>The state after the event.</summary>
    public static Source Evolve(Source? state, SourceEvent happened) => (state, happened) switch
    {
        (_, E.Defined e) => new Source(e.Id, e.Name, e.Kind, e.Active, e.Email, e.Phone, state?.Campaigns ?? []),
        ({ } s, E.CampaignAdded e) => s with { Campaigns = [.. s.Campaigns, e.Campaign] },
        _ => throw new UnreachableException($"{happened.GetType().Name} cannot be the first event."),
    };
}
