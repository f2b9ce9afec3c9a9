using System.Globalization;

namespace ReferralSilo.Domain.Emergencies;

/// <summary>
/// A phrase to be found among folded words, written as words with a blank between: <c>a|b</c> is either, <c>kill*</c>
/// begins so, <c>?own</c> may be left out, <c>~3</c> is up to three words of any kind, <c>#</c> is a number of ten or
/// more pieces: "20" and "8000 mg", not the dose in "took 800 mg".
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

    /// <summary>The number to call.</summary>
    public string Phone { get; }

    /// <summary>Names a thing, which a list of denied things may hold; false for something done or wished.</summary>
    public bool IsNoun { get; }

    /// <summary>The whole words it may begin with.</summary>
    public IEnumerable<string> FirstWords => _parts[0].Words;

    /// <summary>True when it may begin with a stem or a number, so that a word must be tried.</summary>
    public bool StartsWithStemOrNumber => _parts[0].Stems.Length > 0 || _parts[0].IsNumber;

    /// <summary>The first characters of the words, stems and numbers it may begin with.</summary>
    public IEnumerable<char> FirstLetters =>
        _parts[0].Words.Concat(_parts[0].Stems)
        .Select(w => w.Length > 0 ? w[0] : throw new FormatException("A stem needs a letter."))
        .Concat(_parts[0].IsNumber ? "0123456789" : "");

    /// <summary>Where the phrase that begins at a word ends, exclusive; null when it does not begin there.</summary>
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

        // The daily maximum of acetaminophen; few medicines are taken in larger doses.
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
