using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

/// <summary>The page of a patient in a real browser.</summary>
public sealed class PatientTests(Chromium chromium, DemoProgram program)
{
    private static readonly LocatorAssertionsToHaveTextOptions TextInTime = new() { Timeout = Deadlines.Update };
    private static readonly LocatorAssertionsToBeVisibleOptions InTime = new() { Timeout = Deadlines.Update };

    [Fact]
    public async Task A_corrected_phone_and_a_withdrawn_consent_are_seen_on_the_referral()
    {
        using var clinic = await Clinic.Open(program.Address, "patient-clinic");
        var id = await clinic.Refer("Recordova");
        await using var nurse = await chromium.Open(program.Address);
        await nurse.SignIn("nurse", $"/referral/{id}");
        await nurse.Page.GetByTestId("to-patient").ClickAsync(new() { Timeout = Deadlines.PageLoad });
        await Expect(nurse.Page.GetByTestId("patient-name")).ToHaveTextAsync("Dana Recordova", TextInTime);

        await nurse.Press("c");
        await Expect(nurse.Page.Locator("#correct-title")).ToBeFocusedAsync(new() { Timeout = Deadlines.Update });
        await Field(nurse, "/phones").Locator("textarea").FillAsync("+17205550111");
        await Field(nurse, "/reason").Locator("textarea").FillAsync("Wrong number.");
        await nurse.Action("save").ClickAsync();
        await Expect(nurse.Page.GetByTestId("phone")).ToHaveTextAsync("+17205550111", TextInTime);

        await nurse.Action("withdraw-call").ClickAsync();
        await nurse.Page.Locator("[name=how]").FillAsync("asked on the phone");
        await nurse.Action("consent-send").ClickAsync();
        await Expect(nurse.Page.Locator("[data-kind=call] [data-purpose=care]"))
            .ToHaveAttributeAsync("data-given", "false", new() { Timeout = Deadlines.Update });

        await nurse.Page.Locator($"[data-testid=patient-referrals] [data-referral='{id}'] a").ClickAsync();
        await nurse.Page.WaitForURLAsync($"**/referral/{id}");
        await Expect(nurse.Page.Locator("a[href='tel:+17205550111']")).ToBeVisibleAsync(InTime);
        await Expect(nurse.Page.Locator("a[href='tel:+13035550123']")).ToHaveCountAsync(0);
        await Expect(nurse.Page.GetByText("asked on the phone").First).ToBeVisibleAsync(InTime);
        nurse.AssertNoErrors();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task The_page_passes_axe_and_is_not_wider_than_the_screen(ColorScheme theme, int width)
    {
        using var clinic = await Clinic.Open(program.Address, "patient-clinic");
        var id = await clinic.Refer($"Wide{width}");
        var patient = (string)(await clinic.Referral(id))["patient"]!["id"]!;
        await using var screen = await chromium.Open(program.Address, theme, new() { Width = width, Height = 844 });
        await screen.SignIn("nurse", $"/patients/{patient}");
        await Expect(screen.Page.GetByTestId("consents")).ToBeVisibleAsync(new() { Timeout = Deadlines.PageLoad });

        var found = new List<string>();
        foreach (var form in (string?[])[null, "give-sms", "deceased", "deceased-send", "correct"])
        {
            if (form == "deceased-send") await screen.Page.Locator("[name=reason]").FillAsync("The daughter called.");
            if (form == "correct") await screen.Action("confirm-cancel").ClickAsync();
            if (form is not null) await screen.Action(form).ClickAsync();
            if (form == "correct") await screen.Action("save").ClickAsync();
            var shown = form switch
            {
                null => screen.Page.GetByTestId("contact"),
                "correct" => screen.Page.GetByTestId("faults"),
                "deceased-send" => screen.Page.GetByTestId("confirmation"),
                _ => screen.Page.GetByTestId("action-form"),
            };
            await Expect(shown).ToBeVisibleAsync(InTime);
            found.AddRange((await screen.Page.RunAxe()).Violations.Select(v =>
                $"{form}: {v.Id}: {v.Help} ({string.Join("; ", v.Nodes.Take(3).Select(n => n.Html))})"));
            var wide = await screen.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            if (wide > width) found.Add($"{form} is {wide} px wide");
        }

        Assert.True(found.Count == 0, string.Join("\n", found));
        screen.AssertNoErrors();
    }

    private static ILocator Field(Screen screen, string pointer) =>
        screen.Page.Locator($"[data-field='{pointer}']");
}
