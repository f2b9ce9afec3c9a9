using Bunit;
using ReferralSilo.Console.Settings.Messages;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Mails;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Tests.Settings;

/// <summary>Whether messages leave, and what to do when they do not.</summary>
public sealed class MessagingPageTests : IAsyncDisposable
{
    private static readonly MessagingStatus Healthy = new(ARow.Now, "Mesa Clinic", "+13035550199", "Weekdays 8 to 6",
        "https://care.example.org", "08:00-21:00", false, false,
        [
            new ChannelStatus(MessageChannel.Sms, "+13035550100", "api.gateway.example", TransportState.Sending,
                ARow.Now, null),
            new ChannelStatus(MessageChannel.Email, null, null, TransportState.NotSetUp, null, null),
        ], [], []);

    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public void Each_channel_says_how_it_is_where_it_sends_from_and_what_to_do()
    {
        var page = Open(Healthy);

        var sms = page.Find("[data-channel=sms]").Shown();
        Assert.Contains("Sending since", sms);
        Assert.Contains("+13035550100", sms);
        Assert.EndsWith("Nothing.", sms);
        Assert.EndsWith("Set Messaging__Email__Url and Messaging__Email__From, and start the program again.",
            page.Find("[data-channel=email]").Shown());
        Assert.Contains("08:00 to 21:00", page.Find("[data-testid=says]").Shown());
        Assert.Empty(page.FindAll(".lacks"));
    }

    [Theory]
    [InlineData(null, "Read since", null)]
    [InlineData("authentication", "Cannot be read", "The server refuses the sign-in")]
    [InlineData("no-folder", "Cannot be read", "does not know this folder")]
    [InlineData("connection", "Cannot be read", "does not answer")]
    [InlineData("not-read-yet", "Not read yet", null)]
    public void The_mailbox_of_answers_says_how_it_is_and_what_to_do(string? error, string shown, string? toDo)
    {
        var page = Open(Healthy with
        {
            Inbox = new InboxStatus("imap.example.org:993", ARow.Now, error, ARow.Now, 0),
        });

        var inbox = page.Find("[data-testid=inbox]").Shown();
        Assert.Contains(shown, inbox);
        Assert.Equal(toDo is not null, inbox.Contains("What to do", StringComparison.Ordinal));
        if (toDo is not null) Assert.Contains(toDo, inbox);
    }

