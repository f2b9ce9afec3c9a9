using System.Globalization;
using NodaTime;
using C = ReferralSilo.Domain.Emergencies.ContextWords;

namespace ReferralSilo.Domain.Emergencies;

/// <summary>Decides whether a mention is clearly denied, past, about another person or harmless. This needs known words
/// around it: an unknown word, an exception or a hint of recent days makes the mention doubtful.</summary>
internal sealed class MentionContext(SentenceWords words, LocalDate today)
{
    /// <summary>Maximum number of words to look back.</summary>
    private const int LookBack = 16;

    /// <summary>Maximum number of words after a contrast in which means are searched.</summary>
    private const int LookAhead = 8;

    /// <summary>Age in years from which an event is long ago.</summary>
    private const int LongAgoYears = 2;

    public SentenceWords Words => words;

    private readonly bool _disbelieved = words.Until(0, Break.Sentence + 1).Any(w => C.Disbelief.Contains(w.Word));

    /// <summary>True when the mention from <paramref name="start"/> to <paramref name="end"/> (exclusive) is not a
    /// current emergency of this patient.</summary>
    public bool IsNotCurrent(int start, int end, bool isNoun) =>
        IsHarmless(start, end) || IsAboutAnother(start, end) || IsPast(start, end, isNoun)
        || (!_disbelieved && (IsNegatedBefore(start, end, isNoun) || IsDeniedAfter(end)) && !HasException(end));

    private bool IsHarmless(int start, int end)
    {
        if (C.Subjects.Contains(words[end]) && words.After(end - 1) == Break.None) return true;
        // "black box warning for suicidality"
        if (words[start - 1] is "for" or "about" or "of" or "regarding" && words[start - 2] is "warning" or "warnings")
            return true;
        if (words[start].StartsWith("over", StringComparison.Ordinal) || words[start]
            .StartsWith("sobre", StringComparison.Ordinal))
            return C.Harmless.Contains(words[start - 1])
                || (words[end] is "of" or "on" or "with" or "de" or "con" && C.Harmless.Contains(words[end + 1]));
        var sentence = Sentence(start).ToList();
        return words[start].Length > 2
            && (words[start][..3] is "hur" or "har" or "inj" or "cut" or "bur" or "las" or "dan"
            || words[start] is "se" or "me")
            && sentence.Exists(C.Accidents.Contains) && !sentence.Exists(C.Intended.Contains);
    }

    private bool IsAboutAnother(int start, int end)
    {
        var first = words[start];
        if (first is "suicide" or "overdose" or "suicidio" or "sobredosis" && words[end] is "of" or "de"
            && words.After(end - 1) == Break.None
            && (C.Relatives.Contains(words[end + 1]) || C.Relatives.Contains(words[end + 2])))
            return true;
        if (words.After(start - 1) != Break.None) return false;
        // A dead person is not referred; after "almost" and "could have" the mention can be about the patient.
        if ((words[start - 1] is "committed" or "completed" && first == "suicide")
            || (words[start - 1] == "se" && first is "suicido" or "quito"))
            return !IsAlmost(start - 2);
        if (first is "took" or "ended" && words[end - 1] is "life") return !IsAlmost(start - 1);
        if (first is not ("suicide" or "overdose" or "suicidio" or "sobredosis")) return false;
        if (words[start - 1] is { Length: > 1 } owner && owner.EndsWith('s') && C.Relatives.Contains(owner[..^1]))
            return true;
        var at = start - 1;
        while ((C.By.Contains(words[at]) || IsYear(words[at])) && words.After(at) == Break.None && start - at < 4) at--;
        if (at == start - 1) return false;
        return (C.Died.Contains(words[at]) && !IsNearly(at))
            || (C.Relatives.Contains(words[at]) && words[start - 1] is "to"
            && words[at - 1] is "lost" or "her" or "his" or "my" or "a" or "their");
    }

    private bool IsAlmost(int at) =>
        words[at] is "almost" or "nearly" or "casi" or "have" or "tried" or "not" or "wanted"
            || words[at - 1] is "almost" or "nearly" or "casi" or "could" or "would";

    // After "nearly died" and "could have died" the mention can be about the patient.
    private bool IsNearly(int died) =>
        Enumerable.Range(died - 3, 3)
            .Any(i => words[i] is "almost" or "nearly" or "casi" or "could" or "would" or "might" or "should");

    private static bool IsYear(string word) => word.Length == 4 && word.All(char.IsAsciiDigit);

    private bool IsPast(int start, int end, bool isNoun)
    {
        var near = words.Until(end, Break.Comma).Select(w => w.Word).ToList();
        if (IsLongAgo(end)) return !near.Exists(C.Recent.Contains);
        return (HasPastBefore(start, isNoun) || IsPastAfter(end)) && !IsRecent(end);
    }

    private bool HasPastBefore(int start, bool isNoun)
    {
        for (var at = start - 1; at >= 0 && start - at <= LookBack; at--)
        {
            if (words.After(at) != Break.None) return false;
            if (C.Past.Contains(words[at]) || (words[at] == "o" && words[at - 1] == "h")) return true;
            if (!C.PastFillers.Contains(words[at]) || (words[at] is "and" or "y" && !isNoun)) return false;
        }

        return false;
    }

