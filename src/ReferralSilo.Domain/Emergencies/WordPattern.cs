using System.Globalization;

namespace ReferralSilo.Domain.Emergencies;

/// <summary>
/// A pattern for a phrase in folded words. Parts are separated by blanks: <c>a|b</c> is either word, <c>kill*</c> is a
/// stem, <c>?own</c> is optional, <c>~3</c> is up to three words of any kind, <c>#</c> is an amount of ten or more
/// pieces: "20" and "8000 mg", but not the dose in "took 800 mg".
/// </summary>
internal sealed class WordPattern
{
    private readonly Part[] _parts;

    public WordPattern(string pattern, string phone, bool isNoun)
    {
        _parts = [.. pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Part.Of)];
        Phone = phone;
        IsNoun = isNoun;
    }

    /// <summary>The phone number to call.</summary>
    public string Phone { get; }

    /// <summary>True for a thing, which can be in a list of denied things; false for an action or a wish.</summary>
    public bool IsNoun { get; }

    /// <summary>The whole words with which it may begin.</summary>
    public IEnumerable<string> FirstWords => _parts[0].Words;

    /// <summary>True when it may begin with a stem or a number, which a lookup by whole word does not find.</summary>
    public bool StartsWithStemOrNumber => _parts[0].Stems.Length > 0 || _parts[0].IsNumber;

    /// <summary>The first characters of the words, stems and numbers with which it may begin.</summary>
    public IEnumerable<char> FirstLetters =>
        _parts[0].Words.Concat(_parts[0].Stems)
        .Select(w => w.Length > 0 ? w[0] : throw new FormatException("A stem needs a letter."))
        .Concat(_parts[0].IsNumber ? "0123456789" : "");

    /// <summary>The end (exclusive) of the phrase that begins at a word; null when it does not begin there.</summary>
    public int? EndAt(SentenceWords words, int at) => EndAt(words, at, 0);

    private int? EndAt(SentenceWords words, int at, int part)
    {
        if (part == _parts.Length) return at;
        var next = _parts[part];
        if (next.Gap is { } gap)
        {
            for (var skip = 0; skip <= gap; skip++)
                if (EndAt(words, at + skip, part + 1) is { } end) return end;
            return null;
        }

        if (next.Fits(words[at], words[at + 1]) && EndAt(words, at + 1, part + 1) is { } rest) return rest;
        return next.IsOptional ? EndAt(words, at, part + 1) : null;
    }

    private sealed record Part(HashSet<string> Words, string[] Stems, bool IsNumber, bool IsOptional, int? Gap)
    {
        private const int ManyPills = 10;

        // The daily maximum of acetaminophen; few medicines have larger doses.
        private const int ManyMilligrams = 4_000;

        public static Part Of(string text)
        {
            if (text[0] == '~') return new([], [], false, false, int.Parse(text[1..], CultureInfo.InvariantCulture));
            var choices = text.TrimStart('?').Split('|');
            return new([.. choices.Where(c => c != "#" && !c.EndsWith('*'))],
                [.. choices.Where(c => c.EndsWith('*')).Select(c => c[..^1])],
                choices.Contains("#"), text[0] == '?', null);
        }

        public bool Fits(string word, string next) =>
            word.Length > 0 && (Words.Contains(word) || Stems.Any(s => word.StartsWith(s, StringComparison.Ordinal))
                || (IsNumber && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                    && n >= Many(next)));

        private static int Many(string unit) => unit is "mg" ? ManyMilligrams
            : unit is "mcg" or "ml" or "units" or "u" or "minutes" or "min" or "hours" or "days" or "weeks" or "months"
                or "years" or "dias" or "semanas" or "meses" or "anos"
                ? int.MaxValue : ManyPills;
    }
}
