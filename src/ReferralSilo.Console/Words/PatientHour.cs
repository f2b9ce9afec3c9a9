namespace ReferralSilo.Console.Words;

/// <summary>The hour of a moment where the patient is, beside the hour in the zone of the screen.</summary>
public static class PatientHour
{
    /// <summary>Civil hours in which a patient may be called, from inclusive to exclusive (the usual limit of
    /// calls in the US).</summary>
    public const int CallFrom = 8, CallTo = 21;

    /// <summary>For example <c>11:00 there</c>, or <c>Fri 01:00 there</c> on another day; null when the hour is the
    /// same, or the patient's zone is not known.</summary>
    /// <param name="shown">Zone of the screen.</param>
    /// <param name="patient">IANA zone of the patient.</param>
    public static string? Beside(DateTimeOffset at, Zone shown, string? patient)
    {
        if (Of(patient) is not { } zone || zone.Local(at).DateTime == shown.Local(at).DateTime) return null;
        return zone.Day(at) == shown.Day(at) ? $"{zone.Clock(at)} there"
            : $"{zone.Local(at).ToString("ddd HH:mm", System.Globalization.CultureInfo.InvariantCulture)} there";
    }

    /// <summary>The hour alone, for the head of a table: <c>11</c> or <c>11:30</c>; null as in
    /// <see cref="Beside"/>.</summary>
    public static string? Short(DateTimeOffset at, Zone shown, string? patient) =>
        Beside(at, shown, patient) is null || Of(patient) is not { } zone ? null
        : zone.Local(at).Minute == 0 ? zone.Clock(at)[..2] : zone.Clock(at);

    /// <summary>True when the patient may be called at this moment; null when the zone is not known.</summary>
    public static bool? MayCall(DateTimeOffset at, string? patient) =>
        Of(patient) is { } zone ? zone.Local(at).Hour is >= CallFrom and < CallTo : null;

    /// <summary>Null when the zone is not known.</summary>
    public static Zone? Of(string? patient) =>
        patient is not null && Zone.Find(patient) is var zone && zone.Name == patient ? zone : null;
}
