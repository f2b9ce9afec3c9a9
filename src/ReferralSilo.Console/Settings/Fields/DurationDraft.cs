namespace ReferralSilo.Console.Settings.Fields;

/// <summary>A typed duration: a whole number of minutes, hours or days.</summary>
public sealed class DurationDraft
{
    public const string Minutes = "minutes", Hours = "hours", Days = "days";

    /// <summary>Highest number that is read, of any unit; the API allows less.</summary>
    private const int Most = 1_000_000;

    public string Amount { get; set; } = "";

    public string Unit { get; set; } = Minutes;

    /// <summary>The saved duration; null for a new one. It may have seconds, which the text has not, and stays while
    /// its text does.</summary>
    public TimeSpan? Saved { get; init; }

    /// <summary>In the largest unit of which it is a whole number.</summary>
    public static DurationDraft Of(TimeSpan duration)
    {
        var minutes = (int)duration.TotalMinutes;
        var (size, unit) = minutes == 0 ? (1, Minutes) : minutes % 1440 == 0 ? (1440, Days)
            : minutes % 60 == 0 ? (60, Hours) : (1, Minutes);
        return new DurationDraft { Amount = TypedText.Of(minutes / size), Unit = unit, Saved = duration };
    }

    /// <summary>In words, for example <c>2 days</c>.</summary>
    public static string Text(TimeSpan duration)
    {
        var (amount, unit) = (Of(duration).Amount, Of(duration).Unit);
        return amount == "1" ? $"1 {unit[..^1]}" : $"{amount} {unit}";
    }

    public TimeSpan Build(string pointer, FieldFaults faults)
    {
        if (Saved is { } saved && Of(saved) is var text && (text.Amount, text.Unit) == (Amount, Unit)) return saved;
        var amount = TypedText.Required(Amount, pointer, faults);
        if (amount is < 0 or > Most)
        {
            faults.Add(pointer, "Must be 0 or more, and not that long.");
            return TimeSpan.Zero;
        }
        return TimeSpan.FromMinutes(amount * (Unit switch { Days => 1440L, Hours => 60L, _ => 1L }));
    }
}
