using System.Security.Cryptography;
using System.Text;

namespace ReferralSilo.Identity.Accounts;

/// <summary>Random codes that people read aloud and type: Crockford's 32 characters, five bits each, without I, L, O
/// and U.</summary>
internal static class ReadableCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int GroupLength = 4;

    /// <summary>Groups of the set-up code, 60 bits.</summary>
    public const int SetUpGroups = 3;

    /// <summary>Groups of a one-time password, 80 bits.</summary>
    public const int PasswordGroups = 4;

    /// <summary>For example <c>7F3K-9Q2M-0XTB</c>.</summary>
    public static string New(int groups) =>
        string.Join('-', Enumerable.Range(0, groups)
            .Select(_ => RandomNumberGenerator.GetString(Alphabet, GroupLength)));

    /// <summary>Compares in constant time. Dashes, blanks and letter case do not count, and O, I and L are read as the
    /// digits that they look like.</summary>
    public static bool Matches(string typed, string code) =>
        CryptographicOperations.FixedTimeEquals(Hash(typed), Hash(code));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(Normal(text)));

    private static string Normal(string text) => new([.. text.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)
        .Select(c => c switch { 'O' => '0', 'I' or 'L' => '1', _ => c })]);
}
