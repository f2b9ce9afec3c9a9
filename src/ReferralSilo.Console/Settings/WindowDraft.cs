using ReferralSilo.Console.Settings.Fields;

namespace ReferralSilo.Console.Settings;

/// <summary>A typed weekly window: days and times of day.</summary>
public class WindowDraft
{
    /// <summary>The days of the contract, Monday first, with their names.</summary>
    public static IReadOnlyList<(string Value, string Text)> DayChoices { get; } =
    [
        ("mon", "Mon"), ("tue", "Tue"), ("wed", "Wed"), ("thu", "Thu"), ("fri", "Fri"), ("sat", "Sat"), ("sun", "Sun"),
    ];

    public SortedSet<string> Days { get; init; } = [];

    public string From { get; set; } = "";

    public string To { get; set; } = "";

    /// <summary>Monday to Friday, 9 to 17.</summary>
    public static WindowDraft Usual() => Fill(new WindowDraft());

    public IReadOnlyList<string> DayList() => [.. DayChoices.Select(d => d.Value).Where(Days.Contains)];

    public string FromTime() => TypedText.Time(From);

    public string ToTime() => TypedText.Time(To);

    protected static T Fill<T>(T window) where T : WindowDraft
    {
        (window.From, window.To) = ("09:00", "17:00");
        foreach (var (day, _) in DayChoices.Take(5)) window.Days.Add(day);
        return window;
    }
}
