using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Desk;
using ReferralSilo.Console.Live;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Tests.Desk;

/// <summary>A desk whose lists are longer than its board.</summary>
public sealed class DeskWindowTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();
    private ScriptedWatch.Stream _board = null!;

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task Counts_are_of_the_whole_lists()
    {
        var page = await Open(new MoreRows(1_500, Visits: 400), ARow.Desk("w"), ARow.Desk("v", Stage.Booked));
        Assert.Equal("1101", page.Find("[data-testid=tab-todo] .count").TextContent);
        Assert.Equal("401", page.Find("[data-testid=tab-visits] .count").TextContent);
        Assert.Equal("and 1,100 more. All referrals", page.Find("[data-testid=more]").Shown());
        Assert.Equal("/queue/behavioral-health/waiting", page.Find("[data-action=all]").GetAttribute("href"));
        page.Find("[data-testid=tab-visits]").Click();
        Assert.Equal("and 400 more. All referrals", page.Find("[data-testid=more]").Shown());
        Assert.Equal("/queue/behavioral-health/booked", page.Find("[data-action=all]").GetAttribute("href"));
    }

    [Fact]
    public async Task Referral_without_a_row_that_suits_an_open_time_is_booked_into_it()
    {
        _circuit.Api.Views["r1"] = View("r1", 3);
        var page = await Open(new MoreRows(5), ARow.Desk("w"));
        page.Find("[data-slot=s1]").Click();
        await Drawn(page, () => page.FindAll("[data-referral-match=r1]").Count == 1, "the suggestion was found");
        page.Find("[data-referral-match=r1]").Click();
        await Followed("r1", View("r1", 3));
        await Drawn(page, () => page.FindAll("[data-testid=pane-stage]").Count == 1
            && page.FindAll("[data-testid=pane-now]").Count == 1, "its details were read");
        Assert.Equal("r1", page.Find("li[aria-current=true]").GetAttribute("data-referral"));
        Assert.Equal("true", page.Find("[data-slot=s1]").GetAttribute("aria-pressed"));

        await page.InvokeAsync(() => page.Instance.OnKey("b"));
        Assert.Equal(("r1", new Book("s1")), _circuit.Api.Sent.Select(s => (s.Id, s.Command)).Single());
        Assert.Equal([3], _circuit.Api.Versions);
    }

    [Fact]
    public async Task Address_of_a_referral_of_another_line_does_not_select_it_when_it_comes_to_this_one()
    {
        GoTo("z");
        var page = await Open(new MoreRows(5), ARow.Desk("w"));
        await Followed("z", View("z", 1) with { ServiceLine = "dermatology" });
        await Drawn(page, () => !Nav.Uri.Contains("referral="), "the address was corrected");
        _board.Send(ARow.Change(_board.Board, 1, ARow.Desk("z", version: 2)) with { More = new MoreRows(5) });
        await Drawn(page, () => page.FindAll("[data-referral=z]").Count == 1, "it came to this line");
        Assert.Empty(page.FindAll("[aria-current=true]"));
    }

    [Fact]
    public async Task Address_of_a_refused_referral_selects_nothing()
    {
        GoTo("z");
        var page = await Open(new MoreRows(5), ARow.Desk("w"));
        (await _circuit.Board.NextRequest()).End(new BoardRefusedException("board-unknown", "There is no such board."));
        await Drawn(page, () => !Nav.Uri.Contains("referral="), "the address was corrected");
    }

    [Fact]
    public async Task Referral_that_is_read_after_the_person_went_on_gets_no_slot_of_another_patient()
    {
        _circuit.Api.Views["w"] = View("w", 1);
        var page = await Open(new MoreRows(5), ARow.Desk("w"));
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => page.FindAll("[data-testid=pane-now]").Count == 1, "its details were read");
        GoTo("r1");
        var late = await _circuit.Board.NextRequest();
        Assert.Equal("referral/r1", late.Board);
        page.Find("[data-referral=w] button").Click();
        page.Find("[data-slot=s1]").Click();

        late.Send(ARow.Snapshot(late.Board, 1, new ReferralRow("r1", View("r1", 3))));
        _board.Send(ARow.Change(_board.Board, 1, ARow.Desk("w", version: 2)) with { More = new MoreRows(6) });
        await Drawn(page, () => page.Find("[data-referral=w]").GetAttribute("data-version") == "2", "it was drawn");
        Assert.Equal("w", page.Find("li[aria-current=true]").GetAttribute("data-referral"));
        Assert.Equal("true", page.Find("[data-slot=s1]").GetAttribute("aria-pressed"));
        await page.InvokeAsync(() => page.Instance.OnKey("b"));
        Assert.Equal("w", Assert.Single(_circuit.Api.Sent).Id);
    }

    [Fact]
    public async Task Link_to_a_referral_without_a_row_opens_it_while_another_one_is_selected()
    {
        _circuit.Api.Views["w"] = View("w", 1);
        var page = await Open(new MoreRows(5), ARow.Desk("w"));
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => page.FindAll("[data-testid=pane-now]").Count == 1, "its details were read");
        GoTo("z");
        await Followed("z", View("z", 1));
        await Drawn(page, () => page.FindAll("li[data-referral=z][aria-current=true]").Count == 1, "it is selected");
        Assert.EndsWith("referral=z", Nav.Uri);
    }

    [Fact]
    public async Task Referral_that_takes_long_to_read_does_not_replace_the_one_that_is_shown()
    {
        _circuit.Api.Views["w"] = View("w", 1);
        var page = await Open(new MoreRows(5), ARow.Desk("w"));
        page.Find("[data-referral=w] button").Click();
        GoTo("z");
        var late = await _circuit.Board.NextRequest();
        _circuit.Time.Passed += FollowerLimits.ReplacesWithin * 2;
        late.Send(ARow.Snapshot(late.Board, 1, new ReferralRow("z", View("z", 1))));
        await late.Left.Task;

        await Drawn(page, () => page.FindAll("[data-testid=late-choice]").Count == 1, "the late referral was named");
        Assert.Equal("w", page.Find("li[aria-current=true]").GetAttribute("data-referral"));
        Assert.Empty(page.FindAll("li[data-referral=z]"));
        Assert.EndsWith("referral=w", Nav.Uri);
    }

    [Fact]
    public async Task Suggestion_does_not_get_a_slot_chosen_after_it()
    {
        _circuit.Api.Views["r1"] = View("r1", 3);
        var page = await Open(new MoreRows(5), ARow.Desk("w"));
        page.Find("[data-slot=s1]").Click();
        await Drawn(page, () => page.FindAll("[data-referral-match=r1]").Count == 1, "the suggestion was found");
        page.Find("[data-referral-match=r1]").Click();
        var late = await _circuit.Board.NextRequest();
        page.Find("[data-slot=s2]").Click();

        late.Send(ARow.Snapshot(late.Board, 1, new ReferralRow("r1", View("r1", 3))));
        _board.Send(ARow.Change(_board.Board, 1, ARow.Desk("w", version: 2)) with { More = new MoreRows(6) });
        await Drawn(page, () => page.Find("[data-referral=w]").GetAttribute("data-version") == "2", "it was drawn");
        Assert.Empty(page.FindAll("li[aria-current=true]"));
        Assert.Equal("true", page.Find("[data-slot=s2]").GetAttribute("aria-pressed"));
    }

    [Fact]
    public async Task Choice_ends_with_the_line()
    {
        GoTo("r1");
        var page = await Open(new MoreRows(5), ARow.Desk("w"));
        Assert.Equal("referral/r1", (await _circuit.Board.NextRequest()).Board);
        Nav.NavigateTo("/desk/dermatology");
        page.Render(p => p.Add(x => x.ServiceLine, "dermatology"));
        var board = await _circuit.Board.NextRequest();
        Assert.Equal("desk/dermatology", board.Board);
        board.Send(ARow.Snapshot(board.Board, 1, ARow.Desk("v")) with { More = new MoreRows(5) });
        await Drawn(page, () => page.FindAll("[data-referral=v]").Count == 1, "the board was drawn");

        Nav.NavigateTo("/desk/dermatology?referral=y");
        Assert.Equal("referral/y", (await _circuit.Board.NextRequest()).Board);
    }

    [Fact]
    public async Task Selected_referral_that_leaves_the_board_is_followed_after_a_choice_that_came_to_nothing()
    {
        _circuit.Api.Views["w"] = View("w", 1);
        var page = await Open(new MoreRows(5), ARow.Desk("w"));
        page.Find("[data-referral=w] button").Click();
        GoTo("z");
        await Followed("z", View("z", 1) with { ServiceLine = "dermatology" });
        await Drawn(page, () => Nav.Uri.Contains("referral=w"), "the address was corrected");
        _board.Send(new BoardFrame(_board.Board, "e1", 1, 2, false, [], ["w"], ARow.Now) { More = new MoreRows(6) });
        await Followed("w", View("w", 1));
        await Drawn(page, () => page.FindAll("li[data-referral=w][aria-current=true]").Count == 1, "it has a row");
    }

    private NavigationManager Nav => _circuit.Services.GetRequiredService<NavigationManager>();

    private void GoTo(string referral) => Nav.NavigateTo($"/desk/behavioral-health?referral={referral}");

    private async Task<IRenderedComponent<DeskPage>> Open(MoreRows more, params BoardRow[] rows)
    {
        _circuit.Api.Best = [ARow.Match("s1")];
        var page = _circuit.Render<DeskPage>(p => p.Add(x => x.ServiceLine, "behavioral-health"));
        _board = await _circuit.Board.NextRequest();
        _board.Send(ARow.Snapshot(_board.Board, 1,
            [.. rows, ARow.Clinician("a", ARow.Slot("s1", 60), ARow.Slot("s2", 120))]) with { More = more });
        await Drawn(page, () => page.FindAll("[data-clinician]").Count == 1, "the board was drawn");
        return page;
    }

    private async Task<ScriptedWatch.Stream> Followed(string id, ReferralView view)
    {
        var stream = await _circuit.Board.NextRequest();
        Assert.Equal($"referral/{id}", stream.Board);
        stream.Send(ARow.Snapshot(stream.Board, 1, new ReferralRow(view.Id, view)));
        return stream;
    }

    private static ReferralView View(string id, long version) =>
        ARow.View(id, Stage.Waiting, version, [.. FakeConsoleApi.AllActions.Where(a => a != "reschedule")]);

    private static Task Drawn(IRenderedComponent<DeskPage> page, Func<bool> fact, string what) =>
        Eventually.True(() => page.InvokeAsync(fact), what);
}
