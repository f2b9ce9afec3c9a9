using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Console.Settings;

/// <summary>The values of settings that are chosen from a list: wire name and display text.</summary>
public static class Choices
{
    public static IReadOnlyList<(string Value, string Text)> VisitTypes { get; } =
        [.. Enum.GetValues<VisitType>().Select(t => (t.WireName(), Capital(PlainWords.Text(t))))];

    public static IReadOnlyList<(string Value, string Text)> AccessNeeds { get; } =
        [.. Contracts.AccessNeeds.All.Select(n => (n, PlainWords.Sentence(n)))];

    public static IReadOnlyList<(string Value, string Text)> JoinByPhone { get; } =
        [("", "Not set"), ("we-call", "The clinician calls"), ("patient-calls", "The patient calls")];

    public static IReadOnlyList<(string Value, string Text)> SourceKinds { get; } =
        [.. Enum.GetValues<SourceKind>().Select(k => (k.WireName(), Text(k)))];

    public static IReadOnlyList<(string Value, string Text)> Clocks { get; } =
        [.. Enum.GetValues<ClockKind>().Select(c => (c.WireName(), Text(c)))];

    public static IReadOnlyList<(string Value, string Text)> Priorities { get; } =
    [
        ("", "All priorities"),
        .. Enum.GetValues<Priority>().Select(p => (p.WireName(), PlainWords.Sentence(p))),
    ];

    public static IReadOnlyList<(string Value, string Text)> Counted { get; } =
    [
        (CountedIn.AroundTheClock.WireName(), "Around the clock"),
        (CountedIn.BusinessHours.WireName(), "In business hours"),
    ];

    public static IReadOnlyList<(string Value, string Text)> Emergency { get; } =
        [("", "Yes when there is a redirect"), ("true", "Yes"), ("false", "No")];

    /// <summary>The step that a clock measures.</summary>
    public static string Text(ClockKind clock) => clock switch
    {
        ClockKind.Review => "Review",
        ClockKind.Information => "Source’s answer",
        ClockKind.FirstContact => "First contact",
        ClockKind.NextContact => "Next contact",
        ClockKind.Booking => "Booking",
        ClockKind.Offer => "Choice of a time",
        ClockKind.Visit => "Visit starts",
        ClockKind.Completion => "Visit ends",
        _ => "Source informed",
    };

    public static string Text(SourceKind kind) => kind switch
    {
        SourceKind.Clinical => "Practice, specialist or hospital",
        SourceKind.Partner => "Community partner, employer or occupational health",
        SourceKind.Campaign => "Digital campaign",
        _ => "Patients themselves",
    };

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
