using System.Collections.Frozen;

namespace ReferralSilo.Domain.Messages.Replies;

/// <summary>Short answers to what a message asked.</summary>
internal static class ReplyAnswers
{
    private static readonly FrozenSet<string> Polite = Set("please|pls|plz|thanks|thank|you|thx|ty|hi|hello|gracias|por"
        + "|favor|porfavor|hola");

    private static readonly FrozenSet<string> BeforeCode = Set("option|opcion|number|numero|reply|press|answer|la|el");

    private static readonly FrozenDictionary<string, int> Digits =
        "one uno two dos three tres four cuatro five cinco".Split(' ')
            .Select((word, i) => KeyValuePair.Create(word, i / 2 + 1)).ToFrozenDictionary();

    private static readonly FrozenSet<string> Yes = Set("yes|y|yeah|yea|yep|yup|yess|sure|correct|confirm|confirmed"
        + "|i confirm|yes confirm|yes confirmed|yes i confirm|yes i will|i will be there|ill be there"
        + "|yes i will be there|yes ill be there|that works|yes that works|works for me|si|sii|confirmo|confirmado"
        + "|si confirmo|si confirmado|de acuerdo|si de acuerdo|claro|claro que si|correcto|ahi estare|si ahi estare");

    private static readonly FrozenSet<string> No = Set("no|n|nope|nah|no no");

    /// <summary>The code, when the text is one and no more; null otherwise.</summary>
    public static ReplyCode? Code(string[] words)
    {
        var rest = Without(words);
        if (rest is [var first, ..] && rest.Count > 1 && BeforeCode.Contains(first))
            rest = rest[1..];
        return rest switch
        {
            [{ Length: 1 or 2 } code] when char.IsBetween(code[0], '1', '9') => Of(code[0] - '0', code[1..]),
            [{ Length: 1 } digit, { Length: 1 } letter] when char.IsBetween(digit[0], '1', '9') =>
                Of(digit[0] - '0', letter),
            [var word] when Digits.TryGetValue(word, out var digit) => new(digit, null),
            _ => null,
        };
    }

    /// <summary>Whether the text says yes and no more.</summary>
    public static bool IsYes(string[] words) => Yes.Contains(string.Join(' ', Without(words)));

    /// <summary>Whether the text says no and no more.</summary>
    public static bool IsNo(string[] words) => No.Contains(string.Join(' ', Without(words)));

    private static ReplyCode? Of(int digit, string letter) => letter switch
    {
        "" => new(digit, null),
        [var c] when char.IsAsciiLetterLower(c) => new(digit, char.ToUpperInvariant(c)),
        _ => null,
    };

    private static List<string> Without(string[] words) => [.. words.Where(w => !Polite.Contains(w))];

    private static FrozenSet<string> Set(string phrases) =>
        phrases.Split('|').ToFrozenSet(StringComparer.Ordinal);
}
