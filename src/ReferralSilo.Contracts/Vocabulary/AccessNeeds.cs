using System.Collections.Frozen;

namespace ReferralSilo.Contracts;

/// <summary>The codes of access needs: what a patient needs to take part in a visit. A need that is written in other
/// words is kept as it is and shown to people; only these codes decide who may see the patient.</summary>
public static class AccessNeeds
{
    /// <summary>Live captions.</summary>
    public const string Captions = "captions";

    /// <summary>A sign language interpreter.</summary>
    public const string SignLanguage = "sign-language";

    /// <summary>A call through a relay service or text telephone.</summary>
    public const string RelayService = "relay-service";

    /// <summary>Screens and documents that a screen reader can read.</summary>
    public const string ScreenReader = "screen-reader";

    /// <summary>Large print.</summary>
    public const string LargePrint = "large-print";

    /// <summary>Plain language, and more time to understand and answer.</summary>
    public const string PlainLanguage = "plain-language";

    /// <summary>A person who supports the patient takes part.</summary>
    public const string SupportPerson = "support-person";

    /// <summary>Access with a wheelchair where the visit takes place.</summary>
    public const string Wheelchair = "wheelchair";

    /// <summary>All codes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Captions, SignLanguage, RelayService, ScreenReader, LargePrint, PlainLanguage, SupportPerson, Wheelchair,
    ];

    // What practices write, in plain letters.
    private static readonly FrozenDictionary<string, string> Written = new (string Code, string[] Words)[]
    {
        (Captions, ["caption", "captioning", "closed captions", "live captions", "subtitles", "subtitulos"]),
        (SignLanguage, ["asl", "sign language interpreter", "asl interpreter", "american sign language",
            "lengua de senas", "interprete de senas"]),
        (RelayService, ["relay", "tty", "tdd", "trs", "vrs", "video relay", "text telephone"]),
        (ScreenReader, ["screenreader", "lector de pantalla"]),
        (LargePrint, ["large text", "large type", "letra grande"]),
        (PlainLanguage, ["easy read", "simple language", "lenguaje sencillo"]),
        (SupportPerson, ["support worker", "caregiver present", "aide", "persona de apoyo"]),
        (Wheelchair, ["wheel chair", "wheelchair access", "wheelchair user", "silla de ruedas"]),
    }.SelectMany(c => c.Words.Append(c.Code).Select(w => (Word: Plain(w), c.Code)))
        .ToFrozenDictionary(w => w.Word, w => w.Code, StringComparer.Ordinal);

    /// <summary>The code of a written need; null when it is none of them.</summary>
    public static string? Canonical(string? written) =>
        written is null ? null : Written.GetValueOrDefault(Plain(written));

    /// <summary>The codes among written needs, each once; null for none.</summary>
    public static IReadOnlyList<string>? Codes(IReadOnlyList<string>? written)
    {
        string[] codes = [.. (written ?? []).Select(Canonical).OfType<string>().Distinct()];
        return codes.Length == 0 ? null : codes;
    }

    // Lower case; dashes, underscores and repeated blanks are one blank; accents are dropped.
    private static string Plain(string text)
    {
        var letters = text.Normalize(System.Text.NormalizationForm.FormD)
            .Where(c => char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark)
            .Select(c => c is '-' or '_' or '’' or '\'' || char.IsWhiteSpace(c) ? ' ' : char.ToLowerInvariant(c));
        return string.Join(' ', string.Concat(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
