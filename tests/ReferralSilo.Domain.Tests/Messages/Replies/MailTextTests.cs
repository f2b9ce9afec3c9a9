using ReferralSilo.Domain.Messages.Replies;

namespace ReferralSilo.Domain.Tests.Messages.Replies;

/// <summary>Mails as the programs of Apple, Google, Microsoft and Yahoo write them.</summary>
public sealed class MailTextTests
{
    public static TheoryData<string, string, string> Answers => new()
    {
        { "Gmail, English", "Yes, I can come.\n", """

            On Tue, Nov 3, 2026 at 9:15 AM Clinic <clinic@example.org> wrote:

            > Your visit is on Monday.
            > In a crisis, call or text 988.

            """ },
        { "Gmail, English, the sentence on two lines", "Yes, I can come.\n", """

            On Tue, Nov 3, 2026 at 9:15 AM The Telehealth Program of the Valley <
            clinic@example.org> wrote:

            > Your visit is on Monday.
            """ },
        { "Gmail, Spanish", "Sí, puedo ir.\n", """

            El mar, 3 nov 2026 a las 9:15, Clinic (<clinic@example.org>) escribió:

            > Su cita es el lunes.
            """ },
        { "iPhone, English", "Yes, I can come.\n\nSent from my iPhone\n", """

            > On Nov 3, 2026, at 9:15 AM, Clinic <clinic@example.org> wrote:
            >
            > ﻿Your visit is on Monday.
            """ },
        { "iPhone, Spanish", "Sí, puedo ir.\n\nEnviado desde mi iPhone\n", """

            > El 3 nov 2026, a la(s) 9:15, Clinic <clinic@example.org> escribió:
            >
            > Su cita es el lunes.
            """ },
        { "Apple Mail", "Yes, I can come.\n", """

            On Nov 3, 2026, at 9:15 AM, Clinic <clinic@example.org> wrote:

            Your visit is on Monday.
            """ },
        { "Outlook on the desk, English", "Yes, I can come.\n\nDana\n", """

            From: Clinic <clinic@example.org>
            Sent: Tuesday, November 3, 2026 9:15 AM
            To: Dana Okafor <dana@example.org>
            Subject: Your visit

            Your visit is on Monday. In a crisis, call or text 988.
            """ },
        { "Outlook on the web, with a line", "Yes, I can come.\n", """
            ________________________________
            From: Clinic <clinic@example.org>
            Sent: Tuesday, November 3, 2026 9:15 AM
            To: Dana Okafor <dana@example.org>
            Subject: Your visit

            Your visit is on Monday.
            """ },
        { "Outlook, Spanish", "Sí, puedo ir.\n", """

            De: Clinic <clinic@example.org>
            Enviado: martes, 3 de noviembre de 2026 9:15
            Para: Dana Okafor <dana@example.org>
            Asunto: Su cita

            Su cita es el lunes.
            """ },
        { "Outlook as Gmail shows it", "Yes, I can come.\n", """

            *From:* Clinic <clinic@example.org>
            *Sent:* Tuesday, November 3, 2026 9:15 AM
            *To:* Dana Okafor <dana@example.org>
            *Subject:* Your visit

            Your visit is on Monday.
            """ },
        { "an old Outlook", "Yes, I can come.\n", """

            -----Original Message-----
            From: Clinic [mailto:clinic@example.org]
            Sent: Tuesday, November 3, 2026 9:15 AM
            Your visit is on Monday.
            """ },
        { "a Windows phone, Spanish", "Sí, puedo ir.\n", """

            -----Mensaje original-----
            De: "Clinic" <clinic@example.org>
            Enviado: 03/11/2026 9:15
            Su cita es el lunes.
            """ },
        { "Yahoo", "Yes, I can come.\n", """

               On Tuesday, November 3, 2026 at 09:15:00 AM MST, Clinic <clinic@example.org> wrote:

             Your visit is on Monday.
            """ },
        { "Thunderbird", "Yes, I can come.\n", """

            On 11/3/26 09:15, Clinic wrote:
            > Your visit is on Monday.
            """ },
    };

