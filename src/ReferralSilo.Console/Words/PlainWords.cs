using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Console.Words;

/// <summary>Display texts of enum values and wire names.</summary>
public static class PlainWords
{
    public static string Text(Stage stage) => stage switch
    {
        Stage.InformationRequested => "Information requested",
        _ => stage.ToString(),
    };

    /// <summary>A value in a list of choices; its own name when it has no text here.</summary>
    public static string Text(Enum value) => value switch
    {
        Channel channel => Text(channel),
        ContactOutcome outcome => Text(outcome),
        _ => value.ToString(),
    };

    public static string Text(ContactOutcome outcome) => outcome switch
    {
        ContactOutcome.VoicemailLeft => "Voicemail left",
        ContactOutcome.NoAnswer => "No answer",
        ContactOutcome.Engaged => "Line busy",
        ContactOutcome.HungUp => "Hung up",
        ContactOutcome.InvalidNumber => "Wrong number",
        _ => outcome.ToString(),
    };

    public static string Text(Channel channel) => channel == Channel.Sms ? "Text message" : channel.ToString();

    public static string Text(ClockKind kind) => kind switch
    {
        ClockKind.Review => "a nurse reviews it",
        ClockKind.Information => "the source answers",
        ClockKind.FirstContact => "the desk contacts the patient",
        ClockKind.NextContact => "the desk tries again to reach the patient",
        ClockKind.Booking => "the desk books a visit",
        ClockKind.Offer => "the patient chooses a time",
        ClockKind.Visit => "the visit starts",
        ClockKind.Completion => "the visit is completed",
        _ => "the source is informed",
    };

    public static string Text(EligibilityOutcome outcome) => outcome switch
    {
        EligibilityOutcome.Ineligible => "Not eligible",
        EligibilityOutcome.Redirect => "Send elsewhere",
        EligibilityOutcome.Unknown => "Not known yet",
        _ => "Eligible",
    };

    public static string Text(VisitType type) => type == VisitType.Phone ? "phone" : "video";

    /// <summary>For example "video or phone".</summary>
    public static string Text(IReadOnlyList<VisitType> types) => string.Join(" or ", types.Select(Text));

    /// <summary>1 visit, 2 visits.</summary>
    public static string Count(int count, string one) => count == 1 ? $"1 {one}" : $"{count} {one}s";

    /// <summary>
    /// Wraps foreign text in U+2068 and U+2069, so that its writing direction cannot affect the rest of an attribute.
    /// </summary>
    public static string? Isolated(string? text) => text is null ? null : $"\u2068{text}\u2069";

    /// <summary>A field name as readable text: <c>expiresAt</c> → <c>Expires at</c>.</summary>
    public static string Field(string name) =>
        Sentence(string.Concat(
            name.Select(c => char.IsAsciiLetterUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString())));

    /// <summary>A wire name as readable text: <c>claimed-by-another</c> → <c>Claimed by another</c>.</summary>
    public static string Sentence(string wire)
    {
        var text = wire.Replace('-', ' ').Replace('/', ' ').Replace('.', ' ')
            .Replace(":", ": ", StringComparison.Ordinal);
        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }

    public static string Sentence<TEnum>(TEnum value) where TEnum : struct, Enum => Sentence(value.WireName());
}
