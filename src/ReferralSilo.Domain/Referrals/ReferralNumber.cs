using System.Globalization;
using System.Text;

namespace ReferralSilo.Domain.Referrals;

/// <summary>
/// The number people read out on the phone, <c>RS-U7F3-K9Q2</c>: the letter U, six characters that stand for a counter,
/// and a check character. The alphabet has no 0, 1, I, L and O, so nothing in it is taken for something else.
/// </summary>
/// <remarks>
/// Two counters never have the same number. Numbers of before were eight characters of chance, among them 0 and 1 but
/// never U: the letter keeps the two kinds apart.
/// </remarks>
public static class ReferralNumber
{
    /// <summary>31 characters: a prime, so that one check character finds each wrong character and each swap of
    /// two.</summary>
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    private const string Prefix = "RS";
    private const char Series = 'U';
    private const int Characters = 8;
    private const int CounterCharacters = 6;
    private const int Half = 31 * 31 * 31;

    /// <summary>How many numbers there are, about 887 million; counters are 0 to one less.</summary>
    public const long Capacity = (long)Half * Half;

    /// <summary>The number of a counter. Neighbours look unrelated: a number does not tell how many there
    /// are.</summary>
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

    /// <summary>
    /// Reads a number as people type it: any case, hyphens and blanks anywhere, in numbers of before also O for 0 and
    /// I or L for 1. False when the text has not the shape of a number.
    /// </summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="number">The number as it is written; null when its check character is wrong, so that no referral
    /// has it.</param>
    public static bool TryParse(string typed, out string? number)
    {
        number = null;
        var compact = new StringBuilder(Prefix.Length + Characters);
        foreach (var c in typed)
        {
            if (char.IsWhiteSpace(c)
                || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.DashPunctuation) continue;
            if (!char.IsAsciiLetterOrDigit(c) || compact.Length == Prefix.Length + Characters) return false;
            compact.Append(char.ToUpperInvariant(c));
        }

        var text = compact.ToString();
        if (text.Length != Prefix.Length + Characters
            || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var body = text[Prefix.Length..];
        var isRight = body[0] == Series && body.All(c => Alphabet.Contains(c, StringComparison.Ordinal))
            && Check(body.AsSpan(0, Characters - 1)) == body[^1];
        // A name may begin with RS: without a digit only the hyphens or the check character of a number make it one.
        if (!isRight && !text.Any(char.IsAsciiDigit) && typed.Count(c => c == '-') < 2) return false;
        if (body[0] != Series) body = body.Replace('O', '0').Replace('I', '1').Replace('L', '1');
        else if (!isRight) return true;
        number = $"{Prefix}-{body[..4]}-{body[4..]}";
        return true;
    }

    /// <summary>Weights 1 to 7 and -1, all different modulo 31: their sum over a right number is 0.</summary>
    private static char Check(ReadOnlySpan<char> text)
    {
        var sum = 0;
        for (var i = 0; i < text.Length; i++) sum += (i + 1) * Alphabet.IndexOf(text[i], StringComparison.Ordinal);
        return Alphabet[sum % Alphabet.Length];
    }

    /// <summary>
    /// A Feistel network of four rounds over two halves, which is one to one whatever its rounds are. Without a key on
    /// purpose: a key that changed would give numbers a second time.
    /// </summary>
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
