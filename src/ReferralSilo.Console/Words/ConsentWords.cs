using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Words;

/// <summary>Consents in words.</summary>
public static class ConsentWords
{
    /// <summary>For example "Text messages: refused".</summary>
    public static string Text(ConsentInput consent) =>
        $"{Kind(consent.Kind)}: {(consent.Given ? "agreed" : "refused")}";

    /// <summary>How it was given or taken back: what a person typed, or what the program recorded, in words.</summary>
    public static string? How(ConsentInput consent) => (consent.Given, consent.How) switch
    {
        (false, "stop") => "the person wrote STOP",
        (false, "unsubscribe") => "by the unsubscribe link of an email",
        (false, "provider") => "the provider reported it",
        (false, "staff") => "told to a colleague",
        _ => consent.How,
    };

    private static string Kind(ConsentKind kind) => kind switch
    {
        ConsentKind.Call => "Calls",
        ConsentKind.Sms => "Text messages",
        ConsentKind.Email => "Emails",
        _ => "Telehealth",
    };
}
