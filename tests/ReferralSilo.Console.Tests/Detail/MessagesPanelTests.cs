using Bunit;
using ReferralSilo.Console.Detail;
using ReferralSilo.Console.Tests.Patients;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Console.Tests.Detail;

/// <summary>The messages of a referral.</summary>
public sealed class MessagesPanelTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();

    private FakeConsoleApi Api => _circuit.Api;

    private FakePatientsApi Patients => _circuit.Patients;

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public void Each_message_says_what_it_is_about_where_it_went_and_what_became_of_it()
    {
        Api.MessagesSent.AddRange([
            Message("m2", MessageStatus.Deferred, "quiet-hours") with { SubmittedAt = null },
            Message("m1", MessageStatus.Undelivered, "30005"),
        ]);

        var panel = Open();

        Assert.Equal(["First message by text to ***0123", "First message by text to ***0123"],
            panel.FindAll("[data-testid=message]").Select(m =>
                $"{m.QuerySelector("b")!.TextContent}{m.QuerySelector("[data-testid=message-to]")!.TextContent}"));
        Assert.Equal(["Waits: until the permitted hours where the patient is", "Did not arrive: code 30005"],
            panel.FindAll("[data-testid=message-status]").Select(m => m.Shown()));
        Assert.StartsWith("due", panel.Find("[data-message=m2] span.quiet:last-of-type").Shown());
    }

    [Fact]
    public void Without_a_message_it_says_so_and_who_may_not_see_them_has_no_section()
    {
        Assert.Equal("No message was planned yet.", Open().Find("[data-testid=no-messages]").Shown());

        Api.MessagesProblem = new Problem(403, "forbidden", "");
        Assert.Empty(Open().FindAll("[data-testid=messages]"));
    }

    [Fact]
    public async Task What_did_not_arrive_is_sent_another_way_after_a_question()
    {
        Api.MessagesSent.Add(Failed());
        var panel = Open();
        await Click(panel, "[data-action=resend-email]");
        Assert.Empty(Api.Resends);
        Assert.Contains("Send “First message” by email to this patient?",
            panel.Find("[data-testid=resend-question]").Shown());

        await Click(panel, "[data-action=resend-yes]");

        Assert.Equal(("m1", MessageChannel.Email), Assert.Single(Api.Resends));
        Assert.Equal("It was asked for by email: the list says when it leaves.",
            panel.Find("[data-testid=resend-result]").Shown());
    }

    [Fact]
    public async Task The_question_can_be_answered_with_no()
    {
        Api.MessagesSent.Add(Failed());
        var panel = Open();
        await Click(panel, "[data-action=resend-email]");
        await Click(panel, "[data-action=resend-no]");

        Assert.Empty(Api.Resends);
        Assert.Single(panel.FindAll("[data-action=resend-email]"));
    }

    [Fact]
    public async Task A_second_click_while_it_is_sent_does_nothing()
    {
        var held = new TaskCompletionSource();
        Api.AnswerAfter = held.Task;
        Api.MessagesSent.Add(Failed());
        var panel = Open();
        await Click(panel, "[data-action=resend-email]");
        await Click(panel, "[data-action=resend-yes]");

        Assert.True(panel.Find("[data-action=resend-email]").HasAttribute("disabled"));
        Assert.Equal("Sending…", panel.Find("[data-action=resend-email]").Shown());
        held.SetResult();
        panel.WaitForAssertion(() => Assert.Single(panel.FindAll("[data-testid=resend-result]")),
            TimeSpan.FromSeconds(30));
        Assert.Single(Api.Resends);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_ends_no_screen_and_the_outcome_is_told_as_not_known()
    {
        Api.MessagesSent.Add(Failed());
        var panel = Open();
        Api.AnswerAfter = Task.FromException(new TimeoutException("The database is away."));
        await Click(panel, "[data-action=resend-email]");
        await Click(panel, "[data-action=resend-yes]");

        Assert.StartsWith("No answer came back.", panel.Find("[data-testid=resend-result]").Shown());
        Assert.Single(panel.FindAll("[data-testid=message]"));
    }

    [Theory]
    [InlineData("no-consent", "Not sent by email. The patient has not agreed to be written to this way")]
    [InlineData("suppressed", "Not sent by email. This number or mailbox takes no messages")]
    [InlineData("outcome-unknown", "No answer came back.")]
    public async Task A_refusal_says_why(string code, string text)
    {
        Api.MessagesSent.Add(Failed());
        Api.Refusals.Enqueue(new Problem(409, code, ""));
        var panel = Open();
        await Click(panel, "[data-action=resend-email]");
        await Click(panel, "[data-action=resend-yes]");

        Assert.StartsWith(text, panel.Find("[data-testid=resend-result]").Shown());
        Assert.Equal("alert", panel.Find("[data-testid=resend-result]").GetAttribute("role"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Who_does_not_schedule_and_what_arrived_have_no_button(bool mayBook)
    {
        Api.CurrentSession = Api.CurrentSession with { Actions = mayBook ? ["book"] : [] };
        Api.MessagesSent.Add(mayBook ? Message("m1", MessageStatus.Delivered, null) : Failed());

        Assert.Empty(Open().FindAll("[data-action^=resend]"));
    }

    [Fact]
    public async Task An_address_that_is_marked_invalid_is_named_and_marked_valid_with_a_reason()
    {
        Api.MessagesSent.Add(Message("m1", MessageStatus.Blocked, "invalid-address"));
        Patients.Views["p1"] = APatient.View() with
        {
            AddressProblems =
            [
                new AddressProblemView("+13035550123", MessageChannel.Sms, true, false),
                new AddressProblemView("dana@example.org", MessageChannel.Email, false, true),
            ],
        };
        Patients.Apply = (view, _) => view with { AddressProblems = [] };
        var panel = Open("p1");
        Assert.StartsWith("The number +13035550123 is marked invalid: no text is sent there.",
            Assert.Single(panel.FindAll("[data-testid=invalid-address]")).Shown());

        await Click(panel, "[data-action=mark-valid]");
        await panel.Find("[data-form=mark-valid] [name=reason]").ChangeAsync("She read it out.");
        await panel.Find("[data-form=mark-valid]").SubmitAsync();
        Assert.Empty(Patients.Sent);
        await Click(panel, "[data-action=confirm-yes]");

        Assert.Equal(new MarkAddressValid("+13035550123", "She read it out."), Assert.Single(Patients.Sent).Body);
        Assert.Empty(panel.FindAll("[data-testid=invalid-address]"));
        Assert.StartsWith("Marked as valid.", panel.Find("[data-testid=valid-result]").Shown());
    }

    [Fact]
    public void Who_may_not_change_the_record_sees_that_an_address_is_invalid_and_has_no_button()
    {
        Api.MessagesSent.Add(Message("m1", MessageStatus.Blocked, "invalid-address"));
        Patients.Views["p1"] = APatient.View() with
        {
            Actions = [],
            AddressProblems = [new AddressProblemView("dana@example.org", MessageChannel.Email, true, false)],
        };
        var panel = Open("p1");

        Assert.StartsWith("The mailbox dana@example.org is marked invalid",
            panel.Find("[data-testid=invalid-address]").Shown());
        Assert.Empty(panel.FindAll("[data-action=mark-valid]"));
        Patients.Unreadable = new Problem(404, "not-found", "");
        Assert.Empty(Open("p1").FindAll("[data-testid=invalid-address]"));
    }

    [Fact]
    public async Task The_result_of_one_patient_is_not_shown_with_the_next()
    {
        Api.MessagesSent.Add(Failed());
        var panel = Open();
        await Click(panel, "[data-action=resend-email]");
        await Click(panel, "[data-action=resend-yes]");
        panel.Render(p => p.Add(x => x.Referral, "r2"));

        Assert.Empty(panel.FindAll("[data-testid=resend-result]"));
    }

    [Theory]
    [InlineData(MessageStatus.Unknown, "not-found",
        "Not proven: the answer of the provider was lost (the provider does not have it)")]
    [InlineData(MessageStatus.Superseded, "resent", "Not sent: a colleague had it sent another way")]
    [InlineData(MessageStatus.Superseded, "replaced", "Not sent: no longer needed")]
    [InlineData(MessageStatus.Rejected, "21614", "Not sent, refused by the provider: code 21614")]
    public void A_status_is_one_sentence(MessageStatus status, string reason, string text) =>
        Assert.Equal(text, MessageWords.Sentence(Message("m1", status, reason)));

    [Fact]
    public void No_status_and_no_occasion_is_shown_as_a_code()
    {
        foreach (var status in Enum.GetValues<MessageStatus>())
            Assert.DoesNotContain("-", MessageWords.Status(Message("m1", status, null)));
        foreach (var occasion in Enum.GetValues<MessageOccasion>())
            Assert.DoesNotContain("-", MessageWords.Occasion(occasion));
    }

    private IRenderedComponent<MessagesPanel> Open(string? patient = null) => _circuit.Render<MessagesPanel>(p =>
        p.Add(x => x.Referral, "r1").Add(x => x.Patient, patient).Add(x => x.Version, 1));

    /// <summary>The panel reads again by itself, so an element is found and clicked in one turn.</summary>
    private static Task Click(IRenderedComponent<MessagesPanel> panel, string selector) =>
        panel.InvokeAsync(() => panel.Find(selector).Click());

    private static MessageView Failed(string id = "m1") =>
        Message(id, MessageStatus.Undelivered, "30005") with { ResendBy = [MessageChannel.Email] };

    private static MessageView Message(string id, MessageStatus status, string? reason) => new(id,
        MessageOccasion.ReachOut, MessageChannel.Sms, "***0123", "reach-out.sms.en", 1, "en", status, reason, ARow.Now,
        1, ARow.Now, [], false);
}
