using System.Text;
using System.Text.RegularExpressions;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Hours;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Messaging.Configuration;

/// <summary>How messages leave, from the section <c>Messaging</c> and <c>PublicUrl</c>.</summary>
/// <param name="Settings">What messages and pages say about the clinic.</param>
/// <param name="Email">The mail server; null: no mail leaves.</param>
/// <param name="Sms">The text gateway; null: no text leaves.</param>
/// <param name="Inbox">The mailbox whose mails are read; null: none is.</param>
public sealed partial record MessagingOptions(MessageSettings Settings, MailServer? Email = null,
    TextGateway? Sms = null, InboxServer? Inbox = null)
{
    private const string DefaultClinic = "The telehealth program";

    /// <summary>No transport; for programs that are built without settings.</summary>
    public static MessagingOptions None { get; } = new(new MessageSettings(DefaultClinic, "http://localhost:5080"));

    /// <summary>True when messages leave this program.</summary>
    public bool HasTransport => Email is not null || Sms is not null;

    public const string Help = """
          PublicUrl                        address of this program as patients and the text gateway reach it, such as
                                           https://care.example.org; needed with a transport that is not on this machine
          Messaging__Email__Url            mail server: smtp://user:password@host:port (STARTTLS when offered) or
                                           smtps://…; a password is sent over TLS only, or to this machine
          Messaging__Email__From           sender of mails, such as Clinic <clinic@example.org>
          Messaging__Email__Inbox          mailbox that answers of patients and reports of mail servers come to:
                                           imaps://user:password@host:port/folder (default: its inbox); it is read only
          Messaging__Sms__Url              gateway that speaks Twilio's message API, such as https://api.twilio.com
          Messaging__Sms__Account          its account id
          Messaging__Sms__Token            its secret
          Messaging__Sms__From             the number that texts come from
          Messaging__Hours                 when messages may leave, in every time zone in which the recipient may be
                                           (default 08:00-21:00; 00:00-24:00: always)
          Messaging__Clinic                name of the clinic in messages and on the patient's page
          Messaging__Phone                 number that patients call
          Messaging__OpeningHours          when that number is answered, as text
          Messaging__EmergencyPhone        number of the emergency services, on every page for patients (default 911)

        """;

    private static readonly string[] Names = ["Email", "Sms", "Clinic", "Phone", "OpeningHours", "EmergencyPhone",
            "Hours"],
        EmailNames = ["Url", "From", "Inbox"], SmsNames = ["Url", "Account", "Token", "From"];

    /// <summary>Reads the settings. Returns an error sentence for the first invalid one; it never repeats a value that
    /// may be secret.</summary>
    /// <param name="settings">All settings.</param>
    /// <param name="urls">Addresses that the program listens on, separated by semicolons.</param>
    public static (MessagingOptions? Value, string? Error) Read(IConfiguration settings, string urls)
    {
        // Mails come in the code pages of old programs. Before the first use of the mail library, which asks for them
        // once.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var section = settings.GetSection("Messaging");
        if ((Unknown(section, Names) ?? Unknown(section.GetSection("Email"), EmailNames)
            ?? Unknown(section.GetSection("Sms"), SmsNames)) is { } unknown) return (null, unknown);
        var (email, sms) = ((MailServer?)null, (TextGateway?)null);
        string? error = null;
        if (section.GetSection("Email").Exists()) (email, error) = MailServer.Read(section.GetSection("Email"));
        var inbox = (InboxServer?)null;
        if (error is null && email is not null && section["Email:Inbox"] is { Length: > 0 } mailbox)
            (inbox, error) = InboxServer.Read(mailbox);
        if (error is null && section.GetSection("Sms").Exists())
            (sms, error) = TextGateway.Read(section.GetSection("Sms"));
        if (error is not null) return (null, error);
        var (address, wrong) =
            PublicUrl(settings["PublicUrl"], urls, email is { IsLocal: false } || sms is { IsLocal: false });
        if (address is null) return (null, wrong);
        if (SendingHours.Parse(section["Hours"] ?? SendingHours.Default.ToString()) is not { } hours)
            return (null, "Messaging:Hours must look like 08:00-21:00.");
        var emergency = Text(section["EmergencyPhone"]) ?? EmergencyPhone.Services;
        if (!DialledNumber().IsMatch(emergency))
            return (null, "Messaging:EmergencyPhone must be a number such as 911 or +1 303 555 0100.");
        var clinic = Text(section["Clinic"]) ?? Text(email?.From.Name) ?? DefaultClinic;
        var says = new MessageSettings(clinic, address, Text(section["Phone"]), Text(section["OpeningHours"]))
        {
            Hours = hours, EmergencyPhone = emergency,
        };
        return (new MessagingOptions(says, email, sms, inbox), null);
    }

    private static (string? Value, string? Error) PublicUrl(string? text, string urls, bool isNeeded)
    {
        if (!string.IsNullOrWhiteSpace(text))
            return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0
                ? (text.TrimEnd('/'), null)
                : (null, "PublicUrl must be an address such as https://care.example.org.");
        if (isNeeded)
            return (null, "PublicUrl is missing: messages link to this program, and the gateway reports to it.");
        // An address that stands for all addresses of the machine leads nowhere as a link.
        var own = urls.Split(';')[0].Replace("*", "localhost").Replace("+", "localhost")
            .Replace("//0.0.0.0", "//localhost").Replace("//[::]", "//localhost");
        return (own.TrimEnd('/'), null);
    }

    private static string? Unknown(IConfigurationSection section, IReadOnlyList<string> names) =>
        section.GetChildren().FirstOrDefault(s => !names.Contains(s.Key, StringComparer.OrdinalIgnoreCase)) is { } one
            ? $"There is no setting {one.Path}; --help lists all."
            : null;

    [GeneratedRegex(@"\A\+?[0-9][0-9 ()-]{1,19}\z")]
    private static partial Regex DialledNumber();

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
