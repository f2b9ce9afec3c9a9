using System.Buffers;
using System.Xml;

namespace ReferralSilo.Contracts.Json;

/// <summary>Reads and writes durations as ISO 8601: days, hours, minutes and seconds, for example <c>PT30M</c>. Years,
/// months and negative durations are refused: the first two have no fixed length.</summary>
public static class Durations
{
    /// <summary>The error message for a text that is not a duration.</summary>
    public const string ErrorText =
        "Must be an ISO 8601 duration of days, hours, minutes and seconds, such as PT30M or P1DT12H.";

    private const int MostCharacters = 40;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("PTDHMS.0123456789");

    /// <summary>Parses a duration from <c>PT0S</c> to 10 million days. Digits beyond 100 ns are cut off.</summary>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = default;
        if (text is null || text.Length > MostCharacters || text.AsSpan().ContainsAnyExcept(Allowed)) return false;
        var time = text.IndexOf('T');
        // An M before the T is a month.
        if (text.AsSpan(0, time < 0 ? text.Length : time).Contains('M')) return false;
        try
        {
            value = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>The shortest form, for example <c>P1DT12H</c>; <c>PT0S</c> for none.</summary>
    public static string Text(TimeSpan value) => XmlConvert.ToString(value);
}
