using Bunit;
using ReferralSilo.Console.Settings.Sources;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Contracts.Sources;

namespace ReferralSilo.Console.Tests.Settings;

/// <summary>The forms of a referral source and its campaigns.</summary>
public sealed class SourcePageTests : IAsyncDisposable
{
    private static readonly SourceView Lakeside = new("lakeside", 2, "Lakeside Family Practice", SourceKind.Clinical,
        true, "desk@lakeside.example", "+13035550100", [new CampaignInput("LFP-1", "Spring", "2031-03-01", null, 3)]);

    private readonly ConsoleContext _circuit = new();

    public SourcePageTests() => _circuit.SignInAdministrator();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public void Every_setting_of_the_contract_has_a_field()
    {
        var fields = Open().FindAll("[data-field]").Select(f => f.GetAttribute("data-field")!).ToList();
        Assert.Empty(SettingsContext.Names<SourceInput>("").Concat(SettingsContext.Names<CampaignInput>(""))
            .Except(fields));
    }

    [Fact]
    public void A_new_source_is_saved_and_then_gets_campaigns()
    {
        var page = _circuit.Render<SourcePage>();
        page.Type("source", "/name", "Hill Clinic");
        page.Type("source", "/kind", "partner");
        page.Type("source", "/active", "false");
        page.Save("source");
        Assert.Equal(new SourceInput("Hill Clinic", SourceKind.Partner, false), _circuit.Settings.Sent[0].Body);

        page.Type("campaign", "/code", "hill-1");
        page.Type("campaign", "/name", "Autumn");
        page.Type("campaign", "/promiseDays", "5");
        page.Save("campaign");
        Assert.Equal(("hill-clinic", new CampaignInput("HILL-1", "Autumn", null, null, 5), 1L),
            (_circuit.Settings.Sent[1].Id, _circuit.Settings.Sent[1].Body, _circuit.Settings.Sent[1].Change.IfVersion));
        Assert.Contains("a visit within 5 days", page.Find("[data-campaign=HILL-1]").Shown());
        page.Type("source", "/name", "Hill");
        page.Save("source");
        Assert.Equal("Saved", page.State("source"));
    }

    [Fact]
    public void A_campaign_code_that_exists_is_told_and_the_text_stays()
    {
        var page = Open();
        page.Type("campaign", "/code", "LFP-1");
        _circuit.Settings.Refusals.Enqueue(new Problem(409, "campaign-code-taken", "This source has it already."));
        page.Save("campaign");
        Assert.Contains("Another campaign has this code", page.Find("[data-testid=problem]").Shown());
        Assert.Equal("LFP-1", page.Typed("campaign", "/code"));
    }

    [Fact]
    public void Marketing_starts_campaigns_and_does_not_change_the_source()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Settings = [SettingNames.Campaigns] };
        var page = Open();
        Assert.Empty(page.FindAll("[data-testid=source] [data-action=save]"));
        Assert.Single(page.FindAll("[data-testid=campaign] [data-action=save]"));
    }

    private IRenderedComponent<SourcePage> Open()
    {
        _circuit.Settings.SourceViews.Add(Lakeside);
        return _circuit.Render<SourcePage>(p => p.Add(x => x.Id, "lakeside"));
    }
}