    private bool IsPastAfter(int end)
    {
        var at = SkipTail(end);
        return words.After(at - 1) == Break.None
            && (C.PastAfter.Contains(words[at])
                || (words[at] is "in" or "en" && words[at + 1] is "the" or "el" or "su"
                && words[at + 2] is "past" or "pasado" or "adolescencia" or "juventud" or "infancia"));
    }

    private bool IsLongAgo(int end)
    {
        foreach (var (at, word) in words.Until(end, Break.Comma))
        {
            var number = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n
                : (int?)null;
            if (number is >= 1900 && number <= today.Year - LongAgoYears) return true;
            if (word is "years" or "decades" && words[at + 1] == "ago")
                return words[at - 1] is not ("1" or "one" or "two" or "2");
            if (number is > LongAgoYears and < 100 && words[at - 1] == "hace" && words[at + 1] is "anos") return true;
        }

        return false;
    }

    private bool IsRecent(int end) =>
        words.Until(end, Break.Sentence).Any(w => C.Recent.Contains(w.Word) && !C.Well.Contains(words[w.At + 1]));

    private bool IsNegatedBefore(int start, int end, bool isNoun)
    {
        var crossed = false;
        for (var at = start - 1; at >= 0 && start - at <= LookBack; at--)
        {
            var after = words.After(at);
            if (after == Break.Sentence) return false;
            crossed |= after == Break.Comma;
            var word = words[at];
            var isLowRisk = word is "low" or "minimal" or "bajo"
                && (words[at + 1] is "riesgo" or "risk" || words[end] is "risk");
            if (C.Never.Contains(word)
                && Enumerable.Range(at + 1, start - at - 1) .Any(i => C.Degrees.Contains(words[i])))
                return false;
            if (C.Negators.Contains(word) || isLowRisk)
                // In "No, she wants to die" the "no" denies nothing.
                return after == Break.None && !IsDeniedItself(at) && (!crossed || (isNoun && ListGoesOn(start, end)));
            if (word is "and" or "y" or "e") crossed = true;
            else if (!C.Fillers.Contains(word) && word != EmergencyTerms.Ideation && !IsListed(word)) return false;
        }

        return false;
    }

    // Words that may come before this one in a list of denied things.
    private static bool IsListed(string word) =>
        word.StartsWith("suicid", StringComparison.Ordinal) || word.StartsWith("homicid", StringComparison.Ordinal)
            || word is "sib" or "nssi" or "autolesiones" or "overdose" or "injury" or "injuries";

    // "does not deny", "no longer denies", "initially denied".
    private bool IsDeniedItself(int at)
    {
        if (C.Formerly.Contains(words[at - 1])
            || (words[at - 1] is "has" or "had" or "que" && C.Formerly.Contains(words[at - 2])))
            return true;
        for (var before = at - 1; before >= at - 4 && words.After(before) == Break.None && before >= 0; before--)
        {
            if (C.Negators.Contains(words[before])) return true;
            if (!C.Auxiliaries.Contains(words[before])) return false;
        }

        return false;
    }

    // Across a comma or an "and", a denial applies only to things in a list: "denies SI, HI, self-harm", but not
    // "denies SI, overdose on Sunday".
    private bool ListGoesOn(int start, int end)
    {
        for (var at = start - 1; words.After(at) == Break.None && words[at] is not ("and" or "y" or "e"); at--)
            if (words[at] is not ("or" or "nor" or "any" or "of" or "o" or "ni" or "no" or "thoughts" or "ideas" or "de"
                or "history" or "deliberate" or "intentional" or "other")) return false;
        var last = SkipTail(end);
        return words.After(last - 1) != Break.None || words[last] is "or" or "and" or "nor" or "y" or "o" or "ni";
    }

    private bool IsDeniedAfter(int end)
    {
        var at = SkipTail(end);
        if (words.After(at - 1) != Break.None) return false;
        // "not present", "not reported"
        if (words[at] == "not" && words[at + 1] is "present" or "reported" or "endorsed") at++;
        else if (!C.Denied.Contains(words[at])) return false;
        while (words.After(at) == Break.None && C.Now.Contains(words[at + 1])) at++;
        return words.After(at) != Break.None;
    }

    private int SkipTail(int end)
    {
        while (words.After(end - 1) == Break.None && C.Tail.Contains(words[end])) end++;
        return end;
    }

    private bool HasException(int end)
    {
        if (words.Until(end, Break.Sentence)
            .Any(w => C.Exceptions.Contains(w.Word) || (w.Word == "other" && words[w.At + 1] == "than"))) return true;
        foreach (var (at, _) in words.Until(end, Break.Sentence + 1).Where(w => C.Contrasts.Contains(w.Word)))
        {
            for (var next = at + 1; next <= at + LookAhead && words[next].Length > 0
                && !C.Negators.Contains(words[next]); next++)
                if (C.Means.Contains(words[next])) return true;
        }

        return false;
    }

    private IEnumerable<string> Sentence(int at)
    {
        var first = at;
        while (words.After(first - 1) != Break.Sentence) first--;
        var last = at;
        while (words.After(last) != Break.Sentence) last++;
        return Enumerable.Range(first, last - first + 1).Select(i => words[i]);
    }
}
