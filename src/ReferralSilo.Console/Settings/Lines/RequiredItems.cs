using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Console.Settings.Lines;

/// <summary>What a service line may require of a referral.</summary>
public static class RequiredItems
{
    private const string DocumentPrefix = "document:";

    /// <summary>Name in the settings and display text, in the order of a referral.</summary>
    public static IReadOnlyList<(string Value, string Text)> Choices { get; } =
    [
        ("service-line", "Service line"), ("patient.birth-date", "Birth date"),
        ("patient.location", "State or country"), ("patient.phone", "Phone"),
        ("patient.email", "Email"), ("patient.time-zone", "Time zone of the patient"),
        ("patient.language", "Language"), ("patient.preferred-channel", "How to reach the patient"),
        ("patient.given-name", "Given name"), ("patient.family-name", "Family name"),
        ("reason.text", "Reason in words"), ("reason.code", "Reason as a code"), ("reason", "Reason, either"),
        ("visit-goal", "Goal of the visit"), ("need-by", "Need-by date"), ("trigger", "What led to it"),
        ("referrer.name", "Referrer’s name"), ("referrer.npi", "Referrer’s NPI"),
        ("referrer.phone", "Referrer’s phone"), ("referrer", "A referrer"), ("payer", "Payer"),
        ("preferences.visit-type", "Wished visit type"), ("preferences.times", "Wished times"),
        .. Enum.GetValues<ConsentKind>().Select(kind =>
            ($"consent.{kind.WireName()}", $"Consent to {Words(kind)}")),
    ];

    /// <summary>The names to tick, and the document kinds with other names, one a line.</summary>
    public static (IReadOnlyList<string> Ticked, IReadOnlyList<string> Documents) Split(IReadOnlyList<string> saved)
    {
        var known = saved.Where(name => Choices.Any(c => c.Value == name)).ToList();
        return (known, [.. saved.Except(known).Select(name =>
            name.StartsWith(DocumentPrefix, StringComparison.Ordinal) ? name[DocumentPrefix.Length..] : name)]);
    }

    /// <summary>The names for the API. A line with a dot, colon or a name of the list is a name of its own, another one
    /// the kind of a document.</summary>
    public static IReadOnlyList<string> Join(IReadOnlySet<string> ticked, IReadOnlyList<string> documents) =>
    [
        .. Choices.Select(c => c.Value).Where(ticked.Contains),
        .. documents.Select(line => line.Contains('.') || line.Contains(':') ? line
            : DocumentPrefix + Fields.TypedText.IdOf(line)),
    ];

    private static string Words(ConsentKind kind) => kind switch
    {
        ConsentKind.Call => "calls",
        ConsentKind.Sms => "text messages",
        ConsentKind.Email => "email",
        _ => "telehealth",
    };
}
