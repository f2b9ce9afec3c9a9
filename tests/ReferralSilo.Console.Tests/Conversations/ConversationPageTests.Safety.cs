using Bunit;
using ReferralSilo.Console.Conversations;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Conversations;

namespace ReferralSilo.Console.Tests.Conversations;

/// <summary>What keeps a patient safe: which number can be called, and that nothing typed or taken is lost.</summary>
public sealed partial class ConversationPageTests
{
    [Fact]
    public async Task A_typed_answer_stays_when_others_change_and_its_conversation_is_not_among_the_first()
    {
        Api.PageSize = 1;
        Api.Views.Add(View("c1", "First"));
        Api.Views.Add(View("c2", "Second"));
        var page = await Open(Row("c1"), Row("c2"));
        page.Find("[data-action=more]").Click();
        page.Find("[data-conversation=c2] [data-action=reply]").Click();
        page.Find("[data-conversation=c2] [data-testid=conversation-text]").Input("Yes, of");

        Api.Views[1] = View("c2", "Second, and more", version: 2);
        Api.Views.Insert(0, View("c3", "An older one"));
        _board.Send(ARow.Change(_board.Board, 1, Row("c3"), Row("c2", 2)));
        await Drawn(page, () => page.FindAll("[data-conversation=c3]").Count == 1, "the new one is shown");

        Assert.Equal(["c3", "c1", "c2"], page.FindAll("[data-testid=conversation]").Select(c =>
            c.GetAttribute("data-conversation")));
        Assert.Equal("Yes, of", page.Find("[data-conversation=c2] [data-testid=conversation-text]")
            .GetAttribute("value"));
        Assert.Equal("Second, and more", page.Find("[data-conversation=c2] .said").TextContent);
    }

    [Fact]
    public async Task A_typed_answer_stays_while_a_board_does_not_show_its_conversation()
    {
        Api.PageSize = 1;
        Api.Views.Add(View("c1", "First"));
        Api.Views.Add(View("c2", "Second"));
        var page = await Open(Row("c1"));
        page.Find("[data-action=more]").Click();
        page.Find("[data-conversation=c2] [data-action=reply]").Click();
        page.Find("[data-conversation=c2] [data-testid=conversation-text]").Input("Yes, of");
        var asked = Api.Asked.Count;

        _board.Send(ARow.Change(_board.Board, 1, Row("c1", 2)));
        await Drawn(page, () => Api.Asked.Count > asked, "the list was read again");

        Assert.Equal("true", page.Find("[data-conversation=c2]").GetAttribute("data-open"));
        Assert.Equal("Yes, of", page.Find("[data-conversation=c2] [data-testid=conversation-text]")
            .GetAttribute("value"));
    }

