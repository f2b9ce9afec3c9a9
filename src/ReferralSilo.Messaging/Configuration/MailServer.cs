using System.Net;
using MimeKit;

namespace ReferralSilo.Messaging.Configuration;

/// <summary>The mail server and the sender's mailbox.</summary>
/// <param name="Host">Name or IP address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="IsTls">True for <c>smtps://</c>: TLS from the first byte. Otherwise STARTTLS where the server offers
/// it.</param>
/// <param name="Login">User and password; null without.</param>
/// <param name="From">The sender's mailbox.</param>
public sealed record MailServer(string Host, int Port, bool IsTls, NetworkCredential? Login, MailboxAddress From)
{
    private const int SubmissionPort = 587, TlsPort = 465;

    /// <summary>True when the server runs on this machine. Only there a password may travel without TLS.</summary>
    public bool IsLocal { get; init; } = LoopbackHost.Is(Host);

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Host}:{Port}";

    internal static (MailServer? Value, string? Error) Read(IConfigurationSection settings)
    {
        if (!Uri.TryCreate(settings["Url"], UriKind.Absolute, out var url) || url.Host.Length == 0
            || url.Scheme is not ("smtp" or "smtps") || url.PathAndQuery is not ("" or "/"))
            return (null, "Messaging:Email:Url must look like smtp://user:password@host:port or smtps://….");
        // A display name alone parses as an address without a domain.
        if (!MailboxAddress.TryParse(settings["From"], out var from) || !from.Address.Contains('@'))
            return (null, "Messaging:Email:From must be a mailbox, such as Clinic <clinic@example.org>.");
        var isTls = url.Scheme == "smtps";
        var port = url.Port > 0 ? url.Port : isTls ? TlsPort : SubmissionPort;
        return (new MailServer(url.DnsSafeHost, port, isTls, LoginOf(url), from), null);
    }

    private static NetworkCredential? LoginOf(Uri url)
    {
        if (url.UserInfo.Length == 0) return null;
        var parts = url.UserInfo.Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]),
            parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}
