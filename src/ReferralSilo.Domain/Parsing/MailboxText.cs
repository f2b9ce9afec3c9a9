namespace ReferralSilo.Domain.Parsing;

/// <summary>Parses a mailbox that is safe in a header: one <c>@</c>, a dotted domain, no spaces, brackets or
/// quotes.</summary>
public static class MailboxText
{
    /// <summary>Longest address, characters (RFC 5321 path of 256 without brackets).</summary>
    public const int MaxLength = 254;

    /// <summary>Longest part before the <c>@</c>, characters (RFC 5321).</summary>
    public const int MaxLocalLength = 64;

    /// <summary>The mailbox with its domain in lower case; the local part stays as sent. Null for another text.
    /// </summary>
    public static string? Parse(string text)
    {
        var at = text.IndexOf('@');
        if (text.Length > MaxLength || at is < 1 or > MaxLocalLength || text.LastIndexOf('@') != at) return null;
        var (local, domain) = (text[..at], text[(at + 1)..].ToLowerInvariant());
        var labels = domain.Split('.');
        if (labels.Length < 2 || !labels.All(IsLabel) || !local.All(IsLocal)) return null;
        if (local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal)) return null;
        return $"{local}@{domain}";
    }

    private static bool IsLocal(char c) =>
        char.IsLetterOrDigit(c) || "!#$%&'*+/=?^_`{|}~.-".Contains(c, StringComparison.Ordinal);

    private static bool IsLabel(string label) =>
        label is { Length: > 0 and <= 63 } && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsLetterOrDigit(c) || c == '-');
}
