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

    [Fact]
    public void Marks_are_those_of_the_board()
    {
        var pattern = ARow.View("routine") with { Priority = Priority.Routine };
        var emergency = pattern.Eligibility with { Concern = EmergencyConcern.Emergency };
        var late = new ClockView(ClockKind.Review, ARow.Now.AddMinutes(-70), true);
        _circuit.Api.Pages[(Line, Stage.Received, null)] = new Page<ReferralView>(
        [
            pattern, pattern with { Id = "late", Clock = late },
            pattern with { Id = "urgent", Priority = Priority.Urgent },
            pattern with { Id = "taken", Priority = Priority.Urgent, ClaimedBy = "nurse" },
            pattern with { Id = "past", Clock = late, NeedBy = ARow.Now.AddMinutes(-90) },
            pattern with { Id = "danger", Eligibility = emergency, ClaimedBy = "sue" },
            pattern with
            {
                Id = "doubt", Eligibility = pattern.Eligibility with { Concern = EmergencyConcern.ReviewFirst },
            },
        ], null);
        var page = Open("received");

        Assert.Equal(
        [
            "routine", "late: 1 h 10 m late", "urgent: alarm no one", "taken: You", "past: alarm 1 h 10 m late no one",
            "danger: emergency Sue Supervisor", "doubt: review-first",
        ], page.FindAll("tr[data-referral]").Select(row => row.GetAttribute("data-referral") + string.Concat(
            row.QuerySelectorAll("[data-mark], [data-late], td:last-child bdi, .nobody").Select((mark, n) =>
                (n == 0 ? ": " : " ") + (mark.GetAttribute("data-mark") ?? mark.TextContent)))));
        Assert.Equal(["urgent", "past"],
            page.FindAll("tr[data-alarm=true]").Select(r => r.GetAttribute("data-referral")));
    }

    [Fact]
    public void Danger_is_not_marked_after_a_nurse_has_decided()
    {
        var accepted = ARow.View("a", Stage.Waiting);
        _circuit.Api.Pages[(Line, Stage.Waiting, null)] = new Page<ReferralView>([accepted with
        {
            Priority = Priority.Stat,
            Eligibility = accepted.Eligibility with { Concern = EmergencyConcern.Emergency },
        }], null);
        Assert.Empty(Open("waiting").FindAll("[data-mark], [data-alarm=true]"));
    }

    private void Page(Stage stage, string? cursor, string? next, params string[] ids) =>
        _circuit.Api.Pages[(Line, stage, cursor)] = new Page<ReferralView>([.. ids.Select(id =>
            ARow.View(id, stage))], next);

    private IRenderedComponent<QueuePage> Open(string stage) =>
        _circuit.Render<QueuePage>(p => p.Add(x => x.ServiceLine, Line).Add(x => x.Stage, stage));

    private static IEnumerable<string?> Shown(IRenderedComponent<QueuePage> page) =>
        page.FindAll("tr[data-referral]").Select(r => r.GetAttribute("data-referral"));
}
