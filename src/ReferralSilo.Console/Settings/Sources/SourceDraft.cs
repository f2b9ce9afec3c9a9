using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Sources;

namespace ReferralSilo.Console.Settings.Sources;

/// <summary>A typed referral source.</summary>
public sealed class SourceDraft
{
    public static IReadOnlyList<(string Value, string Text)> ActiveChoices { get; } =
        [("true", "Yes"), ("false", "No: its referrals are refused")];

    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>Kebab-case.</summary>
    public string Kind { get; set; } = SourceKind.Clinical.WireName();

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public string Active { get; set; } = "true";

    public string Email { get; set; } = "";

    public string Phone { get; set; } = "";

    /// <summary>The draft of a saved source; of a new one for null.</summary>
    public static SourceDraft Of(SourceView? saved) => saved is null ? new SourceDraft() : new SourceDraft
    {
        Id = saved.Id, Name = saved.Name, Kind = saved.Kind.WireName(), Active = saved.Active ? "true" : "false",
        Email = saved.Email ?? "", Phone = saved.Phone ?? "",
    };

    public SourceInput Build() => new(Name.Trim(),
        ContractsJson.TryParseWireName<SourceKind>(Kind, out var kind) ? kind : SourceKind.Clinical, Active == "true",
        TypedText.Optional(Email), TypedText.Optional(Phone));
}

/// <summary>A typed campaign.</summary>
public sealed class CampaignDraft
{
    public string Code { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>First civil date; empty for no limit.</summary>
    public string From { get; set; } = "";

    /// <summary>Last civil date; empty for no limit.</summary>
    public string To { get; set; } = "";

    public string PromiseDays { get; set; } = "";

    public CampaignInput Build(FieldFaults faults) => new(Code.Trim().ToUpperInvariant(), Name.Trim(),
        TypedText.Optional(From), TypedText.Optional(To), TypedText.Number(PromiseDays, "/promiseDays", faults));
}
