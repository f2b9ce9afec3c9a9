using Bunit;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Desk;

/// <summary>What a person who calls the patient sees without scrolling, and holds.</summary>
public sealed partial class DeskPageTests
{
    [Fact]
    public async Task Head_has_what_a_person_needs_for_the_call()
    {
        var view = ARow.View("w", Stage.Contacting, 1, FakeConsoleApi.AllActions);
        _circuit.Api.Views["w"] = view with
        {
            NeedBy = ARow.Now.AddDays(2),
            Patient = view.Patient with { TimeZone = "Pacific/Honolulu", Language = "es" },
            ContactAttempts =
            [
                Attempt(ContactOutcome.NoAnswer, -26), Attempt(ContactOutcome.Reached, -25),
                Attempt(ContactOutcome.NoAnswer, -3), Attempt(ContactOutcome.VoicemailLeft, -2),
            ],
        };
        var page = await Chosen(Stage.Contacting);
        Assert.Equal("06:00 there (Hawaii time), not an hour to call",
            page.Find("[data-testid=pane-now] [data-testid=local-hour]").Shown());
        Assert.Equal("-600", page.Find("[data-testid=local-hour] time").GetAttribute("data-offset"));
        Assert.Equal("Spanish", page.Find("[data-testid=pane-language]").Shown());
        Assert.Equal("need by Wed 5 Mar 16:00", page.Find("[data-testid=pane-need-by]").Shown());
        Assert.Equal("Attempt 3 of 5 is next, the last: voicemail left 2 h 00 m ago",
            page.Find("[data-testid=pane-contact]").Shown());
    }

    [Fact]
    public async Task Head_dials_only_the_safe_number_and_leads_to_the_patient_for_the_others()
    {
        var view = ARow.View("w", Stage.Contacting, 1, FakeConsoleApi.AllActions);
        _circuit.Api.Views["w"] = view with
        {
            Patient = view.Patient with { Id = "p1", Phones = ["+13035550123", "+13035550124"] },
            SafeContact = new SafeContactInput(true, "+13035550124", "after 18:00"),
        };
        var page = await Chosen(Stage.Contacting);
        var head = page.Find("[data-testid=pane-head]");
        Assert.Equal("tel:+13035550124", Assert.Single(head.QuerySelectorAll("a[href^='tel:']")).GetAttribute("href"));
        Assert.Equal("Leave no voicemail. Call only this number. after 18:00",
            head.QuerySelector("[data-testid=safe-contact]")!.Shown());
        Assert.Equal("1 other number is not safe to call", head.QuerySelector("[data-testid=hidden-phones]")!.Shown());
        Assert.Equal("/patients/p1", head.QuerySelector("[data-testid=to-patient]")!.GetAttribute("href"));
        Assert.DoesNotContain("+13035550123", page.Markup);
    }

    [Fact]
    public async Task Head_says_that_the_patient_has_died_and_dials_no_number()
    {
        var view = ARow.View("w", Stage.Contacting, 1, FakeConsoleApi.AllActions);
        _circuit.Api.Views["w"] = view with
        {
            Patient = view.Patient with { Phones = ["+13035550123"] }, Deceased = true,
        };
        var page = await Chosen(Stage.Contacting);
        Assert.Single(page.FindAll("[data-testid=pane-deceased]"));
        Assert.Empty(page.FindAll("a[href^='tel:']"));
    }

    [Fact]
    public async Task Who_sees_the_record_only_gets_no_link_to_the_patient()
    {
        var view = ARow.View("w", Stage.Contacting, 1, FakeConsoleApi.AllActions);
        _circuit.Api.Views["w"] = view with
        {
            Patient = view.Patient with { Id = "p1" }, Level = ViewLevel.Record,
        };
        var page = await Chosen(Stage.Contacting);
        Assert.Empty(page.FindAll("[data-testid=to-patient], [data-testid=pane-phone]"));
    }

