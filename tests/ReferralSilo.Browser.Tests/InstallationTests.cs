using System.Text.Json.Nodes;
using Microsoft.Playwright;
using ReferralSilo.Testing;
using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

/// <summary>A new installation, from the set-up code to the outcome of the first referral, on screen.</summary>
public sealed class InstallationTests(Chromium chromium)
{
    private const string Line = "sleep", OtherLine = "other", Password = "five plain words it is";

    [Fact]
    public async Task A_first_referral_goes_through_a_new_installation_and_each_person_sees_only_what_is_theirs()
    {
        await using var program = await RunningProgram.Start(new LaunchOptions { IsDemo = false }, null);
        await using var administrator = await chromium.Open(program.Address);
        await FirstStartTests.SetUp(administrator, program);
        await Expect(administrator.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("First steps", new() { Timeout = Deadlines.PageLoad });
        await MakeSettings(administrator);
        var passwords = await MakeAccounts(administrator);
        await using var nurse = await SignIn(program, "noor", passwords, "**/triage/**");
        await using var scheduler = await SignIn(program, "sam", passwords, "**/desk/**");
        await using var clinician = await SignIn(program, "ana", passwords, "**/my-day");
        await using var source = await SignIn(program, "hill", passwords, "**/my-referrals");
        foreach (var screen in new[] { nurse, scheduler, clinician, source }) await screen.IsLive();

        var referral = await Submit(source, program, Line);
        var foreign = await Submit(nurse, program, OtherLine);
        await NurseAccepts(nurse, referral);
        await DeskBooks(scheduler, referral);
        await ClinicianRecords(clinician, referral);

        await Expect(source.Row(referral).GetByTestId("outcome-text"))
            .ToHaveTextAsync("Outcome: Care plan agreed", new() { Timeout = Deadlines.Update });
        await Expect(source.Page.Locator("[data-rows] [data-referral]")).ToHaveCountAsync(1);
        foreach (var screen in new[] { nurse, scheduler }) await IsClosed(screen, $"/triage/{OtherLine}");
        foreach (var screen in new[] { nurse, scheduler, clinician, source })
            await IsClosed(screen, $"/referral/{foreign}");
        await IsClosed(clinician, $"/triage/{Line}");
        await IsClosed(source, $"/referral/{referral}");

        await nurse.Page.GotoAsync($"/triage/{Line}");
        await nurse.IsLive();
        await Disable(administrator, "noor");
        await nurse.Page.WaitForURLAsync("**/sign-in**", new() { Timeout = Deadlines.ConnectionLoss });
        foreach (var screen in new[] { administrator, nurse, scheduler, clinician, source }) screen.AssertNoErrors();
    }

    private static async Task MakeSettings(Screen screen)
    {
        await SettingsForms.MakeAll(screen, Line);
        await screen.Page.GotoAsync($"/settings/lines/{Line}");
        await SettingsForms.Type(screen, "line", "/visitRecordableBefore", "30");
        await SettingsForms.Field(screen, "line", "/visitRecordableBefore").Locator("select").SelectOptionAsync("days");
        await SettingsForms.Save(screen, "line");
        await SettingsForms.Fill(screen, "line", "/settings/new-line", ("/name", "Other"), ("/id", OtherLine),
            ("/timeZone", "denver"));
        await SettingsForms.Save(screen, "line");
    }

    /// <summary>Makes the accounts on screen; returns their one-time passwords.</summary>
    private static async Task<Dictionary<string, string>> MakeAccounts(Screen screen)
    {
        await screen.Page.GotoAsync("/staff");
        return new Dictionary<string, string>
        {
            ["noor"] = await MakeAccount(screen, "noor", "triage-nurse"),
            ["sam"] = await MakeAccount(screen, "sam", "scheduler"),
            ["ana"] = await MakeAccount(screen, "ana", "clinician", "clinician"),
            ["hill"] = await MakeAccount(screen, "hill", "source", "source"),
        };
    }

    private static async Task<string> MakeAccount(Screen screen, string user, string role, string? bound = null)
    {
        await screen.Action("new-account").ClickAsync();
        var form = screen.Page.GetByTestId("account-form");
        await form.Locator("[data-field=user]").FillAsync(user);
        await form.Locator("[data-field=name]").FillAsync($"{user} of the clinic");
        await form.Locator($"[data-role={role}]").CheckAsync();
        await form.Locator("[data-line='*']").UncheckAsync();
        await form.Locator($"[data-line={Line}]").CheckAsync();
        if (bound is not null) await form.Locator($"select[data-field={bound}]").SelectOptionAsync(Line);
        await form.Locator("[data-action=save]").ClickAsync();
        await Expect(screen.Page.GetByTestId("secret-once"))
            .ToContainTextAsync($"({user})", new() { Timeout = Deadlines.Update });
        var password = await screen.Page.GetByTestId("secret").InnerTextAsync();
        await screen.Action("secret-seen").ClickAsync();
        return password;
    }

    private async Task<Screen> SignIn(RunningProgram program, string user, Dictionary<string, string> passwords,
        string home)
    {
        var screen = await chromium.Open(program.Address);
        await screen.Page.GotoAsync("/");
        await screen.Page.GetByLabel("User").FillAsync(user);
        await screen.Page.GetByLabel("Password").FillAsync(passwords[user]);
        await screen.Action("sign-in").ClickAsync();
        await screen.Page.GetByLabel("Current password").FillAsync(passwords[user]);
        await screen.Page.GetByLabel("New password").FillAsync(Password);
        await screen.Page.GetByLabel("The same again").FillAsync(Password);
        await screen.Action("change-password").ClickAsync();
        await screen.Page.WaitForURLAsync(home, new() { Timeout = Deadlines.PageLoad });
        return screen;
    }

    private static async Task<string> Submit(Screen screen, RunningProgram program, string line)
    {
        var made = await FirstStartTests.Post(screen, program, "/api/referrals", new
        {
            serviceLine = line, reason = new { text = "Panic attacks, increasing" },
            patient = new
            {
                givenName = "Dana", familyName = "Okafor", birthDate = "1988-04-12", timeZone = "America/Denver",
                location = new { country = "US", state = "CO" }, phones = new[] { "+13035550123" },
            },
        });
        return (string)((JsonObject)made)["id"]!;
    }

    private static async Task NurseAccepts(Screen nurse, string referral)
    {
        await Expect(nurse.Row(referral)).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await nurse.Row(referral).ClickAsync();
        await Expect(nurse.Page.GetByTestId("rules")).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await nurse.Press("a");
        await Expect(nurse.Row(referral)).ToHaveCountAsync(0, new() { Timeout = Deadlines.Update });
    }

    private static async Task DeskBooks(Screen desk, string referral)
    {
        await Expect(desk.Row(referral)).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await desk.Row(referral).ClickAsync();
        await Expect(desk.Page.Locator("[data-match]").First).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await desk.Press("1");
        await Expect(desk.Page.GetByTestId("chosen")).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        await desk.Press("b");
        await Expect(desk.Page.GetByTestId("pane-visit")).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
    }

    private static async Task ClinicianRecords(Screen clinician, string referral)
    {
        await clinician.Page.GotoAsync($"/referral/{referral}");
        await clinician.IsLive();
        await clinician.Action("complete").ClickAsync();
        var form = clinician.Page.Locator("[data-form=complete]");
        var confirmation = clinician.Page.GetByTestId("confirmation");
        await Expect(confirmation.Or(form).First).ToBeVisibleAsync(new() { Timeout = Deadlines.Update });
        if (await confirmation.CountAsync() > 0) await clinician.Press("y");
        await clinician.FillForm("complete", "Care plan agreed");
        await Expect(clinician.Page.Locator(".page"))
            .ToHaveAttributeAsync("data-stage", "completed", new() { Timeout = Deadlines.Update });
    }

    private static async Task IsClosed(Screen screen, string path)
    {
        await screen.Page.GotoAsync(path);
        await Expect(screen.Page.Locator("[data-testid=live-badge], [data-testid=notice]")
            .Filter(new() { HasTextRegex = new("Not open to you|cannot be shown") }).First)
            .ToBeVisibleAsync(new() { Timeout = Deadlines.PageLoad });
        await Expect(screen.Page.GetByText("Okafor")).ToHaveCountAsync(0);
    }

    private static async Task Disable(Screen administrator, string user)
    {
        await administrator.Page.GotoAsync("/staff");
        var row = administrator.Page.Locator($"[data-user={user}]");
        await row.Locator("[data-action=disable]").ClickAsync();
        await row.Locator("[data-action=confirm]").ClickAsync();
        await Expect(row).ToHaveAttributeAsync("data-disabled", "true", new() { Timeout = Deadlines.Update });
    }
}
