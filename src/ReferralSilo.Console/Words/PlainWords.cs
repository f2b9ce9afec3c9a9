using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Console.Words;

/// <summary>Vocabulary as staff read it.</summary>
public static class PlainWords
{
    public static string Of(Stage stage) => stage switch
    {
        Stage.InformationRequested => "Information requested",
        _ => stage.ToString(),
    };

    /// <summary>A value to choose from; its own name when it has no words here.</summary>
    public static string Of(Enum value) => value switch
    {
        Channel channel => Of(channel),
        ContactOutcome outcome => Of(outcome),
        _ => value.ToString(),
    };

    public static string Of(ContactOutcome outcome) => outcome switch
    {
        ContactOutcome.VoicemailLeft => "Voicemail left",
        ContactOutcome.NoAnswer => "No answer",
        ContactOutcome.Engaged => "Line busy",
        ContactOutcome.HungUp => "Hung up",
        ContactOutcome.InvalidNumber => "Wrong number",
        _ => outcome.ToString(),
    };

    public static string Of(Channel channel) => channel == Channel.Sms ? "Text message" : channel.ToString();

    public static string Of(ClockKind kind) => kind switch
    {
        ClockKind.Review => "a nurse reviews it",
        ClockKind.Information => "the source answers",
        ClockKind.FirstContact => "the desk contacts the patient",
        ClockKind.NextContact => "the desk tries again to reach the patient",
        ClockKind.Booking => "the desk books a visit",
        ClockKind.Offer => "the patient chooses a time",
        ClockKind.Visit => "the visit starts",
        ClockKind.Completion => "the visit is completed",
        _ => "the source hears the outcome",
    };

    public static string Of(EligibilityOutcome outcome) => outcome switch
    {
        EligibilityOutcome.Ineligible => "Not eligible",
        EligibilityOutcome.Redirect => "Send elsewhere",
        EligibilityOutcome.Unknown => "Not known yet",
        _ => "Eligible",
    };

    public static string Of(VisitType type) => type == VisitType.Phone ? "phone" : "video";

    /// <summary>"video or phone".</summary>
    public static string Of(IReadOnlyList<VisitType> types) => string.Join(" or ", types.Select(Of));

    /// <summary>Somebody's text in an attribute, where no element can keep its direction to itself: between U+2068 and
    /// U+2069.</summary>
    public static string? Isolated(string? text) => text is null ? null : $"\u2068{text}\u2069";

    /// <summary>A field's name as words: <c>expiresAt</c> → <c>Expires at</c>.</summary>
    public static string Field(string name) =>
        Sentence(string.Concat(
        name.Select(c => char.IsAsciiLetterUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString())));

    /// <summary>A wire word as a sentence: <c>claimed-by-another</c> → <c>Claimed by another</c>.</summary>
    public static string Sentence(string wire)
    {
        var text = wire.Replace('-', ' ').Replace('/', ' ').Replace('.', ' ')
            .Replace(":", ": ", StringComparison.Ordinal);
        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }

    public static string Sentence<TEnum>(TEnum value) where TEnum : struct, Enum => Sentence(value.WireName());
}
