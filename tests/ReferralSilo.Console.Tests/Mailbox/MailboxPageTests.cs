using Bunit;
using ReferralSilo.Console.Mailbox;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Tests.Mailbox;

/// <summary>The mailbox of the demo.</summary>
public sealed class MailboxPageTests : IDisposable
{
    private readonly ConsoleContext _context = new();

    private FakeMailboxApi Mailbox => _context.Mailbox;

    public void Dispose() => _context.Dispose();

    [Fact]
    public void Messages_are_shown_as_people_get_them()
    {
        Mailbox.Messages =
        [
            Message("m2", MessageChannel.Email, "Your visit", "Please open https://care.example.org/p to choose."),
            Message("m1", MessageChannel.Sms, null, "Please call us."),
        ];

        var page = Open();

        Assert.Equal(["m2", "m1"], page.FindAll(".mail").Select(m => m.GetAttribute("data-message")));
        Assert.Equal("https://care.example.org/p", page.Find(".bubble a").GetAttribute("href"));
        Assert.Equal("Please open https://care.example.org/p to choose.",
            page.Find("[data-message=m2] .bubble p").TextContent.Trim());
        Assert.Equal("Your visit", page.Find("[data-message=m2] h2").TextContent);
        // A mail is not answered here.
        Assert.Single(page.FindAll("[data-testid=reply]"));
    }

    [Fact]
    public void An_answer_is_sent_as_the_patient_and_says_what_it_led_to()
    {
        Mailbox.Messages = [Message("m1", MessageChannel.Sms, null, "Please call us.")];
        var page = Open();

        page.Find("[data-testid=reply]").Change("STOP");
        page.Find(".reply").Submit();

        Assert.Equal(("m1", "STOP"), Assert.Single(Mailbox.Replies));
        Assert.Equal("Sent. No more texts go to this number.", page.Find("[data-testid=reply-result]").TextContent);
        Assert.Equal("", page.Find("[data-testid=reply]").GetAttribute("value") ?? "");
    }

    [Fact]
    public void An_answer_that_failed_can_be_sent_again_as_the_same_one()
    {
        Mailbox.Messages = [Message("m1", MessageChannel.Sms, null, "Please call us.")];
        Mailbox.RepliesFail = true;
        var page = Open();
        page.Find("[data-testid=reply]").Change("STOP");
        page.Find(".reply").Submit();
        Assert.Equal("Not sent. Send it again.", page.Find("[data-testid=reply-result]").TextContent);
        Assert.Equal("STOP", page.Find("[data-testid=reply]").GetAttribute("value"));

        Mailbox.RepliesFail = false;
        page.Find(".reply").Submit();
        Assert.Equal(Mailbox.Operations[0], Mailbox.Operations[1]);
        page.Find("[data-testid=reply]").Change("START");
        page.Find(".reply").Submit();
        Assert.NotEqual(Mailbox.Operations[0], Mailbox.Operations[2]);
    }

    [Fact]
    public void A_link_is_found_after_a_line_break_and_ends_before_the_full_stop()
    {
        Mailbox.Messages = [Message("m1", MessageChannel.Sms, null, "Choose a time:\nhttps://care.example.org/p.")];

        var page = Open();

        Assert.Equal("https://care.example.org/p", page.Find(".bubble a").GetAttribute("href"));
        Assert.Equal("Choose a time:\nhttps://care.example.org/p.", page.Find(".bubble p").TextContent);
    }

    [Fact]
    public void Blank_answers_are_not_sent()
    {
        Mailbox.Messages = [Message("m1", MessageChannel.Sms, null, "Please call us.")];
        var page = Open();

        page.Find("[data-testid=reply]").Change("  ");
        page.Find(".reply").Submit();

        Assert.Empty(Mailbox.Replies);
    }

    [Fact]
    public void New_messages_appear_by_themselves()
    {
        var page = Open();
        Assert.Equal("No messages yet", page.Find("[data-testid=notice] h2").TextContent);

        Mailbox.Messages = [Message("m1", MessageChannel.Sms, null, "Please call us.")];
        _context.Time.End(MailboxPage.Refresh);

        page.WaitForAssertion(() => Assert.Single(page.FindAll(".mail")), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Without_the_right_there_is_a_notice()
    {
        Mailbox.Problem = new Problem(403, "forbidden", "Your role does not allow this.");

        Assert.Equal("forbidden", Open().Find("[data-testid=notice]").GetAttribute("data-notice"));
    }

    [Fact]
    public void Where_messages_really_leave_there_is_no_mailbox()
    {
        Mailbox.Messages = [Message("m1", MessageChannel.Sms, null, "Please call us.")];

        var page = _context.Render<MailboxPage>();

        Assert.Equal("There is no mailbox here", page.Find("[data-testid=notice] h2").TextContent);
        Assert.Equal(0, Mailbox.Reads);
    }

    private IRenderedComponent<MailboxPage> Open()
    {
        Mailbox.IsOn = true;
        return _context.Render<MailboxPage>();
    }

    private static MailboxMessage Message(string id, MessageChannel channel, string? subject, string body) => new(id,
        channel, MessageOccasion.ReachOut, channel == MessageChannel.Sms ? "+13035550123" : "dana@example.org", subject,
        body, "en", ARow.Now, "r1");
}