    [Fact]
    public async Task An_emergency_that_cannot_be_taken_because_the_server_is_away_says_so_and_stays()
    {
        Api.Views.Add(Emergency("c1"));
        var bar = _circuit.Render<ConversationAlarm>();
        await _circuit.Open(Row("c1") with { Emergency = true, Alarm = true });
        await Drawn(bar, () => bar.FindAll("[data-action=take-conversation]").Count == 1, "it alarms");
        Api.Fails = true;

        await bar.Find("[data-action=take-conversation]").ClickAsync();

        Assert.Equal("outcome-unknown",
            bar.Find("[data-testid=conversation-alarm-problem]").GetAttribute("data-code"));
        Assert.False(bar.Find("[data-action=take-conversation]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_number_that_is_not_safe_cannot_be_dialled_and_the_note_is_shown()
    {
        Api.Views.Add(View("c1", "Hello") with
        {
            Patients =
            [
                Patient("p1", "Okafor, Dana", "r1") with { SafeContact = new(true, "+13035550199", Note: "Ask Kim.") },
            ],
        });
        var page = await Open();

        Assert.Equal("tel:+13035550199", Assert.Single(page.FindAll("a[href^='tel:']")).GetAttribute("href"));
        Assert.Equal("Leave no voicemail. Call only this number. Ask Kim. +13035550199",
            page.Find("[data-testid=conversation-safe]").Shown());
    }

    [Fact]
    public async Task What_a_related_person_wrote_names_the_person_and_says_whether_it_can_be_answered()
    {
        ConversationPersonView eva = new("Eva Okafor", Relationship.Parent, null, true, true);
        Api.Views.Add(View("c1", "Hello") with { Patients = [Of("r1", eva)] });
        Api.Views.Add(View("c2", "Hello") with { Patients = [Of("r2", eva with { ReceivesDetails = false })] });
        Api.Views.Add(View("c3", "Hello") with
        {
            Patients = [Of("r3", new("Eva Okafor", null, "mother", false, false)), Patient("p2", "Okafor, Eli", "r4")],
        });
        Api.Views.Add(View("c4", "Hello") with { Patients = [Of("r5", eva with { Private = true })] });
        Api.Views.Add(View("c5", "Hello") with
        {
            Patients = [Of("r6", eva with { Confirmed = false, Removed = true })],
        });
        var page = await Open();

        Assert.Equal("From Eva Okafor, parent.", From("c1"));
        Assert.Contains("Was removed from the patient’s record", From("c5"));
        Assert.DoesNotContain("Confirm the person", From("c5"));
        Assert.Contains("The patient keeps this referral private", From("c4"));
        Assert.Contains("May learn only that there is an appointment", From("c2"));
        Assert.StartsWith("From Eva Okafor, mother of Okafor, Dana. Not confirmed", From("c3"));

        string From(string id) => page.Find($"[data-conversation={id}] [data-testid=from-person]").Shown();

        static ConversationPatientView Of(string referral, ConversationPersonView person) =>
            Patient("p1", "Okafor, Dana", referral) with { Person = person };
    }

    [Fact]
    public async Task The_safe_number_itself_can_be_dialled_and_none_of_a_patient_who_died()
    {
        Api.Views.Add(View("c1", "Hello") with
        {
            Patients = [Patient("p1", "Okafor, Dana", "r1") with { SafeContact = new(Phone: "+13035550123") }],
        });
        Api.Views.Add(View("c2", "Hello") with
        {
            Patients = [Patient("p2", "Okafor, Eli", "r2") with { SafeContact = new(Phone: "+13035550123"),
                Deceased = true }],
        });
        var page = await Open();

        Assert.NotEmpty(page.FindAll("[data-conversation=c1] header a[href='tel:+13035550123']"));
        Assert.Empty(page.FindAll("[data-conversation=c2] a[href^='tel:']"));
        Assert.Contains("The patient died.", page.Find("[data-conversation=c2]").Shown());
    }

    [Fact]
    public async Task In_an_emergency_from_a_number_that_is_not_safe_the_safe_one_is_called()
    {
        Api.Views.Add(Emergency("c1") with
        {
            Patients = [Patient("p1", "Okafor, Dana", "r1") with { SafeContact = new(Phone: "+13035550199") }],
        });

        Assert.Contains("Call +13035550199 now, the safe number: +13035550123 is not noted as safe;",
            (await Open()).Find("[data-testid=emergency-note]").Shown());
    }

    [Fact]
    public async Task On_a_shared_number_each_safe_number_is_named_with_its_patient_and_the_number_can_be_dialled()
    {
        Api.Views.Add(Emergency("c1") with
        {
            Patients =
            [
                Patient("p1", "Okafor, Dana", "r1") with { SafeContact = new(Phone: "+13035550199") },
                Patient("p2", "Okafor, Eli", "r2"),
            ],
        });
        var page = await Open();

        Assert.Contains("Call +13035550123 now if it may be Okafor, Eli; if it may be Okafor, Dana, call only "
            + "+13035550199, the safe number;", page.Find("[data-testid=emergency-note]").Shown());
        Assert.NotEmpty(page.FindAll("header a[href='tel:+13035550123']"));
        Assert.Equal("not safe for Okafor, Dana", page.Find("[data-testid=not-safe-for]").Shown());
    }

    [Fact]
    public async Task On_a_number_that_is_safe_for_no_patient_all_safe_numbers_are_named_and_it_cannot_be_dialled()
    {
        Api.Views.Add(Emergency("c1") with
        {
            Patients =
            [
                Patient("p1", "Okafor, Dana", "r1") with { SafeContact = new(Phone: "+13035550199") },
                Patient("p2", "Okafor, Eli", "r2") with { SafeContact = new(Phone: "+13035550188") },
            ],
        });
        var page = await Open();
        var note = page.Find("[data-testid=emergency-note]").Shown();

        Assert.Contains("if it may be Okafor, Dana, call only +13035550199", note);
        Assert.Contains("if it may be Okafor, Eli, call only +13035550188", note);
        Assert.Empty(page.FindAll("a[href='tel:+13035550123']"));
    }
}
