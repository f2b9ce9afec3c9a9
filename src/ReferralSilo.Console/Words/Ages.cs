using System.Globalization;

namespace ReferralSilo.Console.Words;

/// <summary>Ages in completed years.</summary>
internal static class Ages
{
    /// <summary>The age on a civil day; null without a birth date, and before the birth.</summary>
    /// <param name="birthDate">Civil date <c>1988-04-12</c>.</param>
    /// <param name="today">The civil day where the patient is.</param>
    public static int? Of(string? birthDate, DateOnly today) =>
        DateOnly.TryParseExact(birthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born)
            && born <= today ? today.Year - born.Year - (today < born.AddYears(today.Year - born.Year) ? 1 : 0) : null;
}
