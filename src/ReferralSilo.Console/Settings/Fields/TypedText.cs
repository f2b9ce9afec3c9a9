using System.Globalization;
using System.Text.RegularExpressions;

namespace ReferralSilo.Console.Settings.Fields;

/// <summary>Reads what a person typed. A value that does not have its form is a message at its field; whether it is
/// allowed is the API's decision.</summary>
public static partial class TypedText
{
    /// <summary>A text without blanks around it; null when nothing was typed.</summary>
    public static string? Optional(string text) => text.Trim() is { Length: > 0 } typed ? typed : null;

    /// <summary>A whole number; null when nothing was typed or it is none.</summary>
    public static int? Number(string text, string pointer, FieldFaults faults)
    {
        if (Optional(text) is not { } typed) return null;
        if (int.TryParse(typed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        faults.Add(pointer, "Must be a whole number.");
        return null;
    }

    /// <summary>A whole number that must be there; 0 with a message when it is not.</summary>
    public static int Required(string text, string pointer, FieldFaults faults)
    {
        if (Optional(text) is null) faults.Add(pointer, "Is required.");
        return Number(text, pointer, faults) ?? 0;
    }

    /// <summary>The typed form of a number.</summary>
    public static string Of(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>One entry a line.</summary>
    public static IReadOnlyList<string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Entries between commas or on lines of their own.</summary>
    public static IReadOnlyList<string> Entries(string text) =>
        text.Split((char[])['\n', ',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Entries in capitals, between commas, blanks or on lines of their own.</summary>
    public static IReadOnlyList<string> Codes(string text) =>
        text.ToUpperInvariant().Split((char[])['\n', ',', ';', ' '],
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static string OfLines(IReadOnlyList<string>? entries) => string.Join('\n', entries ?? []);

    public static string OfEntries(IEnumerable<string>? entries) => string.Join(", ", entries ?? []);

    /// <summary>A list for the API; null, which means no limit, when it is empty.</summary>
    public static IReadOnlyList<string>? OrNull(IReadOnlyList<string> entries) => entries.Count == 0 ? null : entries;

    /// <summary><c>9</c>, <c>9:00</c>, <c>09:00:00</c> and <c>0900</c> are <c>09:00</c>; another text stays, so that
    /// the API names it.</summary>
    public static string Time(string text)
    {
        var typed = text.Trim();
        return TimeOfDay().Match(typed) is not { Success: true } found ? typed
            : $"{found.Groups["h"].Value.PadLeft(2, '0')}:{found.Groups["m"].Value.PadLeft(2, '0')}";
    }

    /// <summary>An id from a name: <c>Dr. Ana López</c> → <c>dr-ana-lopez</c>.</summary>
    public static string IdOf(string name)
    {
        var plain = string.Concat(name.Normalize(System.Text.NormalizationForm.FormD).ToLowerInvariant()
            .Select(c => char.IsAsciiLetterOrDigit(c) ? c
                : CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark ? '\0' : '-'))
            .Replace("\0", "", StringComparison.Ordinal);
        var id = Dashes().Replace(plain, "-").Trim('-');
        return id.Length > LongestId ? id[..LongestId].Trim('-') : id;
    }

    /// <summary>Longest id, characters.</summary>
    private const int LongestId = 64;

    // An input of the type "time" has seconds.
    [GeneratedRegex("^(?<h>[0-9]{1,2})(:?(?<m>[0-9]{2})(:00)?)?$")]
    private static partial Regex TimeOfDay();

    [GeneratedRegex("-{2,}")]
    private static partial Regex Dashes();
}
