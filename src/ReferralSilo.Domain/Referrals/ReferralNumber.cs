using System.Globalization;
using System.Text;

namespace ReferralSilo.Domain.Referrals;

/// <summary>The number of a referral for use on the phone, <c>RS-U7F3-K9Q2</c>: the letter U, six characters for a
/// counter, and a check character. The alphabet excludes 0, 1, I, L and O, which are easily confused.</summary>
/// <remarks>Two counters never have the same number. Older numbers are eight random characters that may contain 0 and 1
/// but never U, so the letter U distinguishes both kinds.</remarks>
public static class ReferralNumber
{
    /// <summary>A prime number of characters, so that one check character detects a wrong or swapped
    /// character.</summary>
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    private const string Prefix = "RS";
    private const char Series = 'U';
    private const int Characters = 8;
    private const int CounterCharacters = 6;
    private const int Half = 31 * 31 * 31;

    /// <summary>The number of possible counters, about 887 million; a counter is 0 to one less.</summary>
    public const long Capacity = (long)Half * Half;

    /// <summary>The number for a counter. Consecutive numbers look unrelated, to hide the number of
    /// referrals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The counter is not below <see cref="Capacity"/>.</exception>
    public static string FromCounter(long counter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(counter);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(counter, Capacity);
        var rest = Scramble(counter);
        Span<char> text = stackalloc char[Characters];
        text[0] = Series;
        for (var i = CounterCharacters; i >= 1; i--)
        {
            text[i] = Alphabet[(int)(rest % Alphabet.Length)];
            rest /= Alphabet.Length;
        }

        text[^1] = Check(text[..^1]);
        return $"{Prefix}-{text[..4]}-{text[4..]}";
    }

    /// <summary>Parses a number as people type it: any case, with hyphens and blanks anywhere; in older numbers O is
    /// read as 0 and I or L as 1. False when the text does not have the shape of a number.</summary>
    /// <param name="typed">The typed text.</param>
    /// <param name="number">The number in its written form; null when the check character is wrong, so that no referral
    /// has it.</param>
    public static bool TryParse(string typed, out string? number)
    {
        number = null;
        var compact = new StringBuilder(Prefix.Length + Characters);
        foreach (var c in typed)
        {
            if (char.IsWhiteSpace(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.DashPunctuation)
                continue;
            if (!char.IsAsciiLetterOrDigit(c) || compact.Length == Prefix.Length + Characters) return false;
            compact.Append(char.ToUpperInvariant(c));
        }

        var text = compact.ToString();
        if (text.Length != Prefix.Length + Characters || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var body = text[Prefix.Length..];
        var isRight = body[0] == Series && body.All(c => Alphabet.Contains(c, StringComparison.Ordinal))
            && Check(body.AsSpan(0, Characters - 1)) == body[^1];
        // A name may begin with RS. A text without a digit counts as a number only with two hyphens or a correct check
        // character.
        if (!isRight && !text.Any(char.IsAsciiDigit) && typed.Count(c => c == '-') < 2) return false;
        if (body[0] != Series) body = body.Replace('O', '0').Replace('I', '1').Replace('L', '1');
        else if (!isRight) return true;
        number = $"{Prefix}-{body[..4]}-{body[4..]}";
        return true;
    }

    /// <summary>Weights 1 to 7 and -1 are all different modulo 31; the weighted sum of a correct number is 0.</summary>
    private static char Check(ReadOnlySpan<char> text)
    {
        var sum = 0;
        for (var i = 0; i < text.Length; i++) sum += (i + 1) * Alphabet.IndexOf(text[i], StringComparison.Ordinal);
        return Alphabet[sum % Alphabet.Length];
    }

    /// <summary>A Feistel network of four rounds over two halves; it is one-to-one whatever the rounds do. It has no
    /// key on purpose: another key would produce the same numbers again.</summary>
    private static long Scramble(long counter)
    {
        var (left, right) = (counter / Half, counter % Half);
        for (var round = 1; round <= 4; round++) (left, right) = (right, (left + Mix(right, round)) % Half);
        return left * Half + right;
    }

    private static long Mix(long half, int round)
    {
        unchecked
        {
            var mixed = (ulong)(half + 1) * 0x9E3779B97F4A7C15UL + (ulong)round * 0xD1B54A32D192ED03UL;
            mixed = (mixed ^ (mixed >> 31)) * 0xBF58476D1CE4E5B9UL;
            return (long)((mixed ^ (mixed >> 29)) % Half);
        }
    }
}
