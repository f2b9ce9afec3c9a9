using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Conversations;
using ReferralSilo.Console.Live;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Conversations;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Console.Tests.Conversations;

/// <summary>What patients wrote: the list, the panel of a patient, and the alarm on every page.</summary>
public sealed partial class ConversationPageTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();
    private ScriptedWatch.Stream _board = null!;

    public ConversationPageTests() => _circuit.Api.CurrentSession =
        _circuit.Api.CurrentSession with { Boards = ["conversations/*"] };

    private FakeConversationsApi Api => _circuit.Conversations;

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task A_text_is_shown_with_its_patient_its_clock_and_what_it_answers()
    {
        Api.Views.Add(View("c1", "Can I bring my daughter?") with
        {
            Entries =
            [
                Entry("Can I bring my daughter?") with
                {
                    Answers = new("m1", MessageOccasion.Booked, "r1"),
                },
            ],
        });
        var page = await Open();

        var card = page.Find("[data-testid=conversation]");
        Assert.Contains("Okafor, Dana", card.Shown());
        Assert.Contains("due in 30 min", card.Shown());
        Assert.Equal("Can I bring my daughter?", page.Find(".said").TextContent);
        Assert.Equal("answers the message “Booked”", page.Find("[data-testid=answers]").Shown());
        Assert.Equal("/referral/r1", page.Find("[data-testid=conversation-patient]").GetAttribute("href"));
        Assert.Equal("tel:+13035550123", page.Find("header a.num").GetAttribute("href"));
        Assert.Empty(page.FindAll("[data-testid=shared]"));
    }

    [Fact]
    public async Task A_mail_is_shown_with_its_subject_and_the_files_that_are_not_kept()
    {
        Api.Views.Add(View("c1", "Can you read this?") with
        {
            Channel = MessageChannel.Email, From = "dana@example.org",
            Emergency = new(ARow.Now, "988", null),
            Entries =
            [
                Entry("Can you read this?") with
                {
                    Effect = InboundEffect.WrongNumber,
                    Mail = new InboundMailView("My <rash>", ["rash.jpg", "note.pdf"], Cut: true),
                },
            ],
        });
        var page = await Open();

        Assert.Equal("Subject: My <rash>", page.Find("[data-testid=subject]").Shown());
        Assert.EndsWith("open them in the clinic's mailbox: rash.jpg, note.pdf",
            page.Find("[data-testid=attachments]").Shown());
        Assert.StartsWith("This is not the whole mail.", page.Find("[data-testid=cut]").Shown());
        Assert.StartsWith("The mailbox is marked as not the patient's.", page.Find("[data-testid=effect]").Shown());
        Assert.Contains("Call the patient now, at the number of the referral", page.Find("[data-testid=emergency-note]")
            .Shown());
        Assert.Empty(page.FindAll("header a[href^=tel]"));
    }

    [Theory]
    [InlineData(EmergencyConcern.Emergency, 90, true)]
    [InlineData(EmergencyConcern.None, 59, false)]
    public async Task What_a_mail_says_in_its_quote_is_behind_its_own_text_and_open_when_it_alarms(
        EmergencyConcern concern, int minutesLater, bool isOpen)
    {
        Api.Views.Add(View("c1", "See below.") with
        {
            Channel = MessageChannel.Email, From = "dana@example.org",
            Entries =
            [
                Entry("See below.") with
                {
                    Concern = concern,
                    Mail = new InboundMailView("Re: Your visit", [], Cut: false)
                    {
                        InQuote = "It hurts <much>", WrittenAt = ARow.Now - TimeSpan.FromMinutes(minutesLater),
                    },
                },
            ],
        });
        var page = await Open();

        Assert.Equal(["See below.", "It hurts <much>"], page.FindAll(".said").Select(p => p.TextContent));
        Assert.Equal(isOpen, page.Find("[data-testid=in-quote]").HasAttribute("open"));
        Assert.Equal(isOpen ? 1 : 0, page.FindAll("[data-testid=written]").Count);
    }

    [Fact]
    public async Task An_answer_is_sent_once_for_the_version_that_was_read_and_closes_it()
    {
        Api.Views.Add(View("c1", "Can I bring my daughter?", version: 3));
        var page = await Open();
        page.Find("[data-action=reply]").Click();
        page.Find("[data-testid=conversation-text]").Input("Yes, of course.");
        await page.Find("[data-testid=conversation-form]").SubmitAsync();

        var sent = Assert.Single(Api.Sent);
        Assert.Equal(("c1", new ConversationReplyInput("Yes, of course."), 3L), (sent.Id, sent.Input, sent.Version));
        Assert.StartsWith("On its way.", page.Find("[data-testid=done]").TextContent);
        Assert.Equal("false", page.Find("[data-testid=conversation]").GetAttribute("data-open"));
        Assert.Empty(page.FindAll("[data-testid=conversation-actions]"));
    }

    [Fact]
    public async Task On_a_shared_number_the_answer_names_a_patient()
    {
        Api.Views.Add(View("c1", "Can we come later?") with
        {
            Patients = [Patient("p1", "Okafor, Dana", "r1"), Patient("p2", "Okafor, Eli", "r2")],
        });
        var page = await Open();
        Assert.Contains("Who wrote is not known", page.Find("[data-testid=shared]").Shown());
        page.Find("[data-action=reply]").Click();
        page.Find("[data-testid=conversation-text]").Input("Yes.");
        Assert.True(page.Find("[data-action=send]").HasAttribute("disabled"));
        await page.Find("[data-testid=conversation-form]").SubmitAsync();
        Assert.Empty(Api.Sent);

        page.Find("input[value=r2]").Change("r2");
        await page.Find("[data-testid=conversation-form]").SubmitAsync();
        Assert.Equal(new ConversationReplyInput("Yes.", "r2"), Assert.Single(Api.Sent).Input);
    }

    [Fact]
    public async Task With_one_own_patient_on_a_number_shared_with_another_line_the_answer_names_that_one()
    {
        Api.Views.Add(View("c1", "Can we come later?") with { OtherPatients = 1 });
        var page = await Open();
        page.Find("[data-action=reply]").Click();
        page.Find("[data-testid=conversation-text]").Input("Yes.");
        Assert.True(page.Find("[data-action=send]").HasAttribute("disabled"));
        page.Find("input[value=r1]").Change("r1");
        await page.Find("[data-testid=conversation-form]").SubmitAsync();

        Assert.Equal(new ConversationReplyInput("Yes.", "r1"), Assert.Single(Api.Sent).Input);
    }

    [Fact]
    public async Task With_several_patients_of_other_lines_the_form_says_why_no_answer_can_be_sent()
    {
        Api.Views.Add(View("c1", "Can we come later?") with { Patients = [], OtherPatients = 2 });
        var page = await Open();
        page.Find("[data-action=reply]").Click();

        Assert.Contains("you cannot answer here", page.Find("[data-testid=no-choice]").Shown());
        Assert.True(page.Find("[data-action=send]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_text_that_just_came_in_was_not_read_yet()
    {
        Api.Views.Add(View("c1", "Hello", version: 3));
        var page = await Open(Row("c1", 3));
        page.Find("[data-action=close]").Click();
        page.Find("[data-testid=conversation-text]").Input("Called.");
        Api.Views[0] = View("c1", "Hello, I want to die", version: 4);
        _circuit.Time.Passed = TimeSpan.FromHours(2);
        _board.Send(ARow.Change(_board.Board, 1, Row("c1", 4)));
        await Drawn(page, () => page.Find("[data-testid=conversation]").GetAttribute("data-version") == "4",
            "the text is shown");

        Api.Refusals.Enqueue(new Problem(412, "version-mismatch", "It has changed."));
        await page.Find("[data-testid=conversation-form]").SubmitAsync();
        Assert.Equal(3, Api.Sent[^1].Version);
        _circuit.Time.Passed += FollowerLimits.Reaction;
        page.Find("[data-testid=conversation-text]").Input("Called again.");
        await page.Find("[data-testid=conversation-form]").SubmitAsync();
        Assert.Equal(4, Api.Sent[^1].Version);
    }

    [Fact]
    public async Task A_request_without_an_answer_is_sent_again_as_the_same_one()
    {
        Api.Views.Add(View("c1", "Hello"));
        Api.Fails = true;
        var page = await Open();
        page.Find("[data-action=close]").Click();
        page.Find("[data-testid=conversation-text]").Input("Called.");
        await page.Find("[data-testid=conversation-form]").SubmitAsync();
        Assert.Equal("unavailable", page.Find("[data-testid=refusal]").GetAttribute("data-code"));
        Api.Fails = false;
        await page.Find("[data-testid=conversation-form]").SubmitAsync();

        Assert.Equal(Api.Sent[0].Operation, Api.Sent[1].Operation);
        Assert.Equal("Closed.", page.Find("[data-testid=done]").TextContent);
    }

    [Fact]
    public async Task A_refusal_is_shown_and_the_text_stays()
    {
        Api.Views.Add(View("c1", "Hello"));
        Api.Refusals.Enqueue(new Problem(409, "reply-blocked",
            "The person stopped all messages to this address. Call instead."));
        var page = await Open();
        page.Find("[data-action=reply]").Click();
        page.Find("[data-testid=conversation-text]").Input("Hello.");
        await page.Find("[data-testid=conversation-form]").SubmitAsync();

        Assert.Equal("The person stopped all messages to this address. Call instead.",
            page.Find("[data-testid=refusal]").TextContent);
        Assert.Equal("Hello.", page.Find("[data-testid=conversation-text]").GetAttribute("value"));
    }

    [Fact]
    public async Task An_emergency_is_decided_by_a_nurse_and_closed_only_then()
    {
        Api.Views.Add(Emergency("c1"));
        var page = await Open();
        Assert.Contains("988", page.Find("[data-testid=emergency-note]").Shown());
        Assert.Empty(page.FindAll("[data-action=close]"));
        page.Find("[data-action=handled]").Click();
        page.Find("[data-testid=conversation-text]").Input("Spoke with her; her sister is there.");
        await page.Find("[data-testid=conversation-form]").SubmitAsync();

        Assert.Equal(new EmergencyDecisionInput(EmergencyDecision.Handled, "Spoke with her; her sister is there."),
            Assert.Single(Api.Sent).Input);
        Assert.Single(page.FindAll("[data-action=close]"));
    }

    [Fact]
    public async Task The_desk_answers_and_does_not_decide()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Actions = ["claim", "contact-attempts"] };
        Api.Views.Add(Emergency("c1"));
        var page = await Open();

        Assert.Single(page.FindAll("[data-action=reply]"));
        Assert.Empty(page.FindAll("[data-action=handled], [data-action=not-emergency]"));
    }

    [Fact]
    public async Task A_stop_says_what_is_to_be_done()
    {
        Api.Views.Add(View("c1", "STOP") with { Entries = [Entry("STOP") with { Effect = InboundEffect.Stopped }] });
        var page = await Open();

        Assert.Contains("Ask by phone", page.Find("[data-testid=effect]").TextContent);
    }

    [Fact]
    public async Task An_unknown_sender_is_named_so()
    {
        Api.Views.Add(View("c1", "Hi") with { Patients = [], ServiceLines = ["unassigned"] });

        Assert.Contains("Unknown sender", (await Open()).Find("[data-testid=conversation] h3").Shown());
    }

    [Fact]
    public async Task A_new_text_appears_by_itself()
    {
        var page = await Open();
        Assert.Equal("Nobody waits for an answer", page.Find("[data-testid=notice] h2").TextContent);

        Api.Views.Add(View("c1", "Hello"));
        _board.Send(ARow.Change(_board.Board, 1, Row("c1")));
        await Drawn(page, () => page.FindAll("[data-testid=conversation]").Count == 1, "the text is shown");
        Assert.Equal("1", page.Find("[data-testid=count]").TextContent);
    }

    [Fact]
    public async Task Without_the_right_there_is_a_notice()
    {
        Api.Unreadable = new Problem(403, "forbidden", "Your role does not allow this.");

        Assert.Equal("forbidden", (await Open()).Find("[data-testid=notice]").GetAttribute("data-notice"));
    }

    [Fact]
    public async Task The_panel_shows_what_one_patient_wrote_and_follows_the_board()
    {
        Api.Views.Add(View("c1", "Hello") with { Open = false, DueAt = null });
        Api.Views.Add(View("c2", "Other") with { Patients = [Patient("p2", "Ortiz, Ana", "r2")] });
        var panel = _circuit.Render<ConversationPanel>(p => p.Add(c => c.Patient, "p1"));
        _board = await _circuit.Open();
        Assert.Equal(["c1"], panel.FindAll("[data-testid=conversation]").Select(c =>
            c.GetAttribute("data-conversation")));
        Assert.Contains("closed", panel.Find("[data-testid=conversation] header").Shown());

        Api.Views[0] = View("c1", "Hello again", version: 2);
        _board.Send(ARow.Change(_board.Board, 1, Row("c1", 2)));
        await Drawn(panel, () => panel.Find(".said").TextContent == "Hello again", "the new text is shown");
        panel.Render(p => p.Add(c => c.Patient, null));
        Assert.Empty(panel.FindAll("[data-testid=conversation]"));
    }

    [Fact]
    public async Task The_panel_is_not_shown_to_those_who_may_not_read()
    {
        Api.Unreadable = new Problem(403, "forbidden", "Your role does not allow this.");
        var panel = _circuit.Render<ConversationPanel>(p => p.Add(c => c.Patient, "p1"));
        await _circuit.Open();

        Assert.Empty(panel.FindAll("section"));
    }

    [Fact]
    public async Task Words_of_an_emergency_alarm_on_every_page_until_they_are_taken()
    {
        Api.Views.Add(Emergency("c1"));
        var bar = _circuit.Render<ConversationAlarm>();
        _board = await _circuit.Open(Row("c1") with { Emergency = true, Alarm = true }, Row("c2"));
        await Drawn(bar, () => bar.FindAll("[data-testid=conversation-alarm]").Count == 1, "it alarms");
        Assert.Equal([new object[] { 1, true, "conversations" }],
            _circuit.Sound.Invocations["alarm"].Select(i => i.Arguments.OfType<object>().ToArray()));
        // No name and no text: visitors may see the screen.
        Assert.DoesNotContain("Dana", bar.Markup);
        await bar.Find("[data-action=take-conversation]").ClickAsync();
        Assert.Equal(("c1", new TakeConversationInput()), Api.Sent.Select(s => (s.Id, s.Input)).Single());
        Assert.EndsWith("/conversations?open=c1", _circuit.Services.GetRequiredService<NavigationManager>().Uri);

        _board.Send(ARow.Change(_board.Board, 1, Row("c1", 2) with { Emergency = true }));
        await Drawn(bar, () => bar.FindAll("[data-testid=conversation-alarm]").Count == 0, "it ended");
    }

    [Fact]
    public async Task Who_may_not_triage_sees_the_alarm_and_is_not_asked_to_take_it()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Actions = ["claim", "contact-attempts"] };
        var bar = _circuit.Render<ConversationAlarm>();
        await _circuit.Open(Row("c1") with { Emergency = true, Alarm = true });
        await Drawn(bar, () => bar.FindAll("[data-testid=conversation-alarm]").Count == 1, "it alarms");

        Assert.Empty(bar.FindAll("button"));
        Assert.Empty(_circuit.Sound.Invocations);
    }

    [Fact]
    public async Task Texts_that_cannot_be_watched_are_not_shown_as_none()
    {
        var bar = _circuit.Render<ConversationAlarm>();
        _board = await _circuit.Open();
        _board.End();

        await Drawn(bar, () => bar.FindAll("[data-testid=conversations-not-live]").Count == 1, "the bar says so");
    }

    [Fact]
    public async Task The_conversation_that_a_link_chose_is_shown_first_also_when_the_list_does_not_reach_it()
    {
        Api.PageSize = 1;
        Api.Views.Add(View("c1", "Thanks"));
        Api.Views.Add(Emergency("c2"));
        _circuit.Services.GetRequiredService<NavigationManager>().NavigateTo("/conversations?open=c2");
        var page = await Open();

        Assert.Equal(["c2", "c1"], page.FindAll("[data-testid=conversation]").Select(c =>
            c.GetAttribute("data-conversation")));
    }

    private async Task<IRenderedComponent<ConversationsPage>> Open(params BoardRow[] rows)
    {
        var page = _circuit.Render<ConversationsPage>();
        _board = await _circuit.Open(rows);
        // At first, and again for the board.
        await Drawn(page, () => Api.Asked.Count >= 2, "the page was read");
        return page;
    }

    private static Task Drawn<T>(IRenderedComponent<T> of, Func<bool> fact, string what) where T : IComponent =>
        Eventually.True(() => of.InvokeAsync(fact), what);

    private static ConversationRow Row(string id, long version = 1) => new(id, version, MessageChannel.Sms, ARow.Now,
        ARow.Now.AddMinutes(30), null, false, false);

    private static ConversationView View(string id, string text, long version = 1) => new(id, version,
        MessageChannel.Sms, "+13035550123", true, ["behavioral-health"], [Patient("p1", "Okafor, Dana", "r1")], 0, null,
        ARow.Now, ARow.Now.AddMinutes(30), null, [Entry(text)]);

    private static ConversationView Emergency(string id) => View(id, "I want to kill myself") with
    {
        Emergency = new(ARow.Now, "988", null),
        Entries = [Entry("I want to kill myself") with { Concern = EmergencyConcern.Emergency }],
    };

    private static ConversationPatientView Patient(string id, string name, string referral) =>
        new(id, name, referral, "RS-" + referral.ToUpperInvariant(), "behavioral-health", true, "en");

    private static ConversationEntryView Entry(string text) => new(ConversationEntryKind.Received, ARow.Now, text, null,
        InboundEffect.None, EmergencyConcern.None, null, null, null);
}
