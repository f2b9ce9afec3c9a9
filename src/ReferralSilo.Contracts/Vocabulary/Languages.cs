using System.Collections.Frozen;

namespace ReferralSilo.Contracts;

/// <summary>
/// Converts language codes and names to one form, so that the <c>spa</c>, <c>Spanish</c>, <c>español</c> or
/// <c>es_US</c> of a practice matches the <c>es</c> of a clinician. The names are listed here because the program runs
/// without the cultures of the operating system.
/// </summary>
public static class Languages
{
    private static readonly FrozenDictionary<string, string> Codes, ByName, Names;

    private static readonly Dictionary<char, char> Accents =
        "áàâãäåa éèêëe íìîïi óòôõöøo úùûüu ñn çc čc šs žz".Split(' ')
        .SelectMany(group => group[..^1].Select(c => (c, Plain: group[^1]))).ToDictionary(p => p.c, p => p.Plain);

    static Languages()
    {
        Dictionary<string, string> codes = [], byName = [], names = [];
        const StringSplitOptions clean = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        foreach (var entry in LanguageTable.Text.Split((char[])[';', '\n', '\r'], clean))
        {
            var parts = entry.Split(' ', 3);
            codes[parts[0]] = parts[0];
            foreach (var code in parts[1].Split(',').Where(c => c != "-")) codes[code] = parts[0];
            var called = parts[2].Split(',');
            names[parts[0]] = called[0];
            foreach (var name in called) byName.TryAdd(Plain(name), parts[0]);
        }

        (Codes, ByName, Names) = (codes.ToFrozenDictionary(), byName.ToFrozenDictionary(), names.ToFrozenDictionary());
    }

    /// <summary>
    /// The canonical BCP 47 tag: the shortest language code, with script and region in their usual case. Examples:
    /// <c>es</c> for <c>spa</c>, <c>Spanish</c> and <c>español</c>; <c>en-US</c> for <c>en_US</c> and
    /// <c>en_US.UTF-8</c>. Keeps a three-letter code that is not in the list. Null for a text that is no language.
    /// </summary>
    public static string? Canonical(string? written)
    {
        var text = written?.Trim() ?? "";
        if (text.Length is 0 or > TextLimits.Token) return null;
        if (ByName.TryGetValue(Plain(text), out var named)) return named;
        // Keeps only the language of "Spanish; Castilian", "Spanish (Mexico)", "en_US.UTF-8" and "es@euro".
        var end = text.IndexOfAny([';', '(', ',', '.', '@', '/']);
        if (end > 0) text = text[..end].Trim();
        return ByName.TryGetValue(Plain(text), out named) ? named : Tag(text.Replace('_', '-').Split('-'));
    }

    /// <summary>The English name of a tag with its region, <c>Spanish (MX)</c>; the tag when it has no name
    /// here.</summary>
    public static string Name(string tag)
    {
        var parts = tag.Split('-');
        if (!Names.TryGetValue(parts[0].ToLowerInvariant(), out var name)) return tag;
        return parts.Skip(1).FirstOrDefault(p => p.Length is 2 or 4) is { } detail ? $"{name} ({detail})" : name;
    }

    private static string? Tag(string[] parts)
    {
        var language = parts[0].ToLowerInvariant();
        if (language.Length is not (2 or 3) || !language.All(char.IsAsciiLetterLower)) return null;
        if (!Codes.TryGetValue(language, out var code))
        {
            if (language.Length == 2) return null;
            code = language;
        }

        foreach (var part in parts[1..])
        {
            if (part.Length is 0 or > 8 || !part.All(char.IsAsciiLetterOrDigit)) return null;
            code += "-" + (part.Length == 2 && part.All(char.IsAsciiLetter) ? part.ToUpperInvariant()
                : part.Length == 4 && part.All(char.IsAsciiLetter) ? char.ToUpperInvariant(part[0]) + part[1..]
                    .ToLowerInvariant()
                : part.ToLowerInvariant());
        }

        return code;
    }

    /// <summary>Letters without accents; used only for the names in the list.</summary>
    private static string Plain(string name) =>
        string.Concat(name.ToLowerInvariant().Select(c => Accents.TryGetValue(c, out var plain) ? plain : c));
}