    [Fact]
    public async Task Hour_of_the_patient_is_beside_every_time()
    {
        var view = ARow.View("w", Stage.Offered, 1, FakeConsoleApi.AllActions);
        _circuit.Api.Views["w"] = view with
        {
            Patient = view.Patient with { TimeZone = "America/New_York" },
            Holds = [new HoldView("s9", "a", ARow.Now.AddHours(5), ARow.Now.AddHours(6), VisitType.Video,
                ARow.Now.AddMinutes(9))],
        };
        var page = await Chosen(Stage.Offered);
        Assert.Equal("16:00 there", page.Find("[data-hold=s9] .patient-hour").TextContent);
        Assert.Equal("12:00 there", page.Find("[data-match=s1] .patient-hour").TextContent);
        Assert.Contains("12:00 there", page.Find("[data-slot=s1]").GetAttribute("aria-label"));
        Assert.Equal("03", page.Find(".board-head .patient-hour").TextContent);
        await Key(page, "1");
        Assert.Equal("12:00 there", page.Find("[data-testid=chosen] .patient-hour").TextContent);
    }

    [Fact]
    public async Task Booked_visit_shows_the_hour_of_the_patient()
    {
        Booked(ARow.Now.AddDays(3));
        var view = _circuit.Api.Views["w"];
        _circuit.Api.Views["w"] = view with { Patient = view.Patient with { TimeZone = "America/New_York" } };
        var page = await Chosen(Stage.Booked);
        Assert.Equal("11:00 there", page.Find("[data-testid=pane-visit] [data-testid=patient-hour]").TextContent);
    }

    [Theory]
    [InlineData(Stage.Waiting, null)]
    [InlineData(Stage.Booked, "confirm")]
    [InlineData(Stage.Accepted, "contact-attempts")]
    public async Task Only_the_next_step_is_the_strong_button(Stage stage, string? action)
    {
        _circuit.Api.Views["w"] = ARow.View("w", stage, 1, "contact-attempts", "confirm", "arrive", "assign") with
        {
            Appointment = stage != Stage.Booked ? null : new AppointmentView("s9", "a", ARow.Now.AddDays(3),
                ARow.Now.AddDays(3).AddMinutes(30), VisitType.Video, ARow.Now),
        };
        var page = await Open(stage);
        if (stage == Stage.Booked) page.Find("[data-testid=tab-visits]").Click();
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => page.FindAll("[data-testid=pane-stage]").Count == 1, "its details were read");
        Assert.Equal(action, page.FindAll(".pane > .actions .btn-main") is [var only]
            ? only.GetAttribute("data-action") : null);
    }

    [Fact]
    public async Task Held_times_are_held_longer_with_one_key()
    {
        _circuit.Api.Views["w"] = ARow.View("w", Stage.Offered, 1, FakeConsoleApi.AllActions) with
        {
            Holds = [Hold("s9"), Hold("s8")],
        };
        var page = await Chosen(Stage.Offered);
        await Key(page, "h");
        Assert.Equal(["s9", "s8"], Assert.IsType<Offer>(Assert.Single(_circuit.Api.Sent).Command).Slots);
    }

    [Fact]
    public async Task Expired_hold_is_held_again_with_one_key()
    {
        var ends = ARow.Now.AddSeconds(-1);
        _circuit.Api.Views["w"] = ARow.View("w", Stage.Waiting, 2, "offers", "book");
        var page = await Open(Stage.Offered,
            first: ARow.Slot("s1", 60, SlotStatus.BusyTentative, "w") with { ExpiresAt = ends });
        page.Find("[data-referral=w] button").Click();
        _stream!.Send(
            ARow.Change(_stream.Board, 1, ARow.Desk("w", version: 2), ARow.Clinician("a", ARow.Slot("s1", 60))));
        await Drawn(page, () => page.FindAll("[data-testid=hold-ended]").Count == 1, "the end was shown");
        await Key(page, "h");
        Assert.Equal(["s1"], Assert.IsType<Offer>(Assert.Single(_circuit.Api.Sent).Command).Slots);
    }

    private static HoldView Hold(string slot) => new(slot, "a", ARow.Now.AddHours(5), ARow.Now.AddHours(6),
        VisitType.Video, ARow.Now.AddMinutes(9));

    private static ContactAttemptView Attempt(ContactOutcome outcome, int hours) =>
        new(Channel.Call, outcome, null, ARow.Now.AddHours(hours), "sue");
}
