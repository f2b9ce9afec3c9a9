using System.Text;
using MimeKit;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Messaging.Inboxes;
using ReferralSilo.Messaging.Tests.Support;

namespace ReferralSilo.Messaging.Tests.Inboxes;

public sealed class MailReaderTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    private const string FromDana = "From: Dana Okafor <Dana@Example.org>\nTo: clinic@example.org\n"
        + "Message-ID: <CA+1@mail.gmail.com>\nSubject: Re: Your visit\n";

    [Fact]
    public void An_answer_names_the_message_that_it_answers_and_its_thread()
    {
        var mail = Person(FromDana + $"In-Reply-To: <{Id}@example.org>\n"
            + $"References: <first@example.com> <{Id}@example.org>\n\nYes.");

        Assert.Equal(("Dana@Example.org", "Yes."), (mail.From, mail.Text.Body));
        Assert.Equal((Id, "CA+1@mail.gmail.com", "Re: Your visit"),
            (mail.Text.Mail!.Answers, mail.Text.Mail.MessageId, mail.Text.Mail.Subject));
        Assert.Equal(["first@example.com", $"{Id}@example.org"], mail.Text.Mail.References);
    }

    [Theory]
    [InlineData("Subject: Other", "Hello", true)]
    [InlineData("Date: Mon, 3 Mar 2031 10:00:00 +0000", "Hello", false)]
    [InlineData("Message-ID: <CA+2@mail.gmail.com>", "Hello", false)]
    [InlineData("X-Any: 1", "Another text", true)]
    public void The_id_of_a_mail_is_its_message_id_with_its_date_and_not_its_text(string header, string text,
        bool isSame)
    {
        var (one, other) = (Person(Mail("X-Any: 0", "Hello")), Person(Mail(header, text)));

        Assert.Equal(isSame, one.Text.Id == other.Text.Id);

        static string Mail(string header, string text)
        {
            var (isId, isDate) = (header.StartsWith("Message-ID", StringComparison.Ordinal),
                header.StartsWith("Date", StringComparison.Ordinal));
            return $"From: dana@example.org\n{(isId ? header : "Message-ID: <CA+1@mail.gmail.com>")}\n"
                + $"{(isDate ? header : "Date: Mon, 3 Mar 2031 09:00:00 +0000")}\n"
                + $"{(isId || isDate ? "X-Any: 0" : header)}\n\n{text}";
        }
    }

    [Fact]
    public void Two_mails_with_one_message_id_and_no_date_are_two() => Assert.NotEqual(
        Person("From: dana@example.org\nMessage-ID: <CA+1@mail.gmail.com>\n\nHello").Text.Id,
        Person("From: dana@example.org\nMessage-ID: <CA+1@mail.gmail.com>\n\nI need help").Text.Id);

    [Theory]
    [InlineData("Date: Mon, 3 Mar 2031 09:00:00 -0700\n", "2031-03-03T16:00:00Z")]
    [InlineData("Date: not a date\n", null)]
    [InlineData("", null)]
    public void The_date_of_a_mail_is_read(string header, string? date) => Assert.Equal(date,
        Person($"{header}{FromDana}\nHello").Date is { } at
            ? NodaTime.Text.InstantPattern.General.Format(at) : null);

    [Theory]
    [InlineData("<0123456789abcdef0123456789abcdef@other.example>")]
    [InlineData("<not-ours@example.org>")]
    [InlineData("<>")]
    public void A_message_id_of_someone_else_is_none_of_ours(string id) =>
        Assert.Null(Person(FromDana + $"In-Reply-To: {id}\n\nYes.").Text.Mail!.Answers);

    [Theory]
    [InlineData("Auto-Submitted: auto-replied")]
    [InlineData("Auto-Submitted: auto-generated; owner-email=\"x@example.org\"")]
    [InlineData("X-Autoreply: yes")]
    [InlineData("X-Autorespond: Out of office")]
    [InlineData("Precedence: bulk")]
    [InlineData("Precedence: auto_reply")]
    [InlineData("Precedence: junk")]
    [InlineData("Return-Path: <>")]
    public void What_a_program_wrote_is_no_message_of_a_person(string header) =>
        Assert.Equal("automatic", Assert.IsType<ReceivedMail.Ignored>(
            Read($"{header}\n{FromDana}\nSTOP. Call 911. I want to kill myself.")).Why);

    [Theory]
    [InlineData("Auto-Submitted: no")]
    [InlineData("Precedence: list")]
    [InlineData("Return-Path: <dana@example.org>")]
    [InlineData("List-Id: <group.example.org>")]
    public void What_a_person_wrote_is_read_whatever_servers_added(string header) =>
        Assert.Equal("Hello", Person($"{header}\n{FromDana}\nHello").Text.Body);

    [Theory]
    [InlineData("List-Unsubscribe: <mailto:leave@example.org>\n", true)]
    [InlineData("List-Unsubscribe: <mailto:leave@example.org>\nList-Post: <mailto:group@example.org>\n", false)]
    [InlineData("", false)]
    public void A_newsletter_has_a_way_to_unsubscribe_and_is_not_of_a_group(string headers, bool isNewsletter) =>
        Assert.Equal(isNewsletter, Person($"{headers}{FromDana}\nHello").Text.Mail!.IsNewsletter);

    [Theory]
    [InlineData("From: Clinic <CLINIC@example.org>\n\nHello", "own")]
    [InlineData("From: MAILER-DAEMON@mx.example.com\n\nHello", "automatic")]
    public void Mails_that_nobody_can_be_answered_on_are_left_out(string mail, string why) =>
        Assert.Equal(why, Assert.IsType<ReceivedMail.Ignored>(Read(mail)).Why);

    [Theory]
    [InlineData("Subject: no sender\n\nHello")]
    [InlineData("From: \"ana b\"@example.org\n\nHello")]
    public void A_mail_whose_sender_cannot_be_read_is_for_a_person_to_read_in_the_mailbox(string mail) =>
        Assert.IsType<ReceivedMail.Unreadable>(Read(mail));

    [Theory]
    [InlineData("Content-Type: text/plain\n\nHere is my leg:\n--b\nContent-Type: image/jpeg\n\nx\n--b\n"
        + "Content-Type: text/plain\n\nI cannot breathe\n", "Here is my leg:\nI cannot breathe")]
    [InlineData("Content-Type: text/plain\n\n\n--b\nContent-Type: image/jpeg\n\nx\n--b\n"
        + "Content-Type: text/html\n\n<p>I cannot breathe\n", "I cannot breathe")]
    [InlineData("Content-Type: text/plain\n\nYes.\n--b\nContent-Type: text/plain\n"
        + "Content-Disposition: attachment; filename=a.txt\n\nI cannot breathe\n", "Yes.")]
    public void Text_below_a_picture_is_text_too(string parts, string text) => Assert.Equal(text,
        Person($"{FromDana}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n{parts}--b--\n")
            .Text.Body);

    [Theory]
    [InlineData("This mail needs HTML.", 60, true)]
    [InlineData("Yes, I can come.", 1, false)]
    public void A_version_without_text_gives_way_to_the_one_with_it(string plain, int sentences, bool isHtml)
    {
        var html = string.Join(' ', Enumerable.Repeat("I cannot breathe.", sentences));

        Assert.Equal(isHtml ? html : plain, Person($"{FromDana}MIME-Version: 1.0\n"
            + $"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n{plain}\n--b\n"
            + $"Content-Type: text/html\n\n<p>{html}</p>\n--b--\n").Text.Body);
    }

    [Theory]
    [InlineData("<html><head><meta charset=utf-8><body>I cannot breathe")]
    [InlineData("<head><style>p {}</style><head></head><p>I cannot breathe")]
    public void Html_with_a_head_that_does_not_end_keeps_its_text(string html) => Assert.Equal("I cannot breathe",
        Person($"{FromDana}MIME-Version: 1.0\nContent-Type: text/html\n\n{html}").Text.Body);

    [Theory]
    [InlineData("<img src=\"data:image/png;base64,{0}\">I cannot breathe", "I cannot breathe", false)]
    [InlineData("Hello<!--{0}-->I cannot breathe", "Hello", true)]
    public void Html_that_is_too_long_is_told_and_pictures_in_it_do_not_count(string html, string text, bool isCut)
    {
        var mail = Person(FromDana + "MIME-Version: 1.0\nContent-Type: text/html\n\n"
            + html.Replace("{0}", new string('A', HtmlText.Longest), StringComparison.Ordinal));

        Assert.Equal((text, isCut), (mail.Text.Body, mail.Text.Mail!.IsCut));
    }

    [Fact]
    public void Html_becomes_text_and_its_quotes_and_scripts_go()
    {
        var mail = Person(FromDana + """
            MIME-Version: 1.0
            Content-Type: text/html; charset=utf-8

            <html><head><style>p { color: red }</style><title>x</title></head><body><script>alert(1)</script>
            <p>Sí, puedo&nbsp;ir.<br>Gracias</p><img src="https://tracker.example/x.png">
            <div class="gmail_quote"><div dir="ltr">On Tue, Nov 3, 2026 at 9:15 AM Clinic &lt;<a
            href="mailto:clinic@example.org">clinic@example.org</a>&gt; wrote:<br></div>
            <blockquote class="gmail_quote"><div>In a crisis, call 988.</div></blockquote></div></body></html>
            """);

        Assert.Equal("Sí, puedo ir.\nGracias", mail.Text.Body);
    }

    [Fact]
    public void The_html_of_outlook_loses_its_quote_too()
    {
        var mail = Person(FromDana + """
            MIME-Version: 1.0
            Content-Type: text/html; charset=utf-8

            <html><body><div>I can come.</div><div id="appendonsend"></div><hr style="display:inline-block">
            <div id="divRplyFwdMsg" dir="ltr"><font><b>From:</b> Clinic &lt;clinic@example.org&gt;<br>
            <b>Sent:</b> Tuesday, November 3, 2026 9:15 AM<br><b>To:</b> Dana<br><b>Subject:</b> Your visit</font>
            <div>&nbsp;</div></div><div>Your visit is on Monday.</div></body></html>
            """);

        Assert.Equal("I can come.", mail.Text.Body);
    }

    [Fact]
    public void Attachments_are_named_and_not_kept()
    {
        var mail = Person(FromDana + """
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain; charset=windows-1252
            Content-Transfer-Encoding: quoted-printable

            =BFPuede leer esto? Son 5 =80.
            --b
            Content-Type: image/jpeg; name="rash.jpg"
            Content-Disposition: attachment; filename="rash.jpg"
            Content-Transfer-Encoding: base64

            AAAA
            --b--
            """);

        Assert.Equal("¿Puede leer esto? Son 5 €.", mail.Text.Body);
        Assert.Equal(["rash.jpg"], mail.Text.Mail!.Attachments);
    }

    [Fact]
    public void Long_texts_and_subjects_are_cut_and_told()
    {
        var mail = Person($"From: dana@example.org\nSubject: {new string('s', 1_000)}\n\n"
            + string.Join('\n', Enumerable.Repeat(new string('a', 70), 1_000)));

        Assert.Equal((MailLimits.Text, MailLimits.Subject, true),
            (mail.Text.Body.Length, mail.Text.Mail!.Subject!.Length, mail.Text.Mail.IsCut));
    }

    [Theory]
    [InlineData("failed", "5.1.1", MessageStatus.Undelivered)]
    [InlineData("failed", "4.4.7", MessageStatus.Undelivered)]
    [InlineData("delayed", "4.2.0", MessageStatus.Queued)]
    [InlineData("delivered", "2.0.0", MessageStatus.Delivered)]
    [InlineData("relayed", "2.0.0", MessageStatus.Sent)]
    public void A_report_of_a_mail_server_tells_of_our_message(string action, string code, MessageStatus status)
    {
        var report = Assert.IsType<ReceivedMail.Report>(Read(Bounce(action, code, $"Message-ID: <{Id}@example.org>")));

        Assert.Equal([new DeliveryReport(Id, status, code) { To = "dana@example.org" }], report.Reports);
    }

    [Theory]
    [InlineData("X-ReferralSilo-Message: 0123456789abcdef0123456789abcdef\nMessage-ID: <a@amazonses.com>")]
    [InlineData("Message-ID: <0123456789abcdef0123456789abcdef@EXAMPLE.org>")]
    public void Our_message_is_found_in_the_returned_headers(string headers) =>
        Assert.Equal(Id, Assert.Single(Assert.IsType<ReceivedMail.Report>(
            Read(Bounce("failed", "5.1.1", headers))).Reports).Message);

    [Theory]
    [InlineData("Message-ID: <someone-else@example.org>")]
    [InlineData("Subject: no id")]
    public void A_report_about_another_mail_does_nothing(string headers) => Assert.Equal("report",
        Assert.IsType<ReceivedMail.Ignored>(Read(Bounce("failed", "5.1.1", headers))).Why);

    [Theory]
    [InlineData("X-ReferralSilo-Message: {0}\nMessage-ID: <a@amazonses.com>", true)]
    [InlineData("Message-ID: <{0}@example.org>", true)]
    [InlineData("X-ReferralSilo-Message: 0123456789abcdef0123456789abcdef\nMessage-ID: <{0}@example.org>", true)]
    [InlineData("Message-ID: <0123456789abcdef0123456789abcdef@example.org>", false)]
    public void Only_a_report_that_has_the_keyed_id_of_our_mail_is_proven(string headers, bool proven)
    {
        var report = Assert.Single(Assert.IsType<ReceivedMail.Report>(Read(Bounce("failed", "5.1.1",
            headers.Replace("{0}", AMessage.Ids.Of(Id), StringComparison.Ordinal)))).Reports);

        Assert.Equal((Id, proven), (report.Message, report.IsProven));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("{0}", true)]
    [InlineData(".0000000000000000000000000000000a", null)]
    public void Only_an_answer_that_has_the_keyed_id_of_our_mail_is_proven(string hash, bool? proven)
    {
        var id = hash == "{0}" ? AMessage.Ids.Of(Id) : Id + hash;
        var mail = Person(FromDana + $"In-Reply-To: <{id}@example.org>\n\nSTOP");

        Assert.Equal((proven is null ? null : Id, proven ?? false), (mail.Text.Mail!.Answers, mail.IsProven));
    }

    [Fact]
    public void A_receipt_of_reading_is_no_message() => Assert.IsType<ReceivedMail.Ignored>(Read(FromDana + """
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=disposition-notification; boundary=b

        --b
        Content-Type: text/plain

        This is a receipt. STOP
        --b
        Content-Type: message/disposition-notification

        Disposition: manual-action/MDN-sent-manually; displayed
        --b--
        """));

    [Fact]
    public void No_bytes_of_a_text_make_it_fail()
    {
        var dice = new Random(20260301);
        for (var n = 0; n < 300; n++)
        {
            var bytes = new byte[dice.Next(2_000)];
            dice.NextBytes(bytes);
            Read($"{FromDana}\n{Encoding.Latin1.GetString(bytes)}");
            Read(FromDana + "Content-Type: text/html\n\n" + Encoding.Latin1.GetString(bytes));
        }
    }

    private static string Bounce(string action, string code, string headers) => $"""
        Return-Path: <>
        From: Mail Delivery System <MAILER-DAEMON@mx.example.com>
        To: clinic@example.org
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain; charset=us-ascii

        I'm sorry to have to inform you that your message could not be delivered.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.com
        Arrival-Date: Mon, 3 Mar 2031 09:00:00 +0000

        Final-Recipient: rfc822; dana@example.org
        Original-Recipient: rfc822;dana@example.org
        Action: {action}
        Status: {code}
        Diagnostic-Code: smtp; 550 {code} no such user

        --b
        Content-Type: text/rfc822-headers

        From: Clinic <clinic@example.org>
        {headers}
        To: dana@example.org
        --b--
        """;

    private static ReceivedMail.FromPerson Person(string mail) => Assert.IsType<ReceivedMail.FromPerson>(Read(mail));

    private static ReceivedMail Read(string mail)
    {
        var bytes = Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n"));
        using var parsed = MimeMessage.Load(new MemoryStream(bytes));
        return new MailReader(MailboxAddress.Parse("Clinic <clinic@example.org>"), AMessage.Ids)
            .Read(1, parsed, bytes, false);
    }
}
