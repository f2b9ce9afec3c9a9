using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

/// <summary>Fills the forms of the settings as a person does.</summary>
internal static class SettingsForms
{
    /// <summary>Makes a service line, a clinician with availability and a source with a campaign, all with one
    /// id. One number is mistyped first.</summary>
    public static async Task MakeAll(Screen screen, string id)
    {
        await Fill(screen, "line", "/settings/new-line", ("/name", $"Sleep {id}"),
            ("/id", id), ("/timeZone", "denver"), ("/eligibility/reasonWords", "panic\nsleep"),
            ("/claimMinutes", "ten"));
        await screen.Page.GetByTestId("line").Locator("[data-action=save]").ClickAsync();
        await Expect(Field(screen, "line", "/claimMinutes").Locator(".field-messages"))
            .ToHaveTextAsync("Must be a whole number.");
        await Type(screen, "line", "/claimMinutes", "20");
        await Save(screen, "line");
        await screen.Page.WaitForURLAsync($"**/settings/lines/{id}");

        await Fill(screen, "profile", "/settings/new-clinician", ("/name", "Dr. Ana López"), ("/id", id),
            ("/timeZone", "Mountain"), ("/licensedStates", "co, nm"));
        await Field(screen, "profile", "/serviceLines").GetByLabel($"Sleep {id}").CheckAsync();
        await Save(screen, "profile");
        await screen.Page.WaitForURLAsync($"**/settings/clinicians/{id}");
        await screen.Action("add-window").ClickAsync();
        foreach (var day in new[] { "Sat", "Sun" })
            await Field(screen, "availability", "/windows/0/days").GetByLabel(day).CheckAsync();
        await Type(screen, "availability", "/windows/0/from", "0");
        await Type(screen, "availability", "/windows/0/to", "24:00");
        await Expect(screen.Page.GetByTestId("preview").Locator("h3")).ToContainTextAsync(" open times");
        await Save(screen, "availability");

        await Fill(screen, "source", "/settings/new-source", ("/name", "Hill Clinic"), ("/id", id),
            ("/email", "desk@hill.example"));
        await Save(screen, "source");
        await Type(screen, "campaign", "/code", "hill-1");
        await Type(screen, "campaign", "/name", "Autumn");
        await Save(screen, "campaign");
        await Expect(screen.Page.Locator("[data-campaign=HILL-1]")).ToBeVisibleAsync();
    }

    /// <summary>Opens a new form and types into its fields.</summary>
    public static async Task Fill(Screen screen, string form, string path,
        params (string Pointer, string Text)[] fields)
    {
        await screen.Page.GotoAsync(path);
        foreach (var (pointer, text) in fields)
        {
            await Type(screen, form, pointer, text);
            // The name proposes an id, which must be there before another one is typed.
            if (pointer == "/name") await Expect(Field(screen, form, "/id").Locator("input")).Not.ToHaveValueAsync("");
        }
    }

    public static async Task Type(Screen screen, string form, string pointer, string text)
    {
        var field = Field(screen, form, pointer).Locator("input, textarea").First;
        await Expect(field).ToBeVisibleAsync(new() { Timeout = Deadlines.PageLoad });
        await field.FillAsync(text);
        await field.BlurAsync();
    }

    public static async Task Save(Screen screen, string form)
    {
        var frame = screen.Page.GetByTestId(form);
        await frame.Locator("[data-action=save]").ClickAsync();
        await Expect(frame.GetByTestId("save-state")).ToHaveTextAsync("Saved", new() { Timeout = Deadlines.Update });
    }

    public static ILocator Field(Screen screen, string form, string pointer) =>
        screen.Page.GetByTestId(form).Locator($"[data-field='{pointer}']");
}
