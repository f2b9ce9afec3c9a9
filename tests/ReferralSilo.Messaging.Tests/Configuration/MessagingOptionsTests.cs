using Microsoft.Extensions.Configuration;
using ReferralSilo.Domain.Messages.Hours;
using ReferralSilo.Messaging.Configuration;

namespace ReferralSilo.Messaging.Tests.Configuration;

public sealed class MessagingOptionsTests
{
    private static readonly (string Name, string? Value)[] Complete =
    [
        ("PublicUrl", "https://care.example.org/"), ("Messaging:Email:Url", "smtps://clinic:p%40ss@mail.example.org"),
        ("Messaging:Email:From", "Mesa Clinic <clinic@example.org>"), ("Messaging:Sms:Url", "https://api.twilio.com/"),
        ("Messaging:Sms:Account", "AC1"), ("Messaging:Sms:Token", "sms-secret"),
        ("Messaging:Sms:From", "+13035550100"), ("Messaging:Phone", "+13035550199"),
        ("Messaging:OpeningHours", "Mon-Fri 8 am to 6 pm"), ("Messaging:Hours", "00:00-24:00"),
    ];

    [Fact]
    public void All_settings_are_read()
    {
        var (options, error) = Read(Complete);

        Assert.Null(error);
        Assert.Equal(("mail.example.org", 465, true), (options!.Email!.Host, options.Email.Port, options.Email.IsTls));
        Assert.Equal(("clinic", "p@ss"), (options.Email.Login!.UserName, options.Email.Login.Password));
        Assert.Equal(new TextGateway("https://api.twilio.com", "AC1", "sms-secret", "+13035550100"), options.Sms);
        Assert.Equal("Mesa Clinic", options.Settings.Clinic);
        Assert.Equal("https://care.example.org/p", options.Settings.PatientPage);
        Assert.Equal("+13035550199", options.Settings.Phone);
        Assert.Equal(SendingHours.Always, options.Settings.Hours);
        Assert.True(options.HasTransport);
    }

