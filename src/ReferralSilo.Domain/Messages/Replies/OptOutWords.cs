using System.Collections.Frozen;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Messages.Replies;

/// <summary>The words that end or resume texts when they are the whole text, folded and without blanks.</summary>
internal static class OptOutWords
{
    /// <summary>Opt-out words of at least one of Twilio, Telnyx, AWS and the FCC, and the Spanish ones.</summary>
    public static readonly FrozenSet<string> Out = Set("""
        stop stopall unsubscribe end quit cancel revoke optout remove arret td
        alto pare parar paren basta baja dardebaja darmedebaja detener detengase cancelar eliminar desuscribir
        desuscribirme nomas
        """);

    /// <summary>Opt-in words of the providers. YES is not one here: it answers questions.</summary>
    public static readonly FrozenSet<string> In = Set("start unstop");

    // One typing error of "stop" that is no other word.
    private static readonly FrozenSet<string> Stops =
        Set("stpo sotp tsop sttop stoop stopo stope st0p 5top dtop atop stpp stol stio sto0p sop stp stopt stops");

    // Long enough that two typing errors do not lead to another word.
    private static readonly string[] Long = ["unsubscribe", "desuscribir"];

    // In a longer text these may be meant as an opt-out; the common words among the opt-out words only at its start.
    private static readonly FrozenSet<string> Anywhere =
        Set("stop stopall unsubscribe optout unstop revoke arret desuscribir desuscribirme");

    /// <summary>The word that was meant; the word itself when it is not misspelt.</summary>
    public static string Correct(string word)
    {
        if (word.Length is < 3 or > 20)
            return word;
        if (Stops.Contains(word) || WithoutRepeats(word) == "stop")
            return "stop";
        // "subscribe" and "resubscribe" are near, and say the opposite.
        return Long.FirstOrDefault(meant => word.StartsWith(meant[..2], StringComparison.Ordinal)
            && EditDistance.Between(word, meant) <= 2) ?? word;
    }

    /// <summary>Whether an opt-out or opt-in may be meant by a text that is none by itself: "STOP 12345".</summary>
    public static bool MayBeMeant(string[] words) =>
        words.Any(Anywhere.Contains) || (words.Length > 0 && (Out.Contains(words[0]) || In.Contains(words[0])));

    // "stoooop"
    private static string WithoutRepeats(string word) =>
        string.Concat(word.Where((c, i) => i == 0 || c != word[i - 1]));

    private static FrozenSet<string> Set(string words) =>
        words.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
