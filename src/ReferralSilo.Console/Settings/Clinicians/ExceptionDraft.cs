using System.Globalization;
using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Capacity;

namespace ReferralSilo.Console.Settings.Clinicians;

/// <summary>Typed time off or extra time, in the clinician's zone.</summary>
public sealed class ExceptionDraft
{
    public const string TimeOff = "off", ExtraTime = "extra";

    public static IReadOnlyList<(string Value, string Text)> Kinds { get; } =
        [(TimeOff, "Time off"), (ExtraTime, "Extra time")];

    /// <summary>Zone of the typed times, which the profile of the clinician sets.</summary>
    public string TimeZone { get; init; } = "";

    public string Kind { get; set; } = TimeOff;

    /// <summary><c>2031-03-03T09:00</c>, as a browser writes it.</summary>
    public string From { get; set; } = "";

    public string To { get; set; } = "";

    public string Reason { get; set; } = "";

    /// <summary>An empty draft for a saved clinician.</summary>
    public static ExceptionDraft Of(ClinicianView? saved) => new() { TimeZone = saved?.TimeZone ?? "" };

    public ExceptionInput Build(Zone zone, FieldFaults faults) => new(At(From, "/from", zone, faults),
        At(To, "/to", zone, faults), Kind == ExtraTime, TypedText.Optional(Reason));

    private static DateTimeOffset At(string text, string pointer, Zone zone, FieldFaults faults)
    {
        if (DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var local)) return zone.At(local);
        faults.Add(pointer, "Must be a day and a time.");
        return default;
    }
}
