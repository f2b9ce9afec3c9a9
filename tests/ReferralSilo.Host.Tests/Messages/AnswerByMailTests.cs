using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Messages;

/// <summary>From a mail to the patient to the patient's answer, and to the answer of staff.</summary>
public sealed class AnswerByMailTests(DeliveryHost host) : IClassFixture<DeliveryHost>
{
    [Fact]
    public async Task A_patient_answers_a_mail_and_staff_answers_in_the_same_thread()
    {
        var (referral, mailbox) = await Accept();
        using var sent = await Arrived(mailbox, 0);
        host.Inbox.Add($"""
            From: Dana <{mailbox}>
            To: clinic@example.org
            Subject: Re: {sent.Subject}
            Message-ID: <answer-{referral}@mail.example>
            In-Reply-To: <{sent.MessageId}>
            References: <{sent.MessageId}>
            Content-Type: text/plain; charset=utf-8

            Can I bring my daughter?

            On Mon, Mar 3, 2031 at 9:15 AM Mesa Clinic <clinic@example.org> wrote:

            > {sent.TextBody}
            """, SystemClock.Instance.GetCurrentInstant());

        var conversation = await Conversation(mailbox);
        var entry = conversation["entries"]![0]!;
        Assert.Equal(("email", referral, "Can I bring my daughter?", $"Re: {sent.Subject}"),
            ((string)conversation["channel"]!, (string)conversation["patients"]![0]!["referral"]!,
                (string)entry["text"]!, (string)entry["mail"]!["subject"]!));
        Assert.Equal("reach-out", (string)entry["answers"]!["occasion"]!);

        (await host.Api.Post($"/api/conversations/{conversation["id"]}/reply", new { text = "Yes, of course." }))
            .Is(200);
        using var answer = await Arrived(mailbox, 1);
        Assert.Equal(($"Re: {sent.Subject}", $"answer-{referral}@mail.example"), (answer.Subject, answer.InReplyTo));
        Assert.Equal<string>([sent.MessageId!, answer.InReplyTo!], answer.References.ToArray());
        Assert.Null(answer.Headers[HeaderId.AutoSubmitted]);
    }

    [Fact]
    public async Task A_mail_that_comes_back_is_undelivered_and_its_mailbox_invalid()
    {
        var (referral, mailbox) = await Accept();
        using var sent = await Arrived(mailbox, 0);
        host.Inbox.Add($"""
            Return-Path: <>
            From: MAILER-DAEMON@mx.example.com
            Subject: Undelivered Mail Returned to Sender
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: text/plain

            Sorry.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.com

            Final-Recipient: rfc822; {mailbox}
            Action: failed
            Status: 5.1.1

            --b
            Content-Type: text/rfc822-headers

            Message-ID: <{sent.MessageId}>
            Subject: {sent.Subject}
            --b--
            """, SystemClock.Instance.GetCurrentInstant());

        await Eventually.Is("the message is undelivered", async () =>
            (await host.Services.GetRequiredService<MessageLists>().OfReferral(referral))
                .Any(m => m.State.Status == MessageStatus.Undelivered));
        var (again, _) = await Accept(mailbox);
        await Eventually.Is("the next mail is blocked", async () =>
            (await host.Services.GetRequiredService<MessageLists>().OfReferral(again))
                .Any(m => m.State is Message.Blocked { Reason: MessageReasons.InvalidAddress }));
    }

    [Fact]
    public async Task A_mail_that_cannot_be_read_is_set_aside_in_health_and_read_again_on_request()
    {
        var admin = await host.As("admin");
        var uid = host.Inbox.Add("Subject: no sender\n\nHello", SystemClock.Instance.GetCurrentInstant());
        JsonNode? mail = null;
        await Eventually.Is("it is set aside", async () =>
            (mail = (await admin.Get("/api/mails/set-aside")).Is(200).Json["items"]!.AsArray()
                .FirstOrDefault(m => (long)m!["uid"]! == uid && !(bool)m["retrying"]!)) is not null);
        Assert.Equal("unreadable", (string)mail!["why"]!);
        var health = (await admin.Get("/health/ready")).Is(200).Json["inbox"]!;
        Assert.Equal(("read", true), ((string)health["state"]!, (long)health["setAside"]! > 0));

        host.Inbox.Remove(uid);
        (await admin.Post($"/api/mails/set-aside/{mail["id"]}/retry")).Is(200);
        await Eventually.Is("it is gone", async () =>
            (await admin.Get("/api/mails/set-aside")).Is(200).Json["items"]!.AsArray()
                .Any(m => (long)m!["uid"]! == uid && (string)m["why"]! == "gone"));
        (await admin.Post("/api/mails/set-aside/7-999/retry")).Is(409, "mail-not-set-aside");
    }

    private async Task<(string Referral, string Mailbox)> Accept(string? mailbox = null)
    {
        mailbox ??= $"{AProgram.New("dana")}@patient.example";
        var body = AProgram.Referral();
        var patient = body["patient"]!.AsObject();
        patient["familyName"] = AProgram.New("Okafor");
        patient["preferredChannel"] = "email";
        patient["email"] = mailbox;
        body["consents"] = new JsonArray(new JsonObject
        {
            ["kind"] = "email", ["given"] = true, ["how"] = "verbal", ["at"] = "2026-11-01T00:00:00Z",
        });
        var id = (await host.Api.Create(body)).Id;
        (await host.Api.Do(id, "accept")).Is(200);
        return (id, mailbox);
    }

    private async Task<MimeMessage> Arrived(string mailbox, int before)
    {
        string[] mails = [];
        await Eventually.Is("the mail arrives", () => (mails = [.. host.Mail.Mails.Where(m =>
            m.Contains($"To: {mailbox}", StringComparison.Ordinal))]).Length > before);
        return await MimeMessage.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(mails[before])));
    }

    private async Task<JsonNode> Conversation(string mailbox)
    {
        JsonNode? found = null;
        await Eventually.Is("the conversation is there", async () => (found = (await host.Api
            .Get("/api/conversations?limit=200")).Json["items"]!.AsArray()
            .FirstOrDefault(c => (string?)c!["from"] == mailbox)) is not null);
        return found!;
    }
}
