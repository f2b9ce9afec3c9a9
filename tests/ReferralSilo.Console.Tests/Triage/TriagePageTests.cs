using Bunit;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Triage;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Triage;

public sealed class TriagePageTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task Rows_carry_their_hooks_in_order()
    {
        var (page, _) = await Open(ARow.Triage("r"), ARow.Triage("u", Priority.Urgent, alarm: true));
        Assert.Equal(["u", "r"], page.FindAll("tr[data-referral]").Select(r => r.GetAttribute("data-referral")));
        Assert.Equal("received", page.Find("tr[data-referral=r]").GetAttribute("data-stage"));
    }

    [Fact]
    public async Task T_takes_the_selected_one_with_a_fresh_key_each_time()
    {
        var (page, _) = await Open(ARow.Triage("r"));
        await Choose(page);
        await Key(page, "t");
        page.WaitForAssertion(() => Assert.Single(_circuit.Desk.Sent));
        await Key(page, "t");
        Assert.All(_circuit.Desk.Sent, s => Assert.IsType<Claim>(s.Command));
        Assert.Equal(2, _circuit.Desk.Sent.Select(s => s.Operation).Distinct().Count());
    }

    [Theory]
    [InlineData("a", typeof(Accept))]
    [InlineData("u", typeof(Release))]
    public async Task Keys_send_their_order(string key, Type command)
    {
        var (page, _) = await Open(ARow.Triage("r"));
        await Choose(page);
        await Key(page, key);
        var sent = Assert.Single(_circuit.Desk.Sent);
        Assert.Equal(("r", command), (sent.Id, sent.Command.GetType()));
    }

    [Fact]
    public async Task Second_press_does_not_accept_the_next_one_unread()
    {
        var (page, stream) = await Open(ARow.Triage("a"), ARow.Triage("b"));
        await Choose(page);
        _circuit.Time.Hold();
        await Key(page, "a");
        stream.Send(new BoardFrame(stream.Board, "e1", 1, 2, false, [], ["a"], ARow.Now));
        await Drawn(page, () => page.FindAll("tr[data-referral]").Count == 1, "the accepted one left");
        await Key(page, "a");
        Assert.Equal("a", Assert.Single(_circuit.Desk.Sent).Id);
    }

    [Fact]
    public async Task Decline_asks_why_before_it_sends()
    {
        var (page, _) = await Open(ARow.Triage("r"));
        await Choose(page);
        await Key(page, "d");
        Assert.Empty(_circuit.Desk.Sent);
        page.Find("[data-testid=action-form]").Submit();
        Assert.Empty(_circuit.Desk.Sent);
        page.Find("[data-testid=action-form] textarea").Change("Not our state");
        page.Find("[data-testid=action-form]").Submit();
        Assert.Equal(new Decline("Not our state"), Assert.Single(_circuit.Desk.Sent).Command);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=action-form]")));
    }

    [Fact]
    public async Task Redirect_asks_where_and_why()
    {
        var (page, _) = await Open(ARow.Triage("r"));
        await Choose(page);
        await Key(page, "r");
        page.Find("textarea[name=to]").Change("emergency care");
        page.Find("textarea[name=reason]").Change("Chest pain");
        page.Find("[data-testid=action-form]").Submit();
        Assert.Equal(new Redirect("emergency care", "Chest pain"), Assert.Single(_circuit.Desk.Sent).Command);
    }

    [Fact]
    public async Task Refusal_is_shown_in_words_with_its_code()
    {
        _circuit.Desk.Refusals.Enqueue(new Problem(409, "claimed-by-another", "Mia is working on it."));
        var (page, _) = await Open(ARow.Triage("r"));
        await Choose(page);
        await Key(page, "t");
        var refusal = page.Find("[data-testid=refusal]");
        Assert.Contains("Mia is working on it.", refusal.TextContent);
        Assert.Equal("claimed-by-another", refusal.GetAttribute("data-code"));
        Assert.Empty(page.FindAll("[data-action=ask-again]"));
    }

    [Fact]
    public async Task Unknown_outcome_asks_again_under_the_same_key()
    {
        _circuit.Desk.Refusals.Enqueue(new Problem(503, "outcome-unknown", "Not known yet."));
        var (page, _) = await Open(ARow.Triage("r"));
        await Choose(page);
        await Key(page, "t");
        page.Find("[data-action=ask-again]").Click();
        page.WaitForAssertion(() => Assert.Equal(2, _circuit.Desk.Sent.Count));
        Assert.Equal(_circuit.Desk.Sent[0], _circuit.Desk.Sent[1]);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=refusal]")));
    }

    [Fact]
    public async Task Not_eligible_offers_to_accept_anyway_with_a_reason()
    {
        _circuit.Desk.Refusals.Enqueue(new Problem(409, "not-eligible", "CA is not served."));
        var (page, _) = await Open(ARow.Triage("r"));
        await Choose(page);
        await Key(page, "a");
        page.Find("[data-action=overrule]").Click();
        page.Find("textarea[name=overrule]").Change("Moves to CO next week");
        page.Find("[data-testid=action-form]").Submit();
        Assert.Equal(new Accept(Overrule: "Moves to CO next week"), _circuit.Desk.Sent[^1].Command);
    }

    [Fact]
    public async Task Alarm_stays_until_taken_and_Shift_T_takes_it()
    {
        var (page, stream) = await Open(ARow.Triage("r"), ARow.Triage("u", Priority.Urgent, alarm: true));
        await Key(page, "j", "j", "T");
        var sent = Assert.Single(_circuit.Desk.Sent);
        Assert.Equal(("u", new Claim()), (sent.Id, sent.Command));
        Assert.Contains("1 urgent referral nobody has taken", page.Find("[data-testid=alarm]").TextContent);
        stream.Send(ARow.Change(stream.Board, 1, ARow.Triage("u", Priority.Urgent, claimedBy: "nurse")));
        await Drawn(page, () => page.FindAll("[data-testid=alarm]").Count == 0, "the alarm ended");
    }

    [Fact]
    public async Task Only_the_changed_row_renders_again()
    {
        var (page, stream) = await Open(ARow.Triage("a"), ARow.Triage("b"));
        var lines = page.FindComponents<TriageLine>();
        var before = lines.Select(l => l.RenderCount).ToList();
        stream.Send(ARow.Change(stream.Board, 1, ARow.Triage("b", claimedBy: "nurse")));
        await Drawn(page, () => page.Find("tr[data-referral=b]").TextContent.Contains("nurse"), "the row changed");
        Assert.Equal([before[0], before[1] + 1], lines.Select(l => l.RenderCount));
    }

    [Fact]
    public async Task Details_are_read_only_after_resting_on_a_row()
    {
        _circuit.Desk.Views["b"] = ARow.View("b", actions: ["claim"]);
        var (page, _) = await Open(ARow.Triage("a"), ARow.Triage("b"));
        _circuit.Time.Hold();
        await Key(page, "j", "j");
        Assert.Empty(_circuit.Desk.Read);
        _circuit.Time.Release();
        await Drawn(page, () => page.FindAll("[data-testid=rules]").Count == 1, "the details were read");
        Assert.Equal(["b"], _circuit.Desk.Read);
        Assert.NotNull(page.Find("aside [data-action=claim]"));
    }

    [Fact]
    public async Task Forbidden_board_says_so_and_shows_no_row()
    {
        _circuit.Board.Refusal = new ReferralSilo.Contracts.Screens.BoardRefusedException("board-forbidden", "Your roles do not include it.");
        var page = Render();
        await Drawn(page, () => page.FindAll("[data-notice=forbidden]").Count == 1, "the refusal was shown");
        Assert.Contains("board-forbidden", page.Markup);
    }

    [Fact]
    public async Task Empty_queue_says_what_would_be_here()
    {
        var (page, _) = await Open();
        Assert.Contains("Nothing to review", page.Markup);
    }

    private IRenderedComponent<TriagePage> Render() => _circuit.Render<TriagePage>(p => p.Add(x => x.ServiceLine, "behavioral-health"));

    private async Task<(IRenderedComponent<TriagePage> Page, ScriptedWatch.Asked Stream)> Open(params BoardRow[] rows)
    {
        foreach (var row in rows) _circuit.Desk.Views.TryAdd(row.Key, ARow.View(row.Key, Stage.Received, 1, FakeDesk.AllActions));
        var page = Render();
        var stream = await _circuit.Open(rows);
        await Drawn(page, () => page.FindAll(rows.Length == 0 ? "[data-notice=empty]" : "tr[data-referral]").Count > 0, "the board was drawn");
        return (page, stream);
    }

    /// <summary>Chooses the first row and waits for its details: nothing renders between finding a button and pressing it.</summary>
    private static async Task Choose(IRenderedComponent<TriagePage> page)
    {
        await Key(page, "j");
        await Drawn(page, () => page.FindAll("[data-testid=rules]").Count == 1, "the details were read");
    }

    private static Task Drawn(IRenderedComponent<TriagePage> page, Func<bool> fact, string what) =>
        Eventually.True(() => page.InvokeAsync(fact), what);

    private static async Task Key(IRenderedComponent<TriagePage> page, params string[] keys)
    {
        foreach (var key in keys) await page.InvokeAsync(() => page.Instance.OnKey(key));
    }
}
