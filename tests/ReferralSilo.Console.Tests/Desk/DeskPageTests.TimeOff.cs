using Bunit;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;

namespace ReferralSilo.Console.Tests.Desk;

/// <summary>Time off, lateness and immediate visits of clinicians.</summary>
public sealed partial class DeskPageTests
{
    [Fact]
    public async Task Board_shows_a_late_clinician_and_visits_in_time_off_with_a_way_to_their_day()
    {
        var tomorrow = ARow.Slot("s9", 60 * 24, SlotStatus.Busy);
        var page = await Open(Stage.Waiting, others: ARow.Clinician("b", ARow.Slot("s5", 60, SlotStatus.Busy), tomorrow)
            with { LateMinutes = 20, VisitsInTimeOff = ["s5", "s9"] });

        Assert.Equal("20 min late", page.Find("[data-clinician=b] [data-testid=late]").Shown());
        Assert.Contains("in time off: move this visit", page.Find("[data-slot=s5]").GetAttribute("aria-label"));
        var days = page.FindAll("[data-testid=to-move] button");
        Assert.Equal(2, days.Count);
        days[1].Click();
        await Drawn(page, () => page.FindAll("[data-slot=s9][data-to-move]").Count == 1, "the other day was shown");
    }

    [Fact]
    public async Task A_visit_in_time_off_is_work_to_do_until_it_is_moved()
    {
        var visit = ARow.Slot("s9", 60 * 24 * 20, SlotStatus.Busy, "w");
        var page = await Open(Stage.Booked, others: ARow.Clinician("b", visit) with { VisitsInTimeOff = ["s9"] });

        Assert.Equal("1", page.Find("[data-testid=tab-todo] .count").Shown());
        Assert.Single(page.FindAll("[data-referral=w] [data-testid=must-move]"));
        page.Find("[data-testid=to-move] button").Click();
        await Drawn(page, () => page.FindAll("[data-slot=s9][data-to-move]").Count == 1,
            "the day of the visit after the two weeks was shown");
        _stream!.Send(ARow.Change(_stream.Board, 1, ARow.Clinician("b")));
        await Drawn(page, () => page.Find("[data-testid=tab-todo] .count").Shown() == "0", "nothing was to do");
        Assert.Empty(page.FindAll("[data-testid=must-move]"));
    }

    [Fact]
    public async Task Board_shows_who_is_available_now()
    {
        var page = await Open(Stage.Waiting, others: ARow.Clinician("b", ARow.Slot("s5", 60)) with
        {
            AvailableUntil = ARow.Now.AddHours(2),
        });
        Assert.Equal("now to 18:00", page.Find("[data-clinician=b] [data-testid=available]").Shown());
        Assert.Empty(page.FindAll("[data-clinician=a] [data-testid=available]"));
    }
}
