using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Messaging.Mail;
using ReferralSilo.Messaging.Sending;
using ReferralSilo.Messaging.Tests.Support;
using ReferralSilo.Testing;

namespace ReferralSilo.Messaging.Tests.Mail;

public sealed class SmtpGatewayTests : IAsyncLifetime
{
    private readonly KeptLog<SmtpGateway> _log = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<IAsyncDisposable> _open = [];
    private MailServerOnLoopback _server = null!;

    public ValueTask InitializeAsync()
    {
        _open.Add(_server = new MailServerOnLoopback());
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var open in Enumerable.Reverse(_open)) await open.DisposeAsync();
    }

    [Fact]
    public async Task A_mail_arrives_as_it_was_written()
    {
        var outcome = await Submit(Gateway(),
            AMessage.Mail(subject: "Su cita: mañana", body: "¿Puede venir?\n.\nLlámenos."));

        Assert.Equal(GatewayAnswer.Accepted(null), outcome);
        var mail = Parsed(Assert.Single(_server.Mails));
        Assert.Equal("Su cita: mañana", mail.Subject);
        Assert.Equal("¿Puede venir?\n.\nLlámenos.", mail.TextBody!.ReplaceLineEndings("\n").TrimEnd('\n'));
        Assert.Equal("clinic@example.org", Assert.Single(mail.From.Mailboxes).Address);
        Assert.Equal(AMessage.Mailbox, Assert.Single(mail.To.Mailboxes).Address);
        Assert.Equal($"{AMessage.Ids.Of("m1")}@example.org", mail.MessageId);
        Assert.Equal(AMessage.Now.ToDateTimeOffset(), mail.Date);
        Assert.Equal("auto-generated", mail.Headers[HeaderId.AutoSubmitted]);
        Assert.Equal("es", mail.Body!.Headers[HeaderId.ContentLanguage]);
    }

    [Fact]
    public async Task The_envelope_has_the_id_of_the_message_where_the_server_returns_it()
    {
        await Submit(Gateway(), AMessage.Mail("m1"));
        await using var server = new MailServerOnLoopback { OffersReports = true };
        await Submit(Gateway(port: server.Port), AMessage.Mail("m2"));

        Assert.Equal(["", AMessage.Ids.Of("m2")],
            [Assert.Single(_server.EnvelopeIds), Assert.Single(server.EnvelopeIds)]);
    }

    [Fact]
    public async Task An_answer_stands_in_the_thread_of_the_mail_and_is_not_marked_as_automatic()
    {
        await Submit(Gateway(), AMessage.Mail() with
        {
            IsByPerson = true, Thread = new MailThread("b@x.example", ["a@x.example", "b@x.example"]),
        });

        var mail = Parsed(Assert.Single(_server.Mails));
        Assert.Equal("b@x.example", mail.InReplyTo);
        Assert.Equal<string>(["a@x.example", "b@x.example"], mail.References.ToArray());
        Assert.Null(mail.Headers[HeaderId.AutoSubmitted]);
    }

    [Fact]
    public async Task What_a_person_wrote_is_no_mail_of_a_program_also_without_a_thread()
    {
        await Submit(Gateway(), AMessage.Mail() with { IsByPerson = true });

        Assert.Null(Parsed(Assert.Single(_server.Mails)).Headers[HeaderId.AutoSubmitted]);
    }

    [Fact]
    public async Task The_unsubscribe_headers_are_each_on_one_line()
    {
        var token = new string('a', 40) + "-" + new string('b', 32);

        await Submit(Gateway(), AMessage.Mail(unsubscribe: token));

        var lines = Assert.Single(_server.Mails).Split("\r\n");
        Assert.Contains($"List-Unsubscribe: <https://care.example.org/unsubscribe/{token}>", lines);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", lines);
    }

    [Fact]
    public async Task A_line_break_in_a_subject_makes_no_header()
    {
        await Submit(Gateway(), AMessage.Mail(subject: "Visit\r\nBcc: other@example.org\r\n\r\nBody"));

        var mail = Parsed(Assert.Single(_server.Mails));
        Assert.Empty(mail.Bcc);
        Assert.Equal("Visit  Bcc: other@example.org    Body", mail.Subject);
        Assert.Single(_server.Steps, "RCPT");
    }

    [Theory]
    [InlineData("dana@example.org\r\nRCPT TO:<other@example.org>")]
    [InlineData("dana@example.org, other@example.org")]
    [InlineData("Dana <dana@example.org>")]
    [InlineData("")]
    public async Task An_address_that_is_not_one_mailbox_is_rejected(string to)
    {
        Assert.Equal(GatewayAnswer.Rejected("invalid-address"),
            await Submit(Gateway(), AMessage.Mail(to: to)));
        Assert.Empty(_server.Steps);
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 no such user", "rejected 550")]
    [InlineData("RCPT", "450 4.2.1 try later", "later 450")]
    [InlineData("END", "554 5.7.1 not wanted", "rejected 554")]
    [InlineData("END", "451 4.3.0 try later", "later 451")]
    [InlineData("MAIL", "553 5.7.1 not your sender", "not-sent 553")]
    [InlineData("DATA", "421 4.3.2 closing", "not-sent 421")]
    [InlineData("GREETING", "554 5.3.2 no service", "not-sent 554")]
    [InlineData("AUTH", "535 5.7.8 wrong password", "not-sent authentication")]
    [InlineData("GREETING", MailServerOnLoopback.Close, "not-sent connection")]
    [InlineData("EHLO", MailServerOnLoopback.Close, "not-sent connection")]
    [InlineData("MAIL", MailServerOnLoopback.Close, "not-sent connection")]
    [InlineData("RCPT", MailServerOnLoopback.Close, "not-sent connection")]
    [InlineData("DATA", MailServerOnLoopback.Close, "not-sent connection")]
    [InlineData("END", MailServerOnLoopback.Close, "unknown connection")]
    public async Task The_outcome_says_what_the_server_has_read(string step, string reply, string expected)
    {
        _server.Replies[step] = reply;

        var submission = await Submit(Gateway(login: true), AMessage.Mail());

        Assert.Equal(expected, submission switch
        {
            { Outcome: SubmitOutcome.Rejected o, IsFault: false } => $"rejected {o.Code}",
            { Outcome: SubmitOutcome.NotSent o, IsFault: false } => $"later {o.Code}",
            { Outcome: SubmitOutcome.NotSent o, IsFault: true } => $"not-sent {o.Code}",
            { Outcome: SubmitOutcome.Unknown o, IsFault: true } => $"unknown {o.Code}",
            _ => submission.ToString(),
        });
        Assert.DoesNotContain("dana", _log.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("no such user", _log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RCPT", "not-sent")]
    [InlineData("END", "unknown")]
    public async Task A_server_that_stalls_ends_with_the_time_limit(string step, string expected)
    {
        _server.Replies[step] = MailServerOnLoopback.Stall;

        var submitting = Submit(Gateway(), AMessage.Mail());
        await _server.Stalled.Task.WaitAsync(Eventually.Deadline);
        _time.Advance(new TransportLimits().Submission);

        var submission = await submitting;
        Assert.Equal(
            expected == "unknown" ? GatewayAnswer.Unknown("timeout") : GatewayAnswer.NotSent("timeout"), submission);
    }

    [Fact]
    public async Task A_refused_connection_sent_nothing()
    {
        using var port = new ClosedPort();

        Assert.Equal(GatewayAnswer.NotSent("connection"),
            await Submit(Gateway(port: port.Number), AMessage.Mail()));
    }

    [Fact]
    public async Task Mails_share_one_connection_also_after_a_refusal()
    {
        var gateway = Gateway();
        await Submit(gateway, AMessage.Mail("m1"));
        _server.Replies["RCPT"] = "550 5.1.1 no such user";
        await Submit(gateway, AMessage.Mail("m2"));
        _server.Replies.Clear();
        await Submit(gateway, AMessage.Mail("m3"));

        Assert.Equal(2, _server.Mails.Count);
        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public async Task A_kept_connection_that_the_server_closed_is_replaced()
    {
        var gateway = Gateway();
        await Submit(gateway, AMessage.Mail("m1"));
        await _server.CloseConnections();

        Assert.Equal(GatewayAnswer.Accepted(null), await Submit(gateway, AMessage.Mail("m2")));
        Assert.Equal(2, _server.Mails.Count);
        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task A_kept_connection_that_the_server_ends_with_421_is_replaced()
    {
        var gateway = Gateway();
        await Submit(gateway, AMessage.Mail("m1"));
        _server.OnceReplies["MAIL"] = "421 4.4.2 idle too long";

        Assert.Equal(GatewayAnswer.Accepted(null), await Submit(gateway, AMessage.Mail("m2")));
        Assert.Equal((2, 2), (_server.Mails.Count, _server.Connections));
    }

    [Fact]
    public async Task A_mail_without_a_free_connection_in_time_sent_nothing_and_is_no_fault()
    {
        var gateway = Gateway();
        _server.Replies["MAIL"] = MailServerOnLoopback.Stall;
        var first = Enumerable.Range(0, new TransportLimits().MailConnections)
            .Select(n => Submit(gateway, AMessage.Mail($"m{n}"))).ToList();
        await Eventually.Is("every connection has a mail",
            () => _server.Steps.Count(s => s == "MAIL") == first.Count);

        var waiting = Submit(gateway, AMessage.Mail("last"));
        _time.Advance(MessageLimits.BeginWithin.ToTimeSpan());
        Assert.Equal(GatewayAnswer.Later("pace"), await waiting);
        _time.Advance(new TransportLimits().Submission);
        Assert.All(await Task.WhenAll(first), one => Assert.Equal(GatewayAnswer.NotSent("timeout"), one));
        Assert.Empty(_server.Mails);
    }

    [Fact]
    public async Task Mails_leave_side_by_side()
    {
        var gateway = Gateway();
        _server.Replies["END"] = MailServerOnLoopback.Stall;
        var first = Submit(gateway, AMessage.Mail("m1"));
        await _server.Stalled.Task.WaitAsync(Eventually.Deadline);
        _server.Replies.Clear();

        Assert.Equal(GatewayAnswer.Accepted(null), await Submit(gateway, AMessage.Mail("m2")));
        _time.Advance(new TransportLimits().Submission);
        Assert.Equal(GatewayAnswer.Unknown("timeout"), await first);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mail_travels_over_tls_when_the_server_has_it(bool isTls)
    {
        using var certificate = Certificate();
        var server = new MailServerOnLoopback(certificate, isTls);
        _open.Add(server);

        var submission = await Submit(Gateway(login: true, port: server.Port, isTls: isTls,
            certificateCheck: (_, _, _, _) => true), AMessage.Mail());

        Assert.Equal(GatewayAnswer.Accepted(null), submission);
        Assert.Contains("AUTH+tls", server.Steps);
        Assert.Contains("DATA+tls", server.Steps);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_that_is_not_trusted_gets_neither_password_nor_mail(bool isTls)
    {
        using var certificate = Certificate();
        var server = new MailServerOnLoopback(certificate, isTls);
        _open.Add(server);

        Assert.Equal(GatewayAnswer.NotSent("tls"),
            await Submit(Gateway(login: true, port: server.Port, isTls: isTls), AMessage.Mail()));
        Assert.DoesNotContain(server.Steps, s => s.StartsWith("AUTH", StringComparison.Ordinal)
            || s.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_is_not_sent_to_another_machine_without_tls()
    {
        Assert.Equal(GatewayAnswer.NotSent("tls-required"),
            await Submit(Gateway(login: true, isLocal: false), AMessage.Mail()));
        Assert.DoesNotContain("AUTH", _server.Steps);
    }

    [Fact]
    public async Task A_mail_server_can_never_be_asked() =>
        Assert.Equal(new FindOutcome.Never(),
            await Gateway().Find(AMessage.Mail(), AMessage.Now, [], CancellationToken.None));

    private async Task<GatewayAnswer> Submit(SmtpGateway gateway, OutgoingMessage message)
    {
        using var begin = new BeginLimit(MessageLimits.BeginWithin.ToTimeSpan(), _time);
        return await gateway.Submit(message, begin, CancellationToken.None);
    }

    private SmtpGateway Gateway(bool login = false, int? port = null, bool isTls = false, bool isLocal = true,
        RemoteCertificateValidationCallback? certificateCheck = null)
    {
        var server = new MailServer("127.0.0.1", port ?? _server.Port, isTls,
            login ? new("clinic", "secret") : null, MailboxAddress.Parse("Clinic <clinic@example.org>"))
        {
            IsLocal = isLocal,
        };
        var gateway = new SmtpGateway(server, AMessage.Settings, AMessage.Ids, new TransportLimits(), _time,
            new FixedClock(), _log,
            certificateCheck);
        _open.Add(gateway);
        Assert.Equal(MessageChannel.Email, gateway.Channel);
        return gateway;
    }

    private static MimeMessage Parsed(string raw) => MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(raw)));

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
