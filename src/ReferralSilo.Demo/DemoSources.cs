using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Sources;

namespace ReferralSilo.Demo;

/// <summary>A referral source of the demo with its campaigns.</summary>
/// <param name="Id">The source id.</param>
/// <param name="Settings">The settings in the form an administrator sends.</param>
/// <param name="Campaigns">Campaigns with tracking codes; some have a promised number of days.</param>
/// <param name="Referrers">Clinicians who refer from this source. Empty unless the source is clinical.</param>
public sealed record DemoSource(string Id, SourceInput Settings, IReadOnlyList<CampaignInput> Campaigns,
    IReadOnlyList<string> Referrers);

/// <summary>The ten sources of the demo program.</summary>
public static class DemoSources
{
    /// <summary>The source of the campaign that a load adds last.</summary>
    public const string Last = "silo-website";

    /// <summary>The campaign code that a load adds last. If this code exists, a load was completed.</summary>
    public const string LastCode = "WEB-DIRECT";

    public static IReadOnlyList<DemoSource> All { get; } =
    [
        Clinical("lakeside-family-practice", "Lakeside Family Practice", "+13035550110",
            ["A. Rivera", "M. Chen", "P. Osei"],
            new CampaignInput("LFP-SPRING", "Spring mailing to panel patients", "2026-03-01", PromiseDays: 3),
            new CampaignInput("LFP-BH", "Behavioral health warm handoff", PromiseDays: 5)),
        Clinical("front-range-pediatrics", "Front Range Pediatrics", "+17205550112", ["J. Whitfield", "S. Banerjee"],
            new CampaignInput("FRP-SKIN", "Eczema and acne pathway", PromiseDays: 7)),
        Clinical("mesa-verde-internal-medicine", "Mesa Verde Internal Medicine", "+19705550114",
            ["L. Tsosie", "R. Hagen"],
            new CampaignInput("MVIM-CHRONIC", "Diabetes and hypertension follow-up")),
        Clinical("st-brigid-hospital", "St. Brigid Hospital discharge", "+13035550118",
            ["D. Nakamura", "C. Obrecht", "I. Farouk"],
            new CampaignInput("SBH-DISCHARGE", "Seven days after discharge", PromiseDays: 7),
            new CampaignInput("SBH-WOUND", "Wound follow-up by video", PromiseDays: 4)),
        Clinical("high-plains-clinic", "High Plains Clinic", "+13075550121", ["T. Lindqvist"],
            new CampaignInput("HPC-RURAL", "Rural access Wyoming", PromiseDays: 10)),
        Clinical("sandia-womens-health", "Sandia Women's Health", "+15055550124", ["E. Montoya", "K. Adeyemi"],
            new CampaignInput("SWH-POSTPARTUM", "Postpartum mood screening", PromiseDays: 3)),
        Partner("wasatch-employer-health", "Wasatch Employer Health", "+18015550127",
            new CampaignInput("WEH-EAP", "Employee assistance, autumn", "2026-09-01", "2027-01-31")),
        Partner("sonoran-community-services", "Sonoran Community Services", "+16025550131",
            new CampaignInput("SCS-ES", "Apoyo emocional en español")),
        new("skin-check-online",
            new SourceInput("Skin check online", SourceKind.Campaign, Email: "campaigns@example.org"),
            [new CampaignInput("SKIN-SEARCH", "Search adverts", PromiseDays: 5),
                new CampaignInput("SKIN-SOCIAL", "Social media")], []),
        // No campaign here: the load adds this source's campaign at its end, to mark that the load is complete.
        new(Last, new SourceInput("Program website", SourceKind.Self, Email: "hello@example.org"), [], []),
    ];

    private static DemoSource Clinical(string id, string name, string phone, IReadOnlyList<string> referrers,
        params IReadOnlyList<CampaignInput> campaigns) =>
        new(id, new SourceInput(name, SourceKind.Clinical, Email: $"referrals@{id}.example.org", Phone: phone),
            campaigns, referrers);

    private static DemoSource Partner(string id, string name, string phone,
        params IReadOnlyList<CampaignInput> campaigns) =>
        new(id, new SourceInput(name, SourceKind.Partner, Email: $"care@{id}.example.org", Phone: phone), campaigns,
            []);
}
