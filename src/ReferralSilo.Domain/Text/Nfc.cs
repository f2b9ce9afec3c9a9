using System.Globalization;
using System.Text;

namespace ReferralSilo.Domain.Text;

/// <summary>
/// Unicode normalization form C (UAX #15). The program runs without ICU, so that it starts on a minimal machine;
/// without ICU <see cref="string.Normalize()"/> changes nothing, and the same name from two phones would be two people.
/// </summary>
public static class Nfc
{
    private const int HangulFirst = 0xAC00, LeadFirst = 0x1100, VowelFirst = 0x1161, TailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28, Syllables = Leads * Vowels * Tails;

    // No character below U+0300 combines, so Latin text never loads the tables.
    private const char FirstCombining = '\u0300';

    private static readonly Lazy<Tables> Loaded = new(Tables.Load);

    /// <summary>Composes well-formed text, which has no unpaired surrogates.</summary>
    public static string Normalize(string text)
    {
        if (text.All(c => c < FirstCombining)) return text;
        var tables = Loaded.Value;
        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, tables, points);
        Order(points, tables);
        Compose(points, tables);
        var composed = new StringBuilder(text.Length);
        foreach (var point in points) composed.Append(new Rune(point).ToString());
        return composed.ToString();
    }

    /// <summary>Canonical decomposition (form D) of well-formed text.</summary>
    public static string Decompose(string text)
    {
        if (text.All(char.IsAscii)) return text;
        var tables = Loaded.Value;
        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, tables, points);
        Order(points, tables);
        var decomposed = new StringBuilder(points.Count);
        foreach (var point in points) decomposed.Append(new Rune(point).ToString());
        return decomposed.ToString();
    }

    private static void Decompose(int point, Tables tables, List<int> into)
    {
        if (point is >= HangulFirst and < HangulFirst + Syllables)
        {
            var index = point - HangulFirst;
            into.Add(LeadFirst + index / (Vowels * Tails));
            into.Add(VowelFirst + index % (Vowels * Tails) / Tails);
            if (index % Tails > 0) into.Add(TailBase + index % Tails);
        }
        else if (tables.Parts.TryGetValue(point, out var parts))
            foreach (var part in parts) Decompose(part, tables, into);
        else
            into.Add(point);
    }

    // Stable sort by combining class within each run of combining marks.
    private static void Order(List<int> points, Tables tables)
    {
        for (var start = 0; start < points.Count; start++)
        {
            if (tables.Class(points[start]) == 0) continue;
            var end = start;
            while (end < points.Count && tables.Class(points[end]) != 0) end++;
            var run = points.GetRange(start, end - start).OrderBy(tables.Class).ToList();
            for (var i = 0; i < run.Count; i++) points[start + i] = run[i];
            start = end;
        }
    }

    private static void Compose(List<int> points, Tables tables)
    {
        var written = 0;
        var starter = -1;
        var lastClass = 0;
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var ownClass = tables.Class(point);
            var blocked = starter >= 0 && written - 1 != starter && (lastClass == 0 || lastClass >= ownClass);
            if (starter >= 0 && !blocked && Pair(points[starter], point, tables) is { } composed)
            {
                points[starter] = composed;
                continue;
            }
            if (ownClass == 0) starter = written;
            lastClass = ownClass;
            points[written++] = point;
        }
        points.RemoveRange(written, points.Count - written);
    }

    private static int? Pair(int first, int second, Tables tables)
    {
        if (first is >= LeadFirst and < LeadFirst + Leads && second is >= VowelFirst and < VowelFirst + Vowels)
            return HangulFirst + ((first - LeadFirst) * Vowels + second - VowelFirst) * Tails;
        if (first is >= HangulFirst and < HangulFirst + Syllables && (first - HangulFirst) % Tails == 0
            && second is > TailBase and < TailBase + Tails)
            return first + second - TailBase;
        return tables.Pairs.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private sealed record Tables(Dictionary<int, int[]> Parts, Dictionary<(int, int), int> Pairs,
        Dictionary<int, int> Classes)
    {
        public int Class(int point) => Classes.GetValueOrDefault(point);

        public static Tables Load()
        {
            var tables = new Tables([], [], []);
            foreach (var entry in Entries(CanonicalForms.Decompositions))
            {
                var sides = entry.TrimStart('!').Split('=');
                var (point, parts) = (Hex(sides[0]), sides[1].Split('+').Select(Hex).ToArray());
                tables.Parts[point] = parts;
                if (parts.Length == 2 && entry[0] != '!') tables.Pairs[(parts[0], parts[1])] = point;
            }
            foreach (var entry in Entries(CanonicalForms.CombiningClasses))
            {
                var sides = entry.Split(':');
                var range = sides[0].Split('-');
                for (var point = Hex(range[0]); point <= Hex(range[^1]); point++)
                    tables.Classes[point] = int.Parse(sides[1], CultureInfo.InvariantCulture);
            }
            return tables;
        }

        private static string[] Entries(string table) =>
            table.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

        private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
