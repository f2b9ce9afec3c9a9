using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Desk;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Desk;

/// <summary>A desk whose lists are longer than its board.</summary>
public sealed class DeskWindowTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();

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
            && page.FindAll("[data-testid=matches]").Count == 1, "its details were read");
        Assert.Equal("r1", page.Find("li[aria-current=true]").GetAttribute("data-referral"));
        Assert.Equal("true", page.Find("[data-slot=s1]").GetAttribute("aria-pressed"));

        await page.InvokeAsync(() => page.Instance.OnKey("b"));
        Assert.Equal(("r1", new Book("s1")), _circuit.Api.Sent.Select(s => (s.Id, s.Command)).Single());
        Assert.Equal([3], _circuit.Api.Versions);
    }

    [Fact]
    public async Task Referral_of_another_line_is_not_added()
    {
        _circuit.Services.GetRequiredService<NavigationManager>().NavigateTo("/desk/behavioral-health?referral=z");
        var page = await Open(new MoreRows(5), ARow.Desk("w"));
        var stream = await Followed("z", View("z", 1) with { ServiceLine = "dermatology" });
        stream.Send(ARow.Change(stream.Board, 1, new ReferralRow("z", View("z", 2))));
        await Drawn(page, () => page.FindAll("[data-referral=z]").Count == 1, "it came to this line");
        Assert.Equal("2", page.Find("[data-referral=z]").GetAttribute("data-version"));
    }

    private async Task<IRenderedComponent<DeskPage>> Open(MoreRows more, params BoardRow[] rows)
    {
        _circuit.Api.Best = [ARow.Match("s1")];
        var page = _circuit.Render<DeskPage>(p => p.Add(x => x.ServiceLine, "behavioral-health"));
        var board = await _circuit.Board.NextRequest();
        board.Send(ARow.Snapshot(board.Board, 1, [.. rows, ARow.Clinician("a", ARow.Slot("s1", 60))]) with
        {
            More = more,
        });
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
