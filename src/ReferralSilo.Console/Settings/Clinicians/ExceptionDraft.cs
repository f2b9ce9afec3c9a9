using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Contracts.Capacity;

namespace ReferralSilo.Console.Settings.Clinicians;

/// <summary>Typed time off or extra time, in civil time of the clinician.</summary>
public sealed class ExceptionDraft
{
    public const string TimeOff = "off", ExtraTime = "extra";

    public static IReadOnlyList<(string Value, string Text)> Kinds { get; } =
        [(TimeOff, "Time off"), (ExtraTime, "Extra time")];

    /// <summary>Zone of the typed times, which the profile of the clinician sets.</summary>
    public string TimeZone { get; init; } = "";

    public string Kind { get; set; } = TimeOff;

    /// <summary>First civil day, <c>2031-03-03</c>.</summary>
    public string FirstDay { get; set; } = "";

    /// <summary>Last civil day; empty for the first.</summary>
    public string LastDay { get; set; } = "";

    /// <summary>Time of day; empty for the start of the day.</summary>
    public string FromTime { get; set; } = "";

    /// <summary>Time of day; empty for the end of the day.</summary>
    public string ToTime { get; set; } = "";

    public string Reason { get; set; } = "";

    /// <summary>An empty draft for a saved clinician.</summary>
    public static ExceptionDraft Of(ClinicianView? saved) => new() { TimeZone = saved?.TimeZone ?? "" };

    public ExceptionInput Build(FieldFaults faults)
    {
        if (TypedText.Optional(FirstDay) is null) faults.Add("/firstDay", "Must be a day.");
        return new ExceptionInput(Available: Kind == ExtraTime, Reason: TypedText.Optional(Reason))
        {
            FirstDay = TypedText.Optional(FirstDay), LastDay = TypedText.Optional(LastDay),
            FromTime = Time(FromTime), ToTime = Time(ToTime),
        };
    }

    private static string? Time(string text) => TypedText.Optional(text) is { } typed ? TypedText.Time(typed) : null;
}
