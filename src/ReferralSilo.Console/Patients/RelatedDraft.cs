using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Patients;

namespace ReferralSilo.Console.Patients;

/// <summary>A typed guardian, caregiver or other person.</summary>
public sealed class RelatedDraft
{
    public static IReadOnlyList<(string Value, string Text)> Relations { get; } =
        [("", "Choose"), .. Enum.GetValues<Relationship>().Select(r => (r.WireName(), RelatedWords.Relation(r)))];

    public static IReadOnlyList<(string Value, string Text)> WhenChoices { get; } =
    [
        (RelatedMessages.No.WireName(), "Never"),
        (RelatedMessages.WhenNeeded.WireName(), "When the patient is under age, or has no phone or email"),
        (RelatedMessages.Instead.WireName(), "Always, in place of the patient"),
    ];

    public static IReadOnlyList<(string Value, string Text)> ChannelChoices { get; } =
        [.. Enum.GetValues<Channel>().Select(c => (c.WireName(), Words.PlainWords.Text(c)))];

    public static IReadOnlyList<(string Value, string Text)> ConsentChoices { get; } =
        [("", "No"), ("true", "Yes: consents for the patient")];

    public static IReadOnlyList<(string Value, string Text)> DetailChoices { get; } =
        [("", "Only that there is an appointment"), ("true", "Details too")];

    /// <summary>Kebab-case; empty until it is chosen.</summary>
    public string Relationship { get; set; } = "";

    public string Name { get; set; } = "";

    public string Phone { get; set; } = "";

    public string Email { get; set; } = "";

    public string Language { get; set; } = "";

    /// <summary>Civil date.</summary>
    public string BirthDate { get; set; } = "";

    /// <summary>Kebab-case.</summary>
    public string Messages { get; set; } = RelatedMessages.No.WireName();

    /// <summary>Kebab-case.</summary>
    public SortedSet<string> Channels { get; init; } = [];

    /// <summary><c>true</c> or empty.</summary>
    public string MayConsent { get; set; } = "";

    /// <summary><c>true</c> or empty.</summary>
    public string ReceivesDetails { get; set; } = "";

    /// <summary>Civil date.</summary>
    public string From { get; set; } = "";

    /// <summary>Civil date.</summary>
    public string Until { get; set; } = "";

    public string Reason { get; set; } = "";

    /// <summary>The draft of a person; an empty one for null.</summary>
    public static RelatedDraft Of(RelatedPersonView? person) => person is null ? new() : new()
    {
        Relationship = person.Relationship?.WireName() ?? "", Name = person.Name ?? "",
        Phone = First(person.Phone), Email = First(person.Email), Language = person.Language ?? "",
        BirthDate = person.BirthDate ?? "",
        Messages = person.Messages.WireName(), Channels = [.. person.Channels.Select(c => c.WireName())],
        MayConsent = person.MayConsent ? "true" : "", ReceivesDetails = person.ReceivesDetails ? "true" : "",
        From = person.From ?? "", Until = person.Until ?? "",
    };

    /// <summary>The person for the API; adds messages to the fields that cannot be sent.</summary>
    /// <param name="isNew">True when no reason is needed.</param>
    public RelatedPersonDetailsInput Build(FieldFaults faults, bool isNew)
    {
        if (!ContractsJson.TryParseWireName<Relationship>(Relationship, out var relation))
            faults.Add("/relationship", "Choose what the person is to the patient.");
        if (TypedText.Optional(Name) is null) faults.Add("/name", "Name the person.");
        if (!isNew && TypedText.Optional(Reason) is null) faults.Add("/reason", "Say how it is known.");
        return new RelatedPersonDetailsInput(relation, TypedText.Optional(Name), TypedText.Optional(Phone),
            TypedText.Optional(Email), TypedText.Optional(Language), TypedText.Optional(BirthDate),
            ContractsJson.TryParseWireName<RelatedMessages>(Messages, out var messages) ? messages : default,
            [.. Enum.GetValues<Channel>().Where(c => Channels.Contains(c.WireName()))], MayConsent == "true",
            ReceivesDetails == "true", TypedText.Optional(From), TypedText.Optional(Until),
            TypedText.Optional(Reason));
    }

    /// <summary>A sender may have sent several; the list beside the form shows them all.</summary>
    private static string First(string? written) => written?.Split(';')[0].Trim() ?? "";
}
