using Bunit;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Desk;

/// <summary>The buttons about a visit, before and after its start.</summary>
public sealed partial class DeskPageTests
{
    [Fact]
    public async Task Second_visit_at_the_same_time_is_booked_with_a_reason_of_its_own()
    {
        _circuit.Api.Views["w"] = ARow.View("w", Stage.Waiting, 1, "book", "offers");
        _circuit.Api.Refusals.Enqueue(new Problem(409, "patient-has-visit", "No."));
        var page = await Chosen();
        await Key(page, "1", "b");
        Assert.Contains("both visits", page.Find("[data-form=book] label").TextContent);
        page.Find("textarea[name=overruleVisit]").Change("Both clinicians see her");
        page.Find("[data-form=book]").Submit();
        Assert.Equal(new Book("s1", OverruleVisit: "Both clinicians see her"), _circuit.Api.Sent[^1].Command);
    }

    [Fact]
    public async Task Visit_that_is_not_near_cannot_be_recorded_and_the_screen_says_from_when()
    {
        Booked(ARow.Now.AddHours(2));
        var page = await Chosen(Stage.Booked);
        foreach (var action in (string[])["arrive", "complete", "no-show"])
            Assert.True(page.Find($"[data-action={action}]").HasAttribute("disabled"), action);
        Assert.Equal(["Patient is here, Complete visit: from Mon 3 Mar 17:30 (UTC)",
            "Did not come: from Mon 3 Mar 18:00 (UTC)"], page.FindAll("[data-testid=later]").Select(l => l.Shown()));
        Assert.DoesNotContain("btn-main", page.Find("[data-action=arrive]").ClassName);
        await Key(page, "v", "m", "n");
        Assert.Empty(page.FindAll("[data-testid=confirmation]"));
        Assert.Empty(page.FindAll("[data-testid=action-form]"));
        Assert.Empty(_circuit.Api.Sent);
    }

    [Fact]
    public async Task Visit_can_be_recorded_exactly_from_the_time_of_the_line_and_missed_from_its_start()
    {
        Booked(ARow.Now.AddMinutes(30));
        var page = await Chosen(Stage.Booked);
        Assert.False(page.Find("[data-action=arrive]").HasAttribute("disabled"));
        Assert.True(page.Find("[data-action=no-show]").HasAttribute("disabled"));
        Assert.Equal("Did not come: from Mon 3 Mar 16:30 (UTC)", page.Find("[data-testid=later]").Shown());
    }

    [Fact]
    public async Task Visit_that_has_begun_can_be_recorded_as_missed()
    {
        Booked(ARow.Now);
        var page = await Chosen(Stage.Booked);
        Assert.False(page.Find("[data-action=no-show]").HasAttribute("disabled"));
        Assert.Empty(page.FindAll("[data-testid=later]"));
    }
}
