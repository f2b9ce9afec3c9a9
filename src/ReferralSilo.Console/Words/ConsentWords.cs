using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Words;

/// <summary>Consents in words.</summary>
public static class ConsentWords
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

    /// <summary>For example "Texts: refused".</summary>
    public static string Text(ConsentInput consent) =>
        $"{To(consent.Kind)}: {(consent.Given ? "agreed" : "refused")}";

    /// <summary>How it was given or taken back: what a person typed, or what the program recorded, in words.</summary>
    public static string? How(ConsentInput consent) => How(consent.Given, consent.How);

    /// <inheritdoc cref="How(ConsentInput)"/>
    public static string? How(PatientConsentView consent) => How(consent.Given, consent.How);

    /// <summary>What the program recorded about a withdrawal, in words; null for what a person typed.</summary>
    public static string? Recorded(string? how) => how switch
    {
        "stop" => "the person wrote STOP",
        "unsubscribe" => "by the unsubscribe link of an email",
        "provider" => "the provider reported it",
        "staff" => "told to a colleague",
        _ => null,
    };

    private static string? How(bool given, string? how) => given ? how : Recorded(how) ?? how;
}
