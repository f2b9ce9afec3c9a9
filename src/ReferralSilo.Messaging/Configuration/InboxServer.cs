using System.Net;

namespace ReferralSilo.Messaging.Configuration;

/// <summary>The mailbox of the clinic, at an IMAP server.</summary>
/// <param name="Host">Name or IP address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="IsTls">True for <c>imaps://</c>: TLS from the first byte. Otherwise STARTTLS where the server offers
/// it; only for a server on this machine.</param>
/// <param name="Login">User and password.</param>
/// <param name="Folder">The folder; null for the inbox.</param>
public sealed record InboxServer(string Host, int Port, bool IsTls, NetworkCredential Login, string? Folder)
{
    private const int PlainPort = 143, TlsPort = 993;

    private const string Wrong = "Messaging:Email:Inbox must look like imaps://user:password@host:port/folder.";

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Host}:{Port}";

    internal static (InboxServer? Value, string? Error) Read(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0
            || url.Scheme is not ("imap" or "imaps") || url.Query.Length > 0 || url.Fragment.Length > 0)
            return (null, Wrong);
        if (url.Scheme == "imap" && !LoopbackHost.Is(url.Host))
            return (null, "Messaging:Email:Inbox must begin with imaps://: the password and what patients write would "
                + "be readable.");
        if (url.UserInfo.Split(':', 2) is not [{ Length: > 0 } user, { Length: > 0 } password])
            return (null, "Messaging:Email:Inbox needs a user and a password.");
        var isTls = url.Scheme == "imaps";
        var folder = Uri.UnescapeDataString(url.AbsolutePath.Trim('/'));
        return (new InboxServer(url.DnsSafeHost, url.Port > 0 ? url.Port : isTls ? TlsPort : PlainPort, isTls,
            new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password)),
            folder.Length == 0 || folder.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? null : folder), null);
    }
}
