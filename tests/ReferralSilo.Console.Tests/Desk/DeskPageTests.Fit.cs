using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Desk;

/// <summary>What suits the selected referral, why another time does not, and the views of the week.</summary>
public sealed partial class DeskPageTests
{
    [Fact]
    public async Task Best_times_are_asked_once_with_the_selection_and_shown_before_the_details_are_read()
    {
        var read = new TaskCompletionSource();
        _circuit.Api.ReadAfter = read.Task;
        var page = await Open(Stage.Waiting);
        await Key(page, "ArrowDown");
        await Drawn(page, () => page.FindAll("[data-match]").Count == 2, "the best times were shown");
        Assert.Equal("1", page.Find("[data-slot=s1]").GetAttribute("data-rank"));
        Assert.Empty(page.FindAll("[data-testid=pane-now]"));
        read.SetResult();
        await Drawn(page, () => page.FindAll("[data-testid=pane-now]").Count == 1, "the details were read");
        Assert.Equal(["w"], _circuit.Api.Searches);
    }

    [Fact]
    public async Task Best_times_are_not_asked_for_a_referral_that_takes_no_time()
    {
        _circuit.Api.Views["w"] = ARow.View("w", Stage.Closed, 1);
        var page = await Open(Stage.Closed);
        await Key(page, "ArrowDown");
        await Drawn(page, () => page.FindAll("[data-testid=pane-now]").Count == 1, "the details were read");
        Assert.Empty(_circuit.Api.Searches);
    }

