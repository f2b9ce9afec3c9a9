using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Desk;

public sealed partial class DeskPageTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task Best_times_of_the_selected_referral_are_marked_on_the_board()
    {
        var page = await Chosen();
        Assert.Equal("1", page.Find("[data-slot=s1]").GetAttribute("data-rank"));
        Assert.Equal("2", page.Find("[data-slot=s2]").GetAttribute("data-rank"));
        Assert.Null(page.Find("[data-slot=s3]").GetAttribute("data-rank"));
    }

    [Fact]
    public async Task Number_key_picks_and_h_holds_that_one_slot()
    {
        var page = await Chosen();
        await Key(page, "2", "h");
        var offer = Assert.IsType<Offer>(Assert.Single(_circuit.Api.Sent).Command);
        Assert.Equal(["s2"], offer.Slots);
    }

    [Fact]
    public async Task B_books_the_slot_that_was_clicked()
    {
        var page = await Chosen();
        page.Find("[data-slot=s3]").Click();
        await Key(page, "b");
        Assert.Equal(new Book("s3"), Assert.Single(_circuit.Api.Sent).Command);
    }

    [Fact]
    public async Task Slot_taken_shows_the_next_best_at_once()
    {
        _circuit.Api.Refusals.Enqueue(
            new Problem(409, "slot-taken", "Somebody else took it.", NextBest: [ARow.Match("s3", 180)]));
        var page = await Chosen();
        await Key(page, "1", "b");
        Assert.Contains("just taken", page.Find("[data-testid=matches] h3").TextContent);
        Assert.Equal("s3", Assert.Single(page.FindAll("[data-match]")).GetAttribute("data-match"));
        Assert.Equal("slot-taken", page.Find("[data-testid=refusal]").GetAttribute("data-code"));
        await Key(page, "1", "b");
        Assert.Equal(new Book("s3"), _circuit.Api.Sent[^1].Command);
    }

    [Fact]
    public async Task Held_referral_books_its_hold_or_lets_it_go()
    {
        var hold = new HoldView("s1", "a", ARow.Now.AddHours(1), ARow.Now.AddHours(2), VisitType.Video,
            ARow.Now.AddSeconds(252));
        _circuit.Api.Views["w"] =
            ARow.View("w", Stage.Offered, 1, FakeConsoleApi.AllActions) with
            {
                Holds = [hold], OfferExpiresAt = hold.ExpiresAt,
            };
        var page = await Chosen(Stage.Offered);
        Assert.Contains("4:1", page.Find("[data-testid=holds]").TextContent);
        page.Find("[data-action=accept-offer]").Click();
        page.Find("[data-action=let-go]").Click();
        Assert.Equal([new AcceptOffer("s1"), new DeclineOffer()], _circuit.Api.Sent.Select(s => s.Command));
    }

    [Fact]
    public async Task Booked_referral_is_moved_not_booked_twice()
    {
        _circuit.Api.Views["w"] = ARow.View("w", Stage.Booked, 1, "reschedule", "cancel-appointment");
        var page = await Chosen(Stage.Booked);
        await Key(page, "1", "b");
        Assert.Equal(new Reschedule("s1"), Assert.Single(_circuit.Api.Sent).Command);
    }

    [Fact]
    public async Task Slot_that_somebody_took_meanwhile_can_no_longer_be_chosen()
    {
        var page = await Chosen();
        await Key(page, "1");
        Assert.NotNull(page.Find("[data-testid=chosen]"));
        _stream!.Send(ARow.Change(_stream.Board, 1, Clinician(SlotStatus.Busy)));
        await Drawn(page, () => page.FindAll("[data-testid=chosen]").Count == 0, "the choice was cleared");
        await Key(page, "b");
        Assert.Empty(_circuit.Api.Sent);
        Assert.Contains("just taken", page.Find("[data-match=s1]").TextContent);
    }

    [Fact]
    public async Task Open_time_without_a_referral_shows_who_should_have_it()
    {
        var page = await Open(Stage.Waiting);
        page.Find("[data-slot=s1]").Click();
        page.WaitForAssertion(() => Assert.Contains("RS-R1", page.Find("[data-testid=slot-matches]").TextContent));
    }

    [Fact]
    public async Task Zone_of_the_times_is_stated() =>
        Assert.Equal("UTC", (await Open(Stage.Waiting)).Find("[data-testid=zone]").TextContent);

    [Fact]
    public async Task Referral_that_somebody_else_closes_keeps_its_place_and_takes_no_key()
    {
        _circuit.Api.Entries.Add(
            new HistoryEntry(2, ARow.Now, "sue", "ended", "moved away",
            new Dictionary<string, string> { ["as"] = "withdrawn" }));
        var page = await Chosen();
        await Key(page, "1");
        _stream!.Send(new BoardFrame(_stream.Board, "e1", 1, 2, false, [], ["w"], ARow.Now));
        await Drawn(page, () =>
            page.FindAll("[data-testid=gone]").Count == 1
            && page.Find("[data-testid=gone]").TextContent.Contains("Sue"), "the pane named the person");
        Assert.Equal("Sue Supervisor withdrew it at 16:00 (UTC).",
            page.Find("[data-testid=removal-reason]").TextContent);
        await Key(page, "b", "h", "c", "1", "b");
        Assert.Empty(_circuit.Api.Sent);
        Assert.Empty(page.FindAll("[data-testid=action-form]"));
    }

    [Fact]
    public async Task Booking_is_for_the_version_that_was_read()
    {
        _circuit.Api.Views["w"] =
            ARow.View("w", Stage.Waiting, 9, FakeConsoleApi.AllActions.Where(a => a != "reschedule").ToArray());
        var page = await Chosen();
        await Key(page, "1", "b");
        Assert.Equal([9], _circuit.Api.Versions);
    }

    [Fact]
    public async Task Closed_referral_does_not_show_that_no_time_fits()
    {
        _circuit.Api.WhyNot = ["2 of 2 clinicians are not licensed in CA."];
        _circuit.Api.Best = [];
        var page = await Open(Stage.Waiting, best: []);
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => page.FindAll("[data-testid=why-not]").Count == 1
            && page.FindAll("[data-testid=pane-now]").Count == 1, "the reasons and the details were shown");
        _circuit.Api.Views["w"] = ARow.View("w", Stage.Closed, 2);
        _stream!.Send(ARow.Change(_stream.Board, 1, ARow.Desk("w", Stage.Closed, version: 2)));
        await Drawn(page, () => page.Find("[data-testid=pane-stage]").TextContent == "Closed", "the end was read");
        Assert.Empty(page.FindAll("[data-testid=why-not]"));
        Assert.DoesNotContain("No time fits", page.Markup);
    }

    [Fact]
    public async Task Time_of_an_unsuitable_clinician_does_not_look_free_and_cannot_be_booked()
    {
        _circuit.Api.Unsuitable = [new UnsuitableClinician("b", "is not licensed in CO")];
        var page = await Open(Stage.Waiting, others: ARow.Clinician("b", ARow.Slot("x1", 60)));
        Assert.DoesNotContain("unsuited", page.Find("[data-slot=x1]").ClassName);
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => Found(page), "the details and best times were found");
        var slot = page.Find("[data-slot=x1]");
        Assert.Contains("unsuited", slot.ClassName);
        Assert.Contains("not for this patient: is not licensed in CO", slot.GetAttribute("aria-label"));
        Assert.DoesNotContain("unsuited", page.Find("[data-slot=s3]").ClassName);
        slot.Click();
        Assert.Contains("is not licensed in CO", page.Find("[data-testid=why-not-chosen]").TextContent);
        Assert.Empty(page.FindAll("[data-action=book]"));
        await Key(page, "b", "h");
        Assert.Empty(_circuit.Api.Sent);
    }

    [Fact]
    public async Task Expired_hold_is_shown_in_row_and_pane_and_can_be_held_again()
    {
        var ends = ARow.Now.AddSeconds(-1);
        _circuit.Api.Views["w"] = ARow.View("w", Stage.Offered, 1, FakeConsoleApi.AllActions) with
        { Holds = [new HoldView("s1", "a", ARow.Now.AddHours(1), ARow.Now.AddHours(2), VisitType.Video, ends)],
            OfferExpiresAt = ends };
        var page = await Open(Stage.Offered,
            first: ARow.Slot("s1", 60, SlotStatus.BusyTentative, "w") with { ExpiresAt = ends });
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => page.FindAll("[data-testid=holds]").Count == 1, "the hold was read");
        _circuit.Api.Views["w"] =
            ARow.View("w", Stage.Waiting, 2, FakeConsoleApi.AllActions.Where(a => a != "reschedule").ToArray());
        _stream!.Send(
            ARow.Change(_stream.Board, 1, ARow.Desk("w", version: 2), ARow.Clinician("a", ARow.Slot("s1", 60))));
        await Drawn(page, () => page.FindAll("[data-testid=hold-ended]").Count == 1, "the end was shown");
        Assert.Equal("The hold on Mon 3 Mar 17:00 with Dr a ended at 15:59; the time is free again.",
            page.Find("[data-testid=hold-ended] p").Shown());
        Assert.Equal("hold ended 15:59", page.Find("[data-testid=hold-ended-row]").TextContent);
        page.Find("[data-action=hold-again]").Click();
        Assert.Equal(["s1"], Assert.IsType<Offer>(Assert.Single(_circuit.Api.Sent).Command).Slots);
    }

    [Theory]
    [InlineData(119, true)]
    [InlineData(121, false)]
    public async Task Hold_warns_two_minutes_before_it_ends(int seconds, bool warned)
    {
        var hold = new HoldView("s1", "a", ARow.Now.AddHours(1), ARow.Now.AddHours(2), VisitType.Video,
            ARow.Now.AddSeconds(seconds));
        _circuit.Api.Views["w"] = ARow.View("w", Stage.Offered, 1, FakeConsoleApi.AllActions) with { Holds = [hold] };
        var page = await Chosen(Stage.Offered);
        Assert.Equal(warned ? 1 : 0, page.FindAll("[data-testid=ends-soon]").Count);
    }

    [Fact]
    public async Task Booked_visit_is_shown_at_the_top_with_name_age_and_phone()
    {
        Booked(ARow.Now.AddDays(3));
        var page = await Chosen(Stage.Booked);
        var head = page.Find("[data-testid=pane-head]");
        Assert.Equal("Thu 6 Mar 16:00–16:30 video with Dr a · UTC",
            head.QuerySelector("[data-testid=pane-visit]")!.Shown());
        Assert.Equal("Dana Okafor", head.QuerySelector("[data-testid=pane-name]")!.TextContent);
        Assert.StartsWith("38", head.QuerySelector("[data-testid=pane-age]")!.TextContent);
        Assert.Equal("tel:+13035550123", head.QuerySelector("[data-testid=pane-phone]")!.GetAttribute("href"));
        Assert.Equal("2031-03-06", page.Find("[data-testid=board]").GetAttribute("data-day"));
    }

    [Theory]
    [InlineData("v", "arrive", 3)]
    [InlineData("m", "complete", 3)]
    [InlineData("n", "no-show", -3)]
    [InlineData("e", "close", 3)]
    public async Task Action_on_another_day_than_the_visit_needs_a_confirmation(string key, string action, int days)
    {
        RecordedEarly();
        Booked(ARow.Now.AddDays(days));
        var page = await Chosen(Stage.Booked);
        await Key(page, key);
        var confirmation = page.Find("[data-testid=confirmation]");
        Assert.Equal(action, confirmation.GetAttribute("data-confirmation"));
        Assert.Contains("Dana Okafor", confirmation.TextContent);
        Assert.Contains(days > 0 ? "Thu 6 Mar 16:00" : "Fri 28 Feb 16:00", confirmation.TextContent);
        Assert.Contains("btn-main", page.Find("[data-action=confirm-cancel]").ClassName);
        await Key(page, "x", "v", "Escape");
        Assert.Empty(page.FindAll("[data-testid=confirmation]"));
        Assert.Empty(page.FindAll("[data-testid=action-form]"));
        Assert.Empty(_circuit.Api.Sent);
    }

    [Fact]
    public async Task Confirmed_action_runs_with_y()
    {
        RecordedEarly();
        Booked(ARow.Now.AddDays(3));
        var page = await Chosen(Stage.Booked);
        await Key(page, "v", "y", "y");
        Assert.Equal(new Arrive(), Assert.Single(_circuit.Api.Sent).Command);
    }

    [Fact]
    public async Task Action_on_the_day_of_the_visit_needs_no_confirmation()
    {
        Booked(ARow.Now.AddMinutes(20));
        var page = await Chosen(Stage.Booked);
        await Key(page, "v");
        Assert.Equal(new Arrive(), Assert.Single(_circuit.Api.Sent).Command);
    }

    [Fact]
    public async Task Selection_tab_and_day_are_restored_from_the_address()
    {
        Booked(ARow.Now.AddDays(3));
        var nav = _circuit.Services.GetRequiredService<NavigationManager>();
        nav.NavigateTo("/desk/behavioral-health?tab=visits&day=2031-03-05");
        var page = await Open(Stage.Booked);
        Assert.Equal("true", page.Find("[data-testid=tab-visits]").GetAttribute("aria-pressed"));
        Assert.Equal("2031-03-05", page.Find("[data-testid=board]").GetAttribute("data-day"));
        page.Find("[data-referral=w] button").Click();
        await Key(page, "ArrowRight");
        Assert.Contains("referral=w", nav.Uri);
        Assert.Contains("tab=visits", nav.Uri);
        Assert.Contains("day=2031-03-0", nav.Uri);
        nav.NavigateTo("/desk/behavioral-health?day=2031-03-04");
        await Drawn(page, () =>
            page.FindAll("[data-referral=w]").Count == 0 && page.Find("[data-testid=board]")
            .GetAttribute("data-day") == "2031-03-04", "the address was followed");
    }

    [Theory]
    [InlineData("need-by-passed",
        "although it is after the need-by date and documents are missing (Document: medication list)?")]
    [InlineData("documents-missing", "although documents are missing (Document: medication list)?")]
    public async Task Time_that_a_rule_refuses_is_booked_with_a_reason(string code, string asked)
    {
        _circuit.Api.Views["w"] =
            ARow.View("w", Stage.Waiting, 1, "book",
            "offers") with { Missing = [new MissingItem("document:medication-list", "source")] };
        _circuit.Api.Refusals.Enqueue(new Problem(409, code, "No."));
        var page = await Chosen();
        await Key(page, "1", "b");
        Assert.Contains(asked, page.Find("[data-form=book] label").TextContent);
        page.Find("textarea[name=overrule]").Change("The patient asked for it");
        page.Find("[data-form=book]").Submit();
        Assert.Equal(new Book("s1", "The patient asked for it"), _circuit.Api.Sent[^1].Command);
        Assert.Empty(page.FindAll("[data-form=book]"));
    }

    [Fact]
    public async Task Reason_is_asked_only_for_the_refused_time_and_a_rule_that_can_be_overruled()
    {
        _circuit.Api.Refusals.Enqueue(new Problem(409, "need-by-passed", "No."));
        _circuit.Api.Refusals.Enqueue(new Problem(409, "not-licensed", "No."));
        var page = await Chosen();
        await Key(page, "1", "h");
        Assert.Contains("Hold anyway", page.Find("[data-form]").TextContent);
        await Key(page, "2");
        Assert.Empty(page.FindAll("[data-form]"));
        Assert.Empty(page.FindAll("[data-testid=refusal]"));
        await Key(page, "b");
        Assert.Empty(page.FindAll("[data-form]"));
        Assert.Equal("not-licensed", page.Find("[data-testid=refusal]").GetAttribute("data-code"));
    }

    [Fact]
    public async Task Time_that_needs_a_reason_is_marked_before_it_is_booked()
    {
        var page = await Open(Stage.Waiting,
            best: [ARow.Match("s1") with { NeedsOverrule = ["need-by-passed", "documents-missing"] },
            ARow.Match("s2", 120)]);
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => Found(page), "the details and best times were found");
        Assert.Equal("Needs a reason: it is after the need-by date and documents are missing",
            Assert.Single(page.FindAll("[data-testid=needs-reason]")).TextContent);
    }

    [Fact]
    public async Task B_does_not_book_a_held_time_instead_of_a_chosen_one_that_was_just_taken()
    {
        var hold = new HoldView("s9", "a", ARow.Now.AddHours(5), ARow.Now.AddHours(6), VisitType.Video,
            ARow.Now.AddMinutes(9));
        _circuit.Api.Views["w"] = ARow.View("w", Stage.Offered, 1, FakeConsoleApi.AllActions) with { Holds = [hold] };
        var page = await Chosen(Stage.Offered);
        await Key(page, "1");
        _stream!.Send(ARow.Change(_stream.Board, 1, Clinician(SlotStatus.Busy)));
        await Drawn(page, () => page.FindAll("[data-testid=chosen-gone]").Count == 1, "the loss was shown");
        await Key(page, "b");
        Assert.Empty(_circuit.Api.Sent);
        await Key(page, "Escape", "b");
        Assert.Equal(new AcceptOffer("s9"), Assert.Single(_circuit.Api.Sent).Command);
    }

    [Fact]
    public async Task Time_chosen_to_book_does_not_move_the_visit_that_somebody_else_booked_meanwhile()
    {
        var page = await Chosen();
        await Key(page, "1");
        Booked(ARow.Now.AddDays(3), version: 2);
        _stream!.Send(ARow.Change(_stream.Board, 1, ARow.Desk("w", Stage.Booked, version: 2)));
        await Drawn(page, () => page.FindAll("[data-testid=pane-visit]").Count == 1, "the visit was read");
        Assert.Empty(page.FindAll("[data-testid=chosen]"));
        await Key(page, "b");
        Assert.Empty(_circuit.Api.Sent);
    }

    [Fact]
    public async Task Confirmation_follows_a_moved_visit_and_disappears_when_none_is_needed()
    {
        RecordedEarly();
        Booked(ARow.Now.AddDays(3));
        var page = await Chosen(Stage.Booked);
        await Key(page, "v");
        Assert.Contains("Thu 6 Mar 16:00", page.Find("[data-testid=confirmation]").TextContent);
        Booked(ARow.Now.AddDays(4), version: 2);
        _stream!.Send(ARow.Change(_stream.Board, 1, ARow.Desk("w", Stage.Booked, version: 2)));
        await Drawn(page, () =>
            page.Find("[data-testid=confirmation]").TextContent.Contains("Fri 7 Mar 16:00"),
            "the confirmation was about the new day");
        Booked(ARow.Now.AddHours(2), version: 3);
        _stream.Send(ARow.Change(_stream.Board, 2, ARow.Desk("w", Stage.Booked, version: 3)));
        await Drawn(page, () => page.FindAll("[data-testid=confirmation]").Count == 0, "the confirmation was removed");
        await Key(page, "y");
        Assert.Empty(_circuit.Api.Sent);
    }
}
