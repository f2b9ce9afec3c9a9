using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Patients;

namespace ReferralSilo.Console.Patients;

/// <summary>Consents in words.</summary>
public static class PatientConsentWords
{
    private static readonly ConsentPurpose[] All = Enum.GetValues<ConsentPurpose>();

    /// <summary>What was consented to: <c>Calls</c>.</summary>
    public static string To(ConsentKind kind) => kind switch
    {
        ConsentKind.Call => "Calls",
        ConsentKind.Sms => "Texts",
        ConsentKind.Email => "Emails",
        _ => "Telehealth",
    };

    /// <summary>The same in a sentence: <c>calls</c>.</summary>
    public static string Lower(ConsentKind kind) => To(kind).ToLowerInvariant();

    /// <summary>The purposes for which it can be given. Care by telehealth is for care.</summary>
    public static IReadOnlyList<ConsentPurpose> Purposes(ConsentKind kind) =>
        kind == ConsentKind.Telehealth ? [ConsentPurpose.Care] : All;

    /// <summary>What holds when nothing was said. A person may call about care until the patient refuses
    /// calls.</summary>
    public static string Nothing(ConsentKind kind, ConsentPurpose purpose) => (kind, purpose) switch
    {
        (ConsentKind.Call, ConsentPurpose.Care) => "Nothing was said: a person may call",
        (ConsentKind.Call, _) or (ConsentKind.Telehealth, _) => "Nothing was said",
        _ => "Nothing was said: nothing is sent",
    };

    /// <summary>The purpose in a choice; null is what the consent means without one.</summary>
    public static string Purpose(ConsentPurpose? purpose, bool given) => purpose switch
    {
        null when given => "Care and reminders",
        null => "Everything",
        { } one => $"Only {PlainWords.Sentence(one).ToLowerInvariant()}",
    };

    /// <summary>How it was said: what a person typed, or in words what the program recorded.</summary>
    public static string? How(PatientConsentView consent) => (consent.Given, consent.How) switch
    {
        (false, "stop") => "the person wrote STOP",
        (false, "unsubscribe") => "by the unsubscribe link of an email",
        (false, "provider") => "the provider reported it",
        (false, "staff") => "told to a colleague",
        _ => consent.How,
    };
}