    [Theory, MemberData(nameof(Answers))]
    public void What_a_mail_repeats_is_cut(string program, string written, string quote)
    {
        var read = MailText.WithoutQuote((written + quote).ReplaceLineEndings("\r\n"));

        Assert.Equal((program, written.Trim(), false), (program, read.Text, read.MayBeQuote));
    }

    [Theory]
    [InlineData("Hello,\nOn Monday my mother wrote: do not call her.\nI want to die.")]
    [InlineData("From: the desk\nI was told to write to you. I want to die.")]
    [InlineData("I can come.\n---------- Forwarded message ---------\nFrom: Mom <m@example.org>\nI want to die.")]
    [InlineData("--\nI want to die.")]
    [InlineData("El lunes escribió: nada.\nI want to die.")]
    public void Text_that_only_looks_like_a_quote_stays(string written) =>
        Assert.Contains("I want to die.", MailText.WithoutQuote(written).Text, StringComparison.Ordinal);

    [Fact]
    public void Answers_between_the_quoted_lines_and_below_them_are_new()
    {
        var read = MailText.WithoutQuote("""
            On Tue, Nov 3, 2026 at 9:15 AM Clinic <clinic@example.org> wrote:
            > Can you come on Monday?
            No.
            > Is there anything else?
            I want to die.
            """);

        Assert.Equal(("No.\nI want to die.", false), (read.Text, read.MayBeQuote));
        Assert.Equal("Can you come on Monday?\nIs there anything else?", read.Quoted);
    }

    [Fact]
    public void A_mail_with_nothing_above_an_unmarked_quote_is_kept_whole()
    {
        var read = MailText.WithoutQuote("""

            From: Clinic <clinic@example.org>
            Sent: Tuesday, November 3, 2026 9:15 AM
            To: Dana Okafor <dana@example.org>
            Subject: Your visit

            Your visit is on Monday.
            I want to die.
            """);

        Assert.Equal(("Your visit is on Monday.\nI want to die.", true), (read.Text, read.MayBeQuote));
    }

    [Theory]
    [InlineData("See my answers below.\n\nFrom: Clinic <c@example.org>\nSent: Tuesday, November 3, 2026 9:15 AM\n"
        + "To: Dana\n\nHow are you?\nChest pain since noon")]
    [InlineData("> How are you?\n> Chest pain since noon")]
    [InlineData("Hello,\nOn Monday at 10:30 the nurse wrote:\ntake two.\nChest pain since noon")]
    public void What_was_cut_as_a_quote_is_told_apart_without_its_headers(string text)
    {
        var lines = MailText.WithoutQuote(text).Quoted.Split('\n');

        Assert.Equal((2, "Chest pain since noon"), (lines.Length, lines[1]));
    }

    [Fact]
    public void A_footer_is_no_part_of_what_is_said() => Assert.Equal("Can I come at 3?",
        MailText.WithoutFooter("Can I come at 3?\n\n_______________________________________________\nlist"));

    [Theory]
    [InlineData("STOP\n\nSent from my iPhone", "STOP")]
    [InlineData("STOP\n-- \nDana Okafor", "STOP")]
    [InlineData("Alto\nEnviado desde mi iPad", "Alto")]
    [InlineData("Stop\n\nGet Outlook for iOS<https://aka.ms/o0ukef>", "Stop")]
    [InlineData("Thank you", "Thank you")]
    public void A_signature_is_no_part_of_what_is_said(string text, string said) =>
        Assert.Equal(said, MailText.WithoutSignature(text));

    [Theory]
    [InlineData("Re: Your visit", "Your visit")]
    [InlineData("RE: RV: Your visit", "Your visit")]
    [InlineData("Re: ", null)]
    [InlineData("Regarding: my visit", "Regarding: my visit")]
    public void The_subject_of_an_answer_has_one_mark(string subject, string? own) =>
        Assert.Equal(own, MailText.WithoutReplyMark(subject));
}
