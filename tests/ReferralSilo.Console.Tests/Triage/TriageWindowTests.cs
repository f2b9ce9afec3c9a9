using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Live;
using ReferralSilo.Console.Triage;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Triage;

/// <summary>A queue that is longer than its board.</summary>
public sealed class TriageWindowTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();
    private ScriptedWatch.Stream _board = null!;

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task Counts_are_of_the_whole_queue()
    {
        var page = await Open(new MoreRows(99_998), ARow.Triage("a", alarm: true), ARow.Triage("b"));
        Assert.Equal("100000", page.Find("[data-testid=count]").TextContent);
        Assert.Equal("and 99,998 more. All referrals", page.Find("[data-testid=more]").Shown());
        Assert.Equal("/queue/behavioral-health/received", page.Find("[data-action=all]").GetAttribute("href"));
    }

    [Fact]
    public async Task Whole_queue_on_the_board_has_no_more()
    {
        var page = await Open(new MoreRows(0), ARow.Triage("a"));
        Assert.Equal("1", page.Find("[data-testid=count]").TextContent);
        Assert.Empty(page.FindAll("[data-testid=more]"));
    }

    [Fact]
    public async Task Count_of_the_others_changes_without_a_row()
    {
        var page = await Open(new MoreRows(5), ARow.Triage("a"));
        _board.Send(ARow.Change(_board.Board, 1) with { More = new MoreRows(6) });
        await Drawn(page, () => page.Find("[data-testid=count]").TextContent == "7", "the count was drawn");
    }

    [Fact]
    public async Task Referral_without_a_row_opens_by_its_address_and_can_be_acted_on()
    {
        _circuit.Services.GetRequiredService<NavigationManager>().NavigateTo("/triage/behavioral-health?referral=z");
        _circuit.Api.Views["z"] = View("z", 4);
        var page = await Open(new MoreRows(5), ARow.Triage("a"));
        var followed = await Followed("z", View("z", 4));
        await Drawn(page, () => page.FindAll("[data-testid=rules]").Count == 1, "the details were read");
        Assert.Equal("z", page.Find("tr[aria-current=true]").GetAttribute("data-referral"));
        Assert.Equal("6", page.Find("[data-testid=count]").TextContent);

        await page.InvokeAsync(() => page.Instance.OnKey("a"));
        Assert.Equal(("z", new Accept()), _circuit.Api.Sent.Select(s => (s.Id, s.Command)).Single());
        Assert.Equal([4], _circuit.Api.Versions);

        followed.Send(Row(followed.Board, 1, View("z", 5) with { Stage = Stage.Accepted }));
        await Drawn(page, () => page.FindAll("[data-removed=z]").Count == 1, "it left the list");
    }

    [Fact]
    public async Task Selected_referral_that_more_urgent_ones_displace_stays_selected()
    {
        _circuit.Api.Views["a"] = View("a", 1);
        var page = await Open(new MoreRows(5), ARow.Triage("a"), ARow.Triage("b"));
        await page.InvokeAsync(() => page.Instance.OnKey("j"));
        _board.Send(new BoardFrame(_board.Board, "e1", 1, 2, false, [ARow.Triage("c", Priority.Stat)], ["a"], ARow.Now)
        {
            More = new MoreRows(6),
        });
        await Followed("a", View("a", 1));
        await Drawn(page, () => page.FindAll("tr[data-referral=a][aria-current=true]").Count == 1, "it has a row");
        Assert.Empty(page.FindAll("[data-removed]"));
        Assert.Equal("8", page.Find("[data-testid=count]").TextContent);
    }

    [Fact]
    public async Task Row_of_the_board_replaces_the_added_one()
    {
        _circuit.Services.GetRequiredService<NavigationManager>().NavigateTo("/triage/behavioral-health?referral=z");
        var page = await Open(new MoreRows(5), ARow.Triage("a"));
        await Followed("z", View("z", 4));
        await Drawn(page, () => page.FindAll("tr[data-referral=z]").Count == 1, "it was added");
        _board.Send(ARow.Change(_board.Board, 1, ARow.Triage("z", Priority.Stat, version: 5)) with
        {
            More = new MoreRows(4),
        });
        await Drawn(page, () =>
            page.Find("tr[data-referral=z]").GetAttribute("data-version") == "5", "the board's row is shown");
        Assert.Equal("6", page.Find("[data-testid=count]").TextContent);
    }

    [Fact]
    public async Task Address_of_a_referral_of_another_line_does_not_select_it_when_it_comes_to_this_one()
    {
        Nav.NavigateTo("/triage/behavioral-health?referral=z");
        var page = await Open(new MoreRows(5), ARow.Triage("a"));
        await Followed("z", View("z", 1) with { ServiceLine = "dermatology" });
        await Drawn(page, () => !Nav.Uri.Contains("referral="), "the address was corrected");
        _board.Send(ARow.Change(_board.Board, 1, ARow.Triage("z")) with { More = new MoreRows(5) });
        await Drawn(page, () => page.FindAll("tr[data-referral=z]").Count == 1, "it came to this line");
        Assert.Empty(page.FindAll("tr[aria-current=true]"));
    }

    [Fact]
    public async Task Address_of_a_referral_that_a_whole_queue_does_not_have_is_not_followed_when_the_queue_grows()
    {
        Nav.NavigateTo("/triage/behavioral-health?referral=z");
        var page = await Open(new MoreRows(0), ARow.Triage("a"));
        _board.Send(ARow.Change(_board.Board, 1) with { More = new MoreRows(5) });
        await Drawn(page, () => page.Find("[data-testid=count]").TextContent == "6", "the count was drawn");

        Nav.NavigateTo("/triage/behavioral-health?referral=y");
        Assert.Equal("referral/y", (await _circuit.Board.NextRequest()).Board);
    }

    [Fact]
    public async Task Referral_that_gets_a_row_while_it_is_read_is_selected()
    {
        Nav.NavigateTo("/triage/behavioral-health?referral=z");
        var page = await Open(new MoreRows(5), ARow.Triage("a"));
        Assert.Equal("referral/z", (await _circuit.Board.NextRequest()).Board);
        _board.Send(ARow.Change(_board.Board, 1, ARow.Triage("z")) with { More = new MoreRows(4) });
        await Drawn(page, () => page.FindAll("tr[data-referral=z][aria-current=true]").Count == 1, "it is selected");
    }

    [Fact]
    public async Task Referral_that_is_read_after_a_key_is_not_selected()
    {
        Nav.NavigateTo("/triage/behavioral-health?referral=z");
        var page = await Open(new MoreRows(5), ARow.Triage("a"));
        var late = await _circuit.Board.NextRequest();
        await page.InvokeAsync(() => page.Instance.OnKey("?"));
        late.Send(Row(late.Board, 0, View("z", 1)) with { Snapshot = true });
        _board.Send(ARow.Change(_board.Board, 1) with { More = new MoreRows(6) });
        await Drawn(page, () => page.Find("[data-testid=count]").TextContent == "7", "the count was drawn");
        Assert.Empty(page.FindAll("tr[aria-current=true]"));
    }

    [Fact]
    public async Task Referral_that_takes_long_to_read_does_not_replace_the_one_that_is_shown()
    {
        _circuit.Api.Views["a"] = View("a", 1);
        var page = await Open(new MoreRows(5), ARow.Triage("a"));
        await page.InvokeAsync(() => page.Instance.OnKey("j"));
        Nav.NavigateTo("/triage/behavioral-health?referral=z");
        var late = await _circuit.Board.NextRequest();
        Assert.Single(page.FindAll("[data-testid=choice-opening]"));
        _circuit.Time.Passed += FollowerLimits.ReplacesWithin * 2;
        late.Send(Row(late.Board, 0, View("z", 1)) with { Snapshot = true });
        await late.Left.Task;

        await Drawn(page, () => page.FindAll("[data-testid=late-choice]").Count == 1, "the late referral was named");
        Assert.StartsWith("RS-Z of Dana Okafor took long to open.",
            page.Find("[data-testid=late-choice]").Shown());
        Assert.Equal("a", page.Find("tr[aria-current=true]").GetAttribute("data-referral"));
        Assert.Empty(page.FindAll("tr[data-referral=z]"));
        Assert.EndsWith("referral=a", Nav.Uri);

        page.Find("[data-action=open-late]").Click();
        await Followed("z", View("z", 1));
        await Drawn(page, () => page.FindAll("tr[data-referral=z][aria-current=true]").Count == 1, "it was opened");
    }

    [Fact]
    public async Task Referral_that_takes_long_to_read_is_selected_when_none_is_shown()
    {
        Nav.NavigateTo("/triage/behavioral-health?referral=z");
        var page = await Open(new MoreRows(5), ARow.Triage("a"));
        var late = await _circuit.Board.NextRequest();
        _circuit.Time.Passed += FollowerLimits.ReplacesWithin * 2;
        late.Send(Row(late.Board, 0, View("z", 1)) with { Snapshot = true });
        await Drawn(page, () => page.FindAll("tr[data-referral=z][aria-current=true]").Count == 1, "it is selected");
    }

    [Fact]
    public async Task Referral_that_got_a_row_too_late_does_not_replace_the_one_that_is_shown()
    {
        _circuit.Api.Views["a"] = View("a", 1);
        var page = await Open(new MoreRows(5), ARow.Triage("a"));
        await page.InvokeAsync(() => page.Instance.OnKey("j"));
        Nav.NavigateTo("/triage/behavioral-health?referral=z");
        var late = await _circuit.Board.NextRequest();
        _circuit.Time.Passed += FollowerLimits.ReplacesWithin * 2;
        _board.Send(ARow.Change(_board.Board, 1, ARow.Triage("z")) with { More = new MoreRows(4) });
        await late.Left.Task;
        await Drawn(page, () => page.FindAll("[data-testid=late-choice]").Count == 1, "the late referral was named");
        Assert.Equal("a", page.Find("tr[aria-current=true]").GetAttribute("data-referral"));
    }

    [Fact]
    public async Task Selected_referral_without_a_row_stays_while_another_one_is_read()
    {
        Nav.NavigateTo("/triage/behavioral-health?referral=z");
        var page = await Open(new MoreRows(5), ARow.Triage("a"));
        await Followed("z", View("z", 1));
        await Drawn(page, () => page.FindAll("tr[data-referral=z][aria-current=true]").Count == 1, "it is selected");

        Nav.NavigateTo("/triage/behavioral-health?referral=y");
        var next = await _circuit.Board.NextRequest();
        await Drawn(page, () => page.FindAll("[data-testid=choice-opening]").Count == 1, "the next one is read");
        Assert.Empty(page.FindAll("[data-removed]"));
        Assert.Single(page.FindAll("tr[data-referral=z][aria-current=true]"));

        next.Send(Row(next.Board, 0, View("y", 1)) with { Snapshot = true });
        await Drawn(page, () => page.FindAll("tr[data-referral=y][aria-current=true]").Count == 1, "it is selected");
        Assert.Empty(page.FindAll("tr[data-referral=z]"));
    }

    [Fact]
    public async Task Referral_that_is_read_after_a_click_in_the_pane_is_not_selected()
    {
        _circuit.Api.Views["a"] = View("a", 1);
        var page = await Open(new MoreRows(5), ARow.Triage("a"));
        await page.InvokeAsync(() => page.Instance.OnKey("j"));
        Nav.NavigateTo("/triage/behavioral-health?referral=z");
        var late = await _circuit.Board.NextRequest();
        page.Find("aside.pane").TriggerEvent("onpointerdown",
            new Microsoft.AspNetCore.Components.Web.PointerEventArgs());
        await late.Left.Task;
        Assert.Equal("a", page.Find("tr[aria-current=true]").GetAttribute("data-referral"));
        Assert.EndsWith("referral=a", Nav.Uri);
    }

    [Fact]
    public async Task Emergency_without_a_row_keeps_its_mark_and_a_short_reason()
    {
        Nav.NavigateTo("/triage/behavioral-health?referral=z");
        var page = await Open(new MoreRows(5), ARow.Triage("a"));
        var view = View("z", 1);
        await Followed("z", view with
        {
            ClaimedBy = "sue",
            Eligibility = view.Eligibility with { Concern = EmergencyConcern.Emergency },
            Reason = new ReasonInput(new string('x', 20_000)),
        });
        await Drawn(page, () => page.FindAll("tr[data-referral=z]").Count == 1, "it was added");
        Assert.Single(page.FindAll("tr[data-referral=z] [data-mark=emergency]"));
        Assert.Equal("false", page.Find("tr[data-referral=z]").GetAttribute("data-alarm"));
        Assert.Equal(RowReason.Shorten(new string('x', 20_000)),
            page.Find("tr[data-referral=z] td.clip bdi").TextContent);
    }

    private NavigationManager Nav => _circuit.Services.GetRequiredService<NavigationManager>();

    private async Task<IRenderedComponent<TriagePage>> Open(MoreRows more, params BoardRow[] rows)
    {
        var page = _circuit.Render<TriagePage>(p => p.Add(x => x.ServiceLine, "behavioral-health"));
        _board = await _circuit.Board.NextRequest();
        _board.Send(ARow.Snapshot(_board.Board, 1, rows) with { More = more });
        await Drawn(page, () => page.FindAll("tr[data-referral]").Count >= rows.Length, "the board was drawn");
        return page;
    }

    /// <summary>The page follows the referral's own board, which shows this.</summary>
    private async Task<ScriptedWatch.Stream> Followed(string id, ReferralView view)
    {
        var stream = await _circuit.Board.NextRequest();
        Assert.Equal($"referral/{id}", stream.Board);
        stream.Send(Row(stream.Board, 0, view) with { Snapshot = true });
        return stream;
    }

    private static BoardFrame Row(string board, long from, ReferralView view) =>
        ARow.Change(board, from, new ReferralRow(view.Id, view));

    private static ReferralView View(string id, long version) =>
        ARow.View(id, Stage.Received, version, FakeConsoleApi.AllActions);

    private static Task Drawn(IRenderedComponent<TriagePage> page, Func<bool> fact, string what) =>
        Eventually.True(() => page.InvokeAsync(fact), what);
}