    [Fact]
    public void A_mail_that_was_set_aside_says_why_and_an_administrator_has_it_read_again()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Settings = [SettingNames.Mails] };
        var page = Open(WithSetAside);
        Assert.Contains("UID 17 The program ended several times while it read it",
            page.Find("[data-mail='7-17']").Shown());
        Assert.Equal("Is being read again", page.Find("[data-mail='7-12'] [data-testid=retrying]").Shown());

        page.Find("[data-mail='7-17'] [data-action=retry-mail]").Click();
        Assert.Equal("7-17", Assert.Single(_circuit.Templates.Retried).Mail);
        _circuit.Templates.Refusals.Enqueue(new Problem(409, "mail-not-set-aside", ""));
        page.Find("[data-mail='7-17'] [data-action=retry-mail]").Click();
        Assert.Equal("This mail is not set aside any more. Look again.",
            page.Find("[data-testid=retry-problem]").Shown());
    }

    [Fact]
    public void Without_the_right_no_mail_can_be_read_again() => Assert.Empty(
        Open(WithSetAside).FindAll("[data-action=retry-mail]"));

    private static MessagingStatus WithSetAside => Healthy with
    {
        Inbox = new InboxStatus("imap.example.org:993", ARow.Now, null, ARow.Now, 2)
        {
            SetAside =
            [
                new SetAsideMailView("7-17", 17, "program-ended", ARow.Now, false),
                new SetAsideMailView("7-12", 12, "not-recorded", ARow.Now, true),
            ],
        },
    };

    [Fact]
    public void Mails_that_were_set_aside_are_told_and_a_missing_mailbox_too()
    {
        Assert.Contains("2 mails took no effect here", Open(Healthy with
        {
            Inbox = new InboxStatus("imap.example.org:993", ARow.Now, null, ARow.Now, 2),
        }).Find("[data-testid=inbox]").Shown());
        Assert.StartsWith("No mailbox is read", Open(Healthy).Find("[data-testid=no-inbox]").Shown());
    }

    [Theory]
    [InlineData(TransportState.KeptBack, "401", "Failing, messages wait", "The provider refuses the account")]
    [InlineData(TransportState.Trying, "connection", "Failing, the next message is tried", "does not answer")]
    [InlineData(TransportState.KeptBack, "30034", "Failing, messages wait", "not registered with the carriers")]
    [InlineData(TransportState.KeptBack, "99999", "Failing, messages wait", "code 99999")]
    public void A_fault_says_what_to_do_in_one_sentence(TransportState state, string code, string shown, string toDo)
    {
        var page = Open(Healthy with { Channels = [Healthy.Channels[0] with { State = state, LastError = code }] });

        var row = page.Find("[data-channel=sms]").Shown();
        Assert.Contains(shown, row);
        Assert.Contains(toDo, row);
    }

    [Fact]
    public void What_waits_and_what_failed_is_counted_by_reason_with_what_to_do()
    {
        var page = Open(Healthy with
        {
            Waiting =
            [
                new MessageTally(null, MessageStatus.Blocked, "no-consent", 12),
                new MessageTally(MessageChannel.Sms, MessageStatus.Deferred, "quiet-hours", 3),
            ],
            Failed =
            [
                new MessageTally(MessageChannel.Email, MessageStatus.Unknown, "timeout", 1),
                new MessageTally(null, MessageStatus.Stale, "too-late", 4),
            ],
        });

        Assert.Equal("No consent to texts or emails 12 Ask these patients for consent on the phone; their messages "
            + "leave when it is recorded.", page.Find("[data-reason=no-consent]").Shown());
        Assert.EndsWith("Nothing: they leave by themselves.", page.Find("[data-reason=quiet-hours]").Shown());
        Assert.Contains("Not proven: call where it matters", page.Find("[data-testid=failed] [data-status=unknown]")
            .Shown());
        Assert.StartsWith("They were kept back until it was too late to help 4 They never left: call where it matters",
            page.Find("[data-testid=failed] [data-status=stale]").Shown());
    }

    [Fact]
    public void Nothing_that_waits_or_failed_is_said_in_words()
    {
        var page = Open(Healthy);

        Assert.Equal("No message waits.", page.Find("[data-testid=none-waiting]").Shown());
        Assert.Equal("Nothing failed.", page.Find("[data-testid=none-failed]").Shown());
    }

    [Theory]
    [InlineData("http://localhost:5080", "Patients cannot open this address")]
    [InlineData("http://care.example.org", "serve it by https")]
    public void A_public_address_that_patients_cannot_use_is_named(string url, string text) =>
        Assert.Contains(text, Open(Healthy with { PublicUrl = url }).Find(".lacks").TextContent);

    [Fact]
    public void Held_messages_and_the_demo_are_named()
    {
        var page = Open(Healthy with { IsHeld = true, IsMailbox = true });

        Assert.Contains("release-messages", page.Find("[data-testid=held]").Shown());
        Assert.Contains("to no person", page.Find("[data-testid=mailbox]").Shown());
        Assert.EndsWith("Nothing: the demo sends to no person.", page.Find("[data-channel=email]").Shown());
    }

    [Fact]
    public void It_can_be_read_again()
    {
        var page = Open(Healthy);
        _circuit.Templates.Status = Healthy with { IsHeld = true };
        page.Find("[data-action=read-again]").Click();

        Assert.Single(page.FindAll("[data-testid=held]"));
    }

    [Fact]
    public void Without_the_right_there_is_a_notice() =>
        Assert.Equal("forbidden", _circuit.Render<MessagingPage>().Find("[data-testid=notice]")
            .GetAttribute("data-notice"));

    private IRenderedComponent<MessagingPage> Open(MessagingStatus status)
    {
        _circuit.Templates.Status = status;
        return _circuit.Render<MessagingPage>();
    }
}