    [Theory]
    [InlineData("imaps://clinic%40example.org:p%40ss%2F@mail.example.org", "mail.example.org", 993, true, null)]
    [InlineData("imaps://u:p@mail.example.org:1993/INBOX", "mail.example.org", 1993, true, null)]
    [InlineData("imaps://u:p@mail.example.org/Patients/Answers", "mail.example.org", 993, true, "Patients/Answers")]
    [InlineData("imap://u:p@127.0.0.1:1143/", "127.0.0.1", 1143, false, null)]
    public void The_mailbox_of_answers_is_read(string url, string host, int port, bool isTls, string? folder)
    {
        var inbox = Read([.. Complete, ("Messaging:Email:Inbox", url)]).Value!.Inbox!;

        Assert.Equal((host, port, isTls, folder), (inbox.Host, inbox.Port, inbox.IsTls, inbox.Folder));
        if (url.StartsWith("imaps://clinic", StringComparison.Ordinal))
            Assert.Equal(("clinic@example.org", "p@ss/"), (inbox.Login.UserName, inbox.Login.Password));
        Assert.DoesNotContain("p@ss", inbox.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Messaging:Email:Inbox", "imap://u:mail-secret@mail.example.org", "must begin with imaps://")]
    [InlineData("Messaging:Email:Inbox", "imaps://mail.example.org", "needs a user and a password")]
    [InlineData("Messaging:Email:Inbox", "pop3://u:mail-secret@mail.example.org", "must look like imaps://")]
    [InlineData("Messaging:EmergencyPhone", "call us", "must be a number")]
    public void A_wrong_mailbox_or_emergency_number_stops_the_start(string name, string value, string says)
    {
        var (_, error) = Read([.. Complete, (name, value)]);

        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("mail-secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_settings_there_is_no_transport_and_links_lead_to_this_program()
    {
        var (options, error) = Read([], "http://*:5099;http://+:5100");

        Assert.Null(error);
        Assert.False(options!.HasTransport);
        Assert.Equal(SendingHours.Default, options.Settings.Hours);
        Assert.Equal("http://localhost:5099/p", options.Settings.PatientPage);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5099", "http://localhost:5099/p")]
    [InlineData("http://[::]:5099", "http://localhost:5099/p")]
    [InlineData("http://*:5099;http://127.0.0.1:5100", "http://localhost:5099/p")]
    [InlineData("http://10.0.0.0:5099", "http://10.0.0.0:5099/p")]
    public void Links_lead_to_an_address_that_can_be_opened(string urls, string page) =>
        Assert.Equal(page, Read([], urls).Value!.Settings.PatientPage);

    [Theory]
    [InlineData("smtp://127.0.0.1:2525", "127.0.0.1", 2525, false)]
    [InlineData("smtp://localhost", "localhost", 587, false)]
    [InlineData("smtps://[::1]:2465/", "::1", 2465, true)]
    public void A_mail_server_on_this_machine_needs_no_public_address(string url, string host, int port, bool isTls)
    {
        var (options, error) = Read([("Messaging:Email:Url", url), ("Messaging:Email:From", "clinic@example.org")]);

        Assert.Null(error);
        var email = options!.Email!;
        Assert.Equal((host, port, isTls, true), (email.Host, email.Port, email.IsTls, email.IsLocal));
        Assert.Null(email.Login);
    }

    [Theory]
    [InlineData("Messaging:Email:Url", "mail.example.org:25", "Messaging:Email:Url must look like")]
    [InlineData("Messaging:Email:Url", "http://user:mail-secret@mail.example.org", "Messaging:Email:Url must")]
    [InlineData("Messaging:Email:Url", "smtp://user:mail-secret@", "Messaging:Email:Url must look like")]
    [InlineData("Messaging:Email:Url", "smtp://user:mail-secret@h/path", "Messaging:Email:Url must look like")]
    [InlineData("Messaging:Email:Url", null, "Messaging:Email:Url must look like")]
    [InlineData("Messaging:Email:From", "Mesa Clinic", "Messaging:Email:From must be a mailbox")]
    [InlineData("Messaging:Email:From", null, "Messaging:Email:From must be a mailbox")]
    [InlineData("Messaging:Email:Form", "clinic@example.org", "There is no setting Messaging:Email:Form")]
    [InlineData("Messaging:Sms:Url", "http://api.twilio.com", "Messaging:Sms:Url must begin with https://")]
    [InlineData("Messaging:Sms:Url", "https://AC1:sms-secret@api.twilio.com", "Messaging:Sms:Url must be")]
    [InlineData("Messaging:Sms:Url", null, "Messaging:Sms:Url must be the https")]
    [InlineData("Messaging:Sms:Account", "AC/../1", "Messaging:Sms:Account must be")]
    [InlineData("Messaging:Sms:Account", null, "Messaging:Sms:Account must be")]
    [InlineData("Messaging:Sms:Token", " ", "Messaging:Sms:Token is missing")]
    [InlineData("Messaging:Sms:From", "Clinic", "Messaging:Sms:From must be a number")]
    [InlineData("Messaging:Sms:From", null, "Messaging:Sms:From must be a number")]
    [InlineData("Messaging:Sms:Secret", "sms-secret", "There is no setting Messaging:Sms:Secret")]
    [InlineData("Messaging:Mail:Url", "x", "There is no setting Messaging:Mail")]
    [InlineData("Messaging:Hours", "8-21", "Messaging:Hours must look like")]
    [InlineData("Messaging:Hours", "21:00-08:00", "Messaging:Hours must look like")]
    [InlineData("PublicUrl", null, "PublicUrl is missing")]
    [InlineData("PublicUrl", "care.example.org", "PublicUrl must be an address")]
    [InlineData("PublicUrl", "https://care.example.org/?a=1", "PublicUrl must be an address")]
    public void A_wrong_setting_is_told_in_one_sentence_without_the_secret(string name, string? value, string expected)
    {
        var (options, error) = Read([.. Complete.Where(s => s.Name != name), (name, value)]);

        Assert.Null(options);
        Assert.StartsWith(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("-secret", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error!);
    }

    [Fact]
    public void Settings_as_text_have_no_secret()
    {
        var (options, _) = Read(Complete);

        Assert.DoesNotContain("sms-secret", $"{options} {options!.Sms}", StringComparison.Ordinal);
        Assert.DoesNotContain("p@ss", $"{options} {options.Email}", StringComparison.Ordinal);
    }

    private static (MessagingOptions? Value, string? Error) Read(IEnumerable<(string Name, string? Value)> settings,
        string urls = "http://localhost:5080")
    {
        var values = settings.Where(s => s.Value is not null).ToDictionary(s => s.Name, s => s.Value);
        return MessagingOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), urls);
    }
}
