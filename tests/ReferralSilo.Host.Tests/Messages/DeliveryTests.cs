using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Messaging.Callbacks;
using ReferralSilo.Messaging.Tests.Sms;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Messages;

/// <summary>From the acceptance of a referral to the text or mail, and back.</summary>
public sealed class DeliveryTests(DeliveryHost host) : IClassFixture<DeliveryHost>
{
    private static int _numbers = 1000;

    [Fact]
    public async Task An_accepted_referral_sends_one_text_and_its_receipt_comes_back()
    {
        var (referral, number) = await Accept("sms");

        var text = await Arrived(number);
        Assert.Equal($"ReachOut: {DeliveryHost.PublicUrl}/p", text.Body);
        await Call(new Uri(text.StatusCallback).AbsolutePath, new()
        {
            ["MessageSid"] = text.Sid, ["MessageStatus"] = "delivered",
        });

        var message = Assert.Single(await Messages(referral));
        Assert.Equal((MessageStatus.Delivered, 1), (message.Status, message.Case.Attempts));
        Assert.Single(host.Gateway.Texts, t => t.To == number);
    }

    [Fact]
    public async Task A_text_whose_answer_was_lost_is_found_and_not_sent_again()
    {
        var number = Number();
        host.Gateway.AfterAccepting = async http =>
            (await http.Request.ReadFormAsync())["To"] == number && await GatewayOnLoopback.Abort(http);
        var (referral, _) = await Accept("sms", number);

        await Eventually.Is("the text is accepted after its answer was lost", async () =>
            await Messages(referral) is [Message.Accepted { ProviderId: not null }]);

        Assert.Single(host.Gateway.Texts, t => t.To == number);
    }

    [Fact]
    public async Task A_stop_from_the_phone_ends_all_texts_to_it()
    {
        var (_, number) = await Accept("sms");
        await Arrived(number);
        await Call("/callbacks/sms/inbound", new()
        {
            ["MessageSid"] = "SM-stop", ["From"] = number, ["Body"] = "STOP",
        });

        var (again, _) = await Accept("sms", number);

        await Eventually.Is("the next text is blocked", async () =>
            (await Messages(again)).Any(m => m.Status == MessageStatus.Blocked));
        // The confirmation of the stop may be there.
        Assert.Single(host.Gateway.Texts, t => t.To == number
            && t.Body.StartsWith("ReachOut", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_click_on_a_mail_ends_all_mails_to_the_mailbox()
    {
        var mailbox = $"{AProgram.New("dana")}@example.org";
        await Accept("email", mailbox);
        var mail = "";
        await Eventually.Is("the mail arrives", () => (mail = host.Mail.Mails.SingleOrDefault(m =>
            m.Contains(mailbox, StringComparison.Ordinal)) ?? "").Length > 0);
        var header = mail.Split("\r\n").Single(l => l.StartsWith("List-Unsubscribe:", StringComparison.Ordinal));
        var path = new Uri(header[(header.IndexOf('<', StringComparison.Ordinal) + 1)..^1]).AbsolutePath;

        using var content = new StringContent("List-Unsubscribe=One-Click");
        using var clicked = await host.Browser().PostAsync(path, content);
        Assert.Equal(HttpStatusCode.OK, clicked.StatusCode);
        var (again, _) = await Accept("email", mailbox);

        await Eventually.Is("the next mail is blocked", async () =>
            (await Messages(again)).Any(m => m.Status == MessageStatus.Blocked));
        Assert.Single(host.Mail.Mails, m => m.Contains(mailbox, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_number_that_staff_marks_valid_is_written_to_and_a_reason_is_needed()
    {
        var number = Number();
        await Call("/callbacks/sms/inbound", new()
        {
            ["MessageSid"] = AProgram.New("SM-wrong"), ["From"] = number, ["Body"] = "Wrong number",
        });
        var (referral, _) = await Accept("sms", number);
        await Eventually.Is("the text is blocked", async () => await Messages(referral)
            is [Message.Blocked { Reason: MessageReasons.InvalidAddress }]);

        Assert.Equal(["/reason"], (await MarkValid(number, " ")).Is(400, "invalid-input").Pointers);
        Assert.Equal(["/address"], (await MarkValid("nobody")).Is(400, "invalid-input").Pointers);
        (await MarkValid(Number())).Is(409, "address-unknown");
        (await MarkValid(number)).Is(204);
        await Arrived(number);
    }

    [Fact]
    public async Task An_unregistered_sender_waits_and_health_names_it_until_it_is_marked_valid()
    {
        const string own = "+13035550100";
        var (_, number) = await Accept("sms");
        var text = await Arrived(number);
        await Call(new Uri(text.StatusCallback).AbsolutePath, new()
        {
            ["MessageSid"] = text.Sid, ["MessageStatus"] = "undelivered", ["ErrorCode"] = "30034",
        });
        try
        {
            await Eventually.Is("health names it", async () => await Health() == ("stopped", "30034"));
            var (waiting, other) = await Accept("sms");
            await Eventually.Is("the next text waits", async () => await Messages(waiting)
                is [Message.Due { Reason: MessageReasons.SenderStopped }]);
            Assert.DoesNotContain(host.Gateway.Texts, t => t.To == other);
        }
        finally
        {
            (await MarkValid(own)).Is(204);
        }

        await Eventually.Is("health is good again", async () => (await Health()).State == "sending");
    }

    private Task<ApiAnswer> MarkValid(string address, string reason = "Called and spoke with the patient") =>
        host.Api.Post("/api/addresses/mark-valid", new { address, reason });

    private async Task<(string? State, string? Code)> Health()
    {
        var sms = (await host.Api.Get("/health/ready")).Json["transports"]!["sms"]!;
        return ((string?)sms["state"], (string?)sms["lastError"]);
    }

    private async Task<(string Referral, string To)> Accept(string channel, string? to = null)
    {
        to ??= Number();
        var body = AProgram.Referral();
        var patient = body["patient"]!.AsObject();
        patient["familyName"] = AProgram.New("Okafor");
        patient["preferredChannel"] = channel;
        if (channel == "sms") patient["phones"] = new JsonArray(to);
        else patient["email"] = to;
        body["consents"] = new JsonArray(new JsonObject
        {
            ["kind"] = channel, ["given"] = true, ["how"] = "verbal", ["at"] = "2026-11-01T00:00:00Z",
        });
        var id = (await host.Api.Create(body)).Id;
        (await host.Api.Do(id, "accept")).Is(200);
        return (id, to);
    }

    private async Task<KeptText> Arrived(string number)
    {
        await Eventually.Is("the text arrives", () => host.Gateway.Texts.Any(t => t.To == number));
        return host.Gateway.Texts.First(t => t.To == number);
    }

    private async Task<IReadOnlyList<Message>> Messages(string referral) =>
        [.. (await host.Services.GetRequiredService<MessageLists>().OfReferral(referral)).Select(m => m.State)];

    private async Task Call(string path, Dictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add(GatewaySignature.Header, GatewaySignature.Of(GatewayOnLoopback.Token,
            DeliveryHost.PublicUrl + path, form.Select(f => KeyValuePair.Create(f.Key, new StringValues(f.Value)))));
        using var answer = await host.Browser().SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
    }

    private static string Number() => $"+1303666{Interlocked.Increment(ref _numbers)}";
}
