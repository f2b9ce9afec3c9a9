using Bunit;
using ReferralSilo.Console.Search;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Screens;

/// <summary>All referrals of a service line in a stage.</summary>
public sealed class QueuePageTests : IAsyncDisposable
{
    private const string Line = "behavioral-health";
    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public void Pages_are_loaded_on_demand_and_no_referral_twice()
    {
        Page(Stage.Received, null, "next", "a", "b");
        Page(Stage.Received, "next", null, "b", "c");
        var page = Open("received");
        Assert.Equal(["a", "b"], Shown(page));
        page.Find("[data-action=load-more]").Click();
        Assert.Equal(["a", "b", "c"], Shown(page));
        Assert.Empty(page.FindAll("[data-action=load-more]"));
    }

    [Theory]
    [InlineData(Stage.Received, "/triage/behavioral-health?referral=a")]
    [InlineData(Stage.InformationRequested, "/triage/behavioral-health?referral=a")]
    [InlineData(Stage.Waiting, "/desk/behavioral-health?referral=a")]
    public void Referral_leads_to_the_board_on_which_it_can_be_acted_on(Stage stage, string address)
    {
        Page(stage, null, null, "a");
        var page = Open(Contracts.Json.ContractsJson.WireName(stage));
        Assert.Equal(address, page.Find("tr[data-referral=a] a").GetAttribute("href"));
    }

    [Fact]
    public void Another_stage_replaces_the_list()
    {
        Page(Stage.Received, null, null, "a");
        Page(Stage.Waiting, null, null, "w");
        var page = Open("received");
        Assert.Equal("page", page.Find("[data-testid=stage-received]").GetAttribute("aria-current"));
        page.Render(p => p.Add(x => x.Stage, "waiting"));
        Assert.Equal(["w"], Shown(page));
        Assert.Equal("page", page.Find("[data-testid=stage-waiting]").GetAttribute("aria-current"));
        page.Render(p => p.Add(x => x.Stage, "booked"));
        Assert.Contains("No referral of this service line", page.Find("[data-notice=empty]").TextContent);
    }

    private void Page(Stage stage, string? cursor, string? next, params string[] ids) =>
        _circuit.Api.Pages[(Line, stage, cursor)] = new Page<ReferralView>([.. ids.Select(id =>
            ARow.View(id, stage))], next);

    private IRenderedComponent<QueuePage> Open(string stage) =>
        _circuit.Render<QueuePage>(p => p.Add(x => x.ServiceLine, Line).Add(x => x.Stage, stage));

    private static IEnumerable<string?> Shown(IRenderedComponent<QueuePage> page) =>
        page.FindAll("tr[data-referral]").Select(r => r.GetAttribute("data-referral"));
}
