namespace ReferralSilo.Domain.Referrals;

/// <summary>Finds the phone number in the text of a redirect.</summary>
public static class EmergencyPhone
{
    /// <summary>Suicide and crisis line (US).</summary>
    public const string CrisisLine = "988";

    /// <summary>Emergency services (US).</summary>
    public const string Services = "911";

    /// <summary>Fewest digits of a whole telephone number.</summary>
    private const int FewestDigits = 10;

    /// <summary>988 or 911 if the text contains it, else the first complete telephone number, else 911.</summary>
    public static string Find(string? redirect)
    {
        var numbers = Numbers(redirect ?? "").ToList();
        return numbers.Select(Short).FirstOrDefault(n => n is not null) ?? numbers.Find(IsWhole) ?? Services;
    }

    // "988 (24/7)" is 988; in "303 988 1234" it is part of another number.
    private static string? Short(string number) =>
        IsWhole(number) ? null : Array.Find(number.Split(' ', '(', ')'), part => part is CrisisLine or Services);

    private static bool IsWhole(string number) => number.Count(char.IsAsciiDigit) >= FewestDigits;

    // Runs of digits with the separators that people write between them.
    private static IEnumerable<string> Numbers(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsAsciiDigit(text[at]) && text[at] is not ('+' or '(')) continue;
            var end = at;
            while (end < text.Length
                && (char.IsAsciiDigit(text[end]) || "+-.() ".Contains(text[end], StringComparison.Ordinal)))
                end++;
            yield return text[at..end].TrimEnd('-', '.', '(', ')', ' ');
            at = end;
        }
    }
}
