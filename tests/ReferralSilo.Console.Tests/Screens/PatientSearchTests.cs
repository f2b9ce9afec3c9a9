using Bunit;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Search;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts.Patients;

namespace ReferralSilo.Console.Tests.Screens;

/// <summary>Patients on the search page.</summary>
public sealed class PatientSearchTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task A_patient_is_shown_with_the_referrals_that_belong_to_the_person()
    {
        _circuit.Api.Found = new([new PatientItem("Okafor, Dana", "1988-04-12", ["+13035550123"], null,
            [.. Enumerable.Range(1, 7).Select(n => new PatientReferralItem($"r{n}", "behavioral-health", ARow.Now))])],
            "more", ARow.Now, Complete: false);

        var page = await Searched();

        var row = page.Find("[data-testid=patients] tbody tr");
        Assert.Contains("Okafor, Dana", row.TextContent);
        Assert.Contains("1988-04-12", row.TextContent);
        Assert.Equal(["/referral/r1", "/referral/r2", "/referral/r3", "/referral/r4", "/referral/r5"],
            row.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
        Assert.Contains("and 2 more", row.TextContent);
        Assert.Contains("still being built", page.Markup);
        Assert.Contains("There are more patients", page.Markup);
    }

    [Fact]
    public async Task The_name_leads_to_the_page_of_the_patient()
    {
        _circuit.Api.Found = new([new PatientItem("Okafor, Dana", null, [], null, []) { Id = "p1" }], null, ARow.Now,
            true);

        var page = await Searched();

        Assert.Equal("/patients/p1", page.Find("[data-testid=to-patient]").GetAttribute("href"));
    }

    [Fact]
    public async Task Without_a_patient_the_referrals_stand_alone()
    {
        _circuit.Api.Views["r1"] = ARow.View("r1");

        var page = await Searched("[data-testid=results]");

        Assert.Empty(page.FindAll("[data-testid=patients]"));
        Assert.Empty(page.FindAll("h2"));
    }

    private async Task<IRenderedComponent<SearchPage>> Searched(string shows = "[data-testid=patients]")
    {
        _circuit.Services.GetRequiredService<SessionState>().Search("okafor");
        var page = _circuit.Render<SearchPage>();
        await Eventually.True(() => page.InvokeAsync(() => page.FindAll(shows).Count == 1), "it was found");
        return page;
    }
}