    [Fact]
    public async Task Best_times_that_cannot_be_found_say_so()
    {
        _circuit.Api.SearchProblem = new Problem(503, "unavailable", "Try again.");
        var page = await Open(Stage.Waiting);
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => page.FindAll("[data-testid=matches-problem]").Count == 1, "the problem was shown");
        Assert.Null(page.Find("[data-day]").GetAttribute("data-suits"));
    }

    [Fact]
    public async Task Days_with_a_time_that_suits_are_marked_and_other_times_say_why()
    {
        _circuit.Api.UnsuitableTimes =
            [new("need-by-passed", "is after the need-by", true, From: ARow.Now.AddMinutes(150))];
        var page = await Open(Stage.Waiting, others: ARow.Clinician("b", ARow.Slot("t1", 60 * 24)));
        Assert.Equal("3 open", Day(page, 3));
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => Found(page), "the details and best times were found");

        Assert.Equal("✓ 2 of 3 open times suit this patient", Day(page, 3));
        Assert.Equal("× 0 of 1 open times suit this patient", Day(page, 4));
        var late = page.Find("[data-slot=s3]");
        Assert.Equal("×", late.TextContent);
        Assert.Contains("not for this patient: is after the need-by", late.GetAttribute("aria-label"));
        Assert.DoesNotContain("unsuited", page.Find("[data-slot=s2]").ClassName);
    }

    [Fact]
    public async Task A_pressed_time_that_does_not_suit_shows_every_rule_and_is_booked_only_when_a_person_may()
    {
        _circuit.Api.UnsuitableTimes =
        [
            new("need-by-passed", "is after the need-by", true, From: ARow.Now.AddMinutes(150)),
            new("not-licensed", "is not licensed in CO on this day", false, "b"),
        ];
        _circuit.Api.Why = new(new WhyNot("w", "a", "s3",
            [new("need-by-passed", "2031-03-03T19:00:00Z", "2031-03-03T18:30:00Z", "Too late.", "overrule"),
            new("slot-taken", "held", null, "Held.", "hold-ends", ARow.Now.AddMinutes(5))], null, null, null, []),
            null);
        var page = await Open(Stage.Waiting, others: ARow.Clinician("b", ARow.Slot("x1", 60)));
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => Found(page), "the details and best times were found");
        page.Find("[data-slot=s3]").Click();
        await Drawn(page, () => page.FindAll("[data-testid=why-rules] li").Count == 2, "the rules were shown");

        Assert.Equal(("w", null, "s3"), Assert.Single(_circuit.Api.Whys));
        Assert.Equal("Dr a, Mon 3 Mar 19:00 is not offered:", page.Find("[data-testid=why-head]").Shown());
        Assert.Equal(
            ["is Mon 3 Mar 19:00; needed Mon 3 Mar 18:30", "Possible with a reason.", "is held",
            "Possible when the hold ends at Mon 3 Mar 16:05, unless it becomes a visit."],
            page.FindAll("[data-testid=why-rules] .why").Select(w => w.Shown()));
        Assert.Contains("is after the need-by", page.Find("[data-testid=why-not-chosen]").TextContent);
        Assert.Contains("is after the need-by", page.Find("[data-testid=chosen-why]").TextContent);
        await Key(page, "b");
        Assert.Equal(new Book("s3"), Assert.Single(_circuit.Api.Sent).Command);

        page.Find("[data-slot=x1]").Click();
        await Key(page, "b", "h");
        Assert.Single(_circuit.Api.Sent);
    }

    [Fact]
    public async Task Why_not_a_clinician_is_asked_from_the_pane()
    {
        _circuit.Api.Why = new(new WhyNot("w", "a", null,
            [new("not-licensed", "WY", "CO", "Dr a is licensed in WY; the patient is in CO.", "licence")],
            ARow.Now.AddDays(20), null, null, []), null);
        var page = await Chosen();
        page.Find("#why-clinician").Change("a");
        await Drawn(page, () => page.FindAll("[data-testid=why-rules] li").Count == 1, "the rule was shown");

        Assert.Equal(("w", "a", null), Assert.Single(_circuit.Api.Whys));
        Assert.Equal("Dr a is not offered:", page.Find("[data-testid=why-head]").Shown());
        Assert.Contains("Sun 23 Mar 16:00", page.Find("[data-testid=why-panel]").TextContent);

        _circuit.Api.Why = new(null, new Problem(404, "not-found", "No."));
        page.Find("#why-clinician").Change("b");
        await Drawn(page, () => page.FindAll("[data-testid=why-problem]").Count == 1, "the problem was shown");
    }

    [Fact]
    public async Task Without_a_time_each_reason_says_what_could_be_changed()
    {
        _circuit.Api.WhyNot = ["2 of 3 clinicians are not licensed in CA.", "1 of 3 clinicians have no free slot."];
        _circuit.Api.Removed = [new("not-licensed", 2), new("no-free-slot", 1)];
        var page = await Open(Stage.Waiting, best: []);
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => page.FindAll("[data-testid=why-not] li").Count == 2, "the reasons were shown");
        Assert.Equal(["not-licensed", "no-free-slot"],
            page.FindAll("[data-testid=why-not] li").Select(l => l.GetAttribute("data-rule")));
        Assert.Contains("Check where the patient is", page.Find("[data-testid=why-not]").TextContent);
        Assert.Empty(page.FindAll("[data-possible]"));
    }

    [Fact]
    public async Task Without_a_time_the_first_one_that_a_person_may_book_is_named()
    {
        _circuit.Api.WhyNot = ["1 of 1 clinicians have their first free slot after the need-by."];
        _circuit.Api.Removed = [new("need-by-passed", 1)];
        _circuit.Api.UnsuitableTimes = [new("need-by-passed", "is after the need-by", true, From: ARow.Now)];
        var page = await Open(Stage.Waiting, best: []);
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => page.FindAll("[data-possible=s1]").Count == 1, "the time was named");
        page.Find("[data-possible=s1]").Click();
        await Drawn(page, () => page.FindAll("[data-testid=chosen]").Count == 1, "the slot was chosen");
        await Key(page, "b");
        Assert.Equal(new Book("s1"), Assert.Single(_circuit.Api.Sent).Command);
    }

    [Fact]
    public async Task Best_times_say_by_reason_what_they_have_less_than_the_best()
    {
        ScoreReason[] Reasons(double soonness, double load) =>
            [new("soonness", soonness, ""), new("times", 25, ""), new("load", load, "")];
        var page = await Open(Stage.Waiting, best:
            [ARow.Match("s1", score: 66.4) with { Reasons = Reasons(32.1, 9.3) },
            ARow.Match("s2", 120, 63) with { Reasons = Reasons(30, 8) }]);
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => page.FindAll("[data-testid=difference]").Count == 2, "the differences were shown");
        Assert.Equal(
            ["3.4 above the next: sooner +2.1, free day +1.3", "3.4 below the best: sooner −2.1, free day −1.3"],
            page.FindAll("[data-testid=difference]").Select(d => d.TextContent));
    }

    [Fact]
    public async Task Week_counts_free_starts_by_length_and_a_press_leads_to_the_day_with_the_slot_chosen()
    {
        _circuit.Api.UnsuitableTimes = [new("not-licensed", "is not licensed in CO on this day", false, "b")];
        var page = await Open(Stage.Waiting, others: ARow.Clinician("b", ARow.Slot("t1", 60 * 24),
            ARow.Slot("t2", 60 * 24 + 40) with { End = ARow.Now.AddMinutes(60 * 24 + 60) }));
        await Key(page, "w");
        var nav = _circuit.Services.GetRequiredService<NavigationManager>();
        Assert.Contains("view=week", nav.Uri);
        Assert.Equal("3 30′", page.Find("[data-clinician=a] [data-day='2031-03-03'] .num").Shown());
        Assert.Equal(["1 20′", "1 30′"],
            page.FindAll("[data-clinician=b] [data-day='2031-03-04'] .num").Select(c => c.Shown()));

        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => page.FindAll(".week-cell.unsuited").Count == 1, "what does not suit was marked");
        Assert.Contains("not for this patient: is not licensed in CO on this day",
            page.Find(".week-cell.unsuited").GetAttribute("title"));

        page.Find("[data-clinician=a] [data-day='2031-03-03']").Click();
        await Drawn(page, () => page.FindAll("[data-testid=chosen]").Count == 1, "the slot was chosen");
        Assert.Equal("s1", page.Find("[data-testid=chosen]").GetAttribute("data-slot"));
        Assert.Equal("2031-03-03", page.Find("[data-testid=board]").GetAttribute("data-day"));
        Assert.DoesNotContain("view=", nav.Uri);
        await Key(page, "w", "ArrowRight");
        Assert.Equal("2031-03-10", page.Find("[data-testid=week]").GetAttribute("data-first"));
    }

    [Fact]
    public async Task Next_free_times_are_ordered_and_a_press_leads_to_the_day_with_the_slot_chosen()
    {
        var nav = _circuit.Services.GetRequiredService<NavigationManager>();
        nav.NavigateTo("/desk/behavioral-health?view=next");
        var page = await Open(Stage.Waiting, others: ARow.Clinician("0", ARow.Slot("t1", 60 * 24)));
        Assert.Equal(["a", "0"],
            page.FindAll("[data-testid=next-free] li").Select(l => l.GetAttribute("data-clinician")));
        page.Find("[data-next=t1]").Click();
        Assert.Equal("2031-03-04", page.Find("[data-testid=board]").GetAttribute("data-day"));
        Assert.Equal("true", page.Find("[data-slot=t1]").GetAttribute("aria-pressed"));

        _circuit.Api.Unsuitable = [new UnsuitableClinician("0", "is not licensed in CO")];
        page.Find("[data-mode=next]").Click();
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => page.FindAll("[data-testid=next-why]").Count == 1, "the reason was shown");
        Assert.Equal("× is not licensed in CO", page.Find("[data-testid=next-why]").Shown());
    }

    private static string Day(IRenderedComponent<Console.Desk.DeskPage> page, int day) =>
        page.Find($"button[data-day='2031-03-{day:00}'] b").Shown();
}
