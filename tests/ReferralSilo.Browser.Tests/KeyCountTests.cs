using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

/// <summary>The work of a day is done by keyboard alone, with few keys.</summary>
public sealed class KeyCountTests(Chromium chromium, DemoProgram program)
{
    /// <summary>Most keys from the arrival of a referral to its acceptance.</summary>
    private const int MostInTriage = 9;

    /// <summary>Most keys from the worklist to the booked visit, with the call to the patient.</summary>
    private const int MostOnTheDesk = 17;

    private int _keys;

    [Fact]
    public async Task A_nurse_takes_and_accepts_a_referral_with_few_keys()
    {
        using var clinic = await Clinic.Open(program.Address, "key-triage");
        await using var nurse = await Open("nurse", "/triage/key-triage");
        var id = await clinic.Refer("Keys", "routine");
        await Expect(nurse.Row(id)).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });

        await Press(nurse, "ArrowDown");
        await Expect(nurse.Page.GetByTestId("rules")).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await Press(nurse, "t");
        await Expect(nurse.Row(id).Locator(".taken"))
            .ToHaveTextAsync("You", new() { Timeout = Deadlines.Update });
        await Press(nurse, "a");

        await Expect(nurse.Row(id)).ToHaveCountAsync(0, new() { Timeout = Deadlines.Update });
        await Expect(nurse.Page.GetByTestId("receipt"))
            .ToContainTextAsync("You accepted the referral: Dana Keys", new() { Timeout = Deadlines.Update });
        Assert.Equal("accepted", (string)(await clinic.Referral(id))["stage"]!);
        Assert.InRange(_keys, 1, MostInTriage);
        nurse.AssertNoErrors();
    }

    [Fact]
    public async Task A_scheduler_calls_and_books_with_few_keys()
    {
        using var clinic = await Clinic.Open(program.Address, "key-desk");
        var id = await clinic.Refer("Keys", "routine");
        await clinic.Send(id, "accept", new { overrule = "The family asked for it" });
        await using var desk = await Open("scheduler", "/desk/key-desk");
        await Expect(desk.Row(id)).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });

        await Press(desk, "ArrowDown");
        await Expect(desk.Page.GetByTestId("matches")).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        // The best times are shown before the details are read, without which there is no form.
        await Expect(desk.Page.Locator("[data-action='contact-attempts']"))
            .ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await Press(desk, "c");
        await Expect(desk.Page.Locator("[data-form='contact-attempts'] select").First)
            .ToBeFocusedAsync(new() { Timeout = Deadlines.Update });
        foreach (var key in new[] { "C", "Tab", "R", "Control+Enter" }) await Press(desk, key);
        await Expect(desk.Page.GetByTestId("pane-stage"))
            .ToHaveAttributeAsync("data-stage", "waiting", new() { Timeout = Deadlines.Update });
        await Expect(desk.Row(id).Locator("button")).ToBeFocusedAsync(new() { Timeout = Deadlines.Update });
        await Press(desk, "1");
        await Expect(desk.Page.GetByTestId("chosen")).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await Press(desk, "b");

        await Expect(desk.Page.GetByTestId("pane-visit")).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        Assert.Equal("booked", (string)(await clinic.Referral(id))["stage"]!);
        Assert.InRange(_keys, 1, MostOnTheDesk);
        desk.AssertNoErrors();
    }

    private async Task<Screen> Open(string user, string path)
    {
        var screen = await chromium.Open(program.Address);
        await screen.SignIn(user, path);
        await screen.IsLive();
        return screen;
    }

    private Task Press(Screen screen, string key)
    {
        _keys++;
        return screen.Press(key);
    }
}
