using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Triage;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Triage;

public sealed class TriagePageTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task Rows_are_in_order_and_carry_their_data_attributes()
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
        page.WaitForAssertion(() => Assert.Single(_circuit.Api.Sent));
        await Key(page, "t");
        Assert.All(_circuit.Api.Sent, s => Assert.IsType<Claim>(s.Command));
        Assert.Equal(2, _circuit.Api.Sent.Select(s => s.Operation).Distinct().Count());
    }

    [Theory]
    [InlineData("a", typeof(Accept))]
    [InlineData("u", typeof(Release))]
    public async Task Keys_send_their_command(string key, Type command)
    {
        var (page, _) = await Open(ARow.Triage("r"));
        await Choose(page);
        await Key(page, key);
        var sent = Assert.Single(_circuit.Api.Sent);
        Assert.Equal(("r", command), (sent.Id, sent.Command.GetType()));
    }

    [Fact]
    public async Task Second_press_does_not_accept_the_next_patient()
    {
        var (page, stream) = await Open(ARow.Triage("a"), ARow.Triage("b"));
        await Choose(page);
        _circuit.Time.Hold();
        await Key(page, "a");
        stream.Send(new BoardFrame(stream.Board, "e1", 1, 2, false, [], ["a"], ARow.Now));
        await Drawn(page, () => page.FindAll("tr[data-referral]").Count == 1, "the accepted one left");
        await Key(page, "a");
        Assert.Equal("a", Assert.Single(_circuit.Api.Sent).Id);
    }

    [Fact]
    public async Task Referral_that_somebody_else_accepts_keeps_its_place_names_the_person_and_takes_no_key()
    {
        var (page, stream) = await Open(ARow.Triage("a"), ARow.Triage("b"));
        await Choose(page);
        _circuit.Api.Entries.Add(
            new HistoryEntry(2, ARow.Now, "sue", "accepted", null, new Dictionary<string, string>()));
        stream.Send(new BoardFrame(stream.Board, "e1", 1, 2, false, [], ["a"], ARow.Now));
        await Drawn(page, () =>
            page.FindAll("[data-removed=a]").Count == 1 && page.Find("[data-testid=gone]").TextContent.Contains("Sue"),
            "the pane named the person");
        Assert.Equal("Sue Supervisor accepted it at 16:00 (UTC).",
            page.Find("[data-testid=removal-reason]").TextContent);
        Assert.Equal("a", page.Find("[aria-current=true]").GetAttribute("data-removed"));
        await Key(page, "a", "t", "d", "u");
        Assert.Empty(_circuit.Api.Sent);
        Assert.Empty(page.FindAll("[data-testid=action-form]"));
        await Key(page, "j");
        Assert.Empty(page.FindAll("[data-removed]"));
        Assert.Equal("b", page.Find("tr[aria-current=true]").GetAttribute("data-referral"));
    }

    [Fact]
    public async Task Key_is_for_the_version_that_was_read()
    {
        _circuit.Api.Views["r"] = ARow.View("r", Stage.Received, 7, FakeConsoleApi.AllActions);
        var (page, _) = await Open(ARow.Triage("r", version: 7));
        await Choose(page);
        await Key(page, "a");
        Assert.Equal([7], _circuit.Api.Versions);
    }

    [Fact]
    public async Task Change_by_somebody_else_is_shown_and_no_key_acts_on_it_before_it_can_be_read()
    {
        var (page, stream) = await Open(ARow.Triage("r"));
        await Choose(page);
        _circuit.Api.Views["r"] = ARow.View("r", Stage.Received, 2, FakeConsoleApi.AllActions);
        _circuit.Api.Entries.Add(
            new HistoryEntry(2, ARow.Now, "sue", "prioritized", null,
            new Dictionary<string, string> { ["to"] = "stat" }));
        stream.Send(ARow.Change(stream.Board, 1, ARow.Triage("r", Priority.Stat, version: 2)));
        await Drawn(page, () => page.FindAll("[data-testid=changed]").Count == 1, "the change was shown");
        Assert.Equal("Sue Supervisor changed its priority to stat at 16:00 (UTC).",
            page.Find("[data-testid=changed]").TextContent.Trim());
        await Key(page, "a");
        Assert.Equal([1], _circuit.Api.Versions); // refused by the rules: it was changed meanwhile
    }

    [Fact]
    public async Task Command_for_an_old_version_shows_what_changed()
    {
        var (page, _) = await Open(ARow.Triage("r"));
        await Choose(page);
        _circuit.Api.Views["r"] = ARow.View("r", Stage.Received, 2, FakeConsoleApi.AllActions);
        _circuit.Api.Entries.Add(
            new HistoryEntry(2, ARow.Now, "client:demo-client", "information-supplied", null,
            new Dictionary<string, string>()));
        _circuit.Api.Refusals.Enqueue(
            new Problem(412, "version-mismatch", "It has changed since you read it; read it again."));
        await Key(page, "a");
        await Drawn(page, () => page.FindAll("[data-testid=what-changed]").Count == 1, "the change was shown");
        Assert.Contains("look again", page.Find("[data-testid=refusal]").TextContent);
        Assert.Equal("Demo client added information at 16:00 (UTC).",
            page.Find("[data-testid=what-changed]").TextContent);
        Assert.Equal("r", Assert.Single(_circuit.Api.Sent).Id);
    }

    [Fact]
    public async Task Selection_is_in_the_address_by_id_only_and_is_restored_from_it()
    {
        var (page, _) = await Open(ARow.Triage("a"), ARow.Triage("b"));
        await Key(page, "j", "j");
        var nav = _circuit.Services.GetRequiredService<NavigationManager>();
        Assert.EndsWith("/?referral=b", nav.Uri);
        nav.NavigateTo("/triage/behavioral-health?referral=a");
        await Drawn(page, () =>
            page.Find("tr[aria-current=true]").GetAttribute("data-referral") == "a", "the address was followed");
        nav.NavigateTo("/triage/behavioral-health");
        await Drawn(page, () =>
            page.FindAll("tr[aria-current=true]").Count == 0, "the address without a selection was followed");
    }

    [Fact]
    public async Task Reload_selects_what_the_address_names()
    {
        _circuit.Services.GetRequiredService<NavigationManager>().NavigateTo("/triage/behavioral-health?referral=b");
        var (page, _) = await Open(ARow.Triage("a"), ARow.Triage("b"));
        Assert.Equal("b", page.Find("tr[aria-current=true]").GetAttribute("data-referral"));
    }

    [Fact]
    public async Task Accounts_are_shown_as_people()
    {
        var (page, _) =
            await Open(ARow.Triage("a", claimedBy: "sue"), ARow.Triage("b", claimedBy: "client:demo-client"),
            ARow.Triage("c", claimedBy: "left-long-ago"), ARow.Triage("d", claimedBy: "nurse"));
        Assert.Equal(["Sue Supervisor", "Demo client", "a former colleague", "You"], page.FindAll("td.taken")
            .Select(t => t.TextContent));
        Assert.Contains("Lakeside Family Practice", page.Markup);
    }

    [Fact]
    public async Task Decline_asks_why_before_it_sends()
    {
        var (page, _) = await Open(ARow.Triage("r"));
        await Choose(page);
        await Key(page, "d");
        Assert.Empty(_circuit.Api.Sent);
        page.Find("[data-testid=action-form]").Submit();
        Assert.Empty(_circuit.Api.Sent);
        page.Find("[data-testid=action-form] textarea").Change("Not our state");
        page.Find("[data-testid=action-form]").Submit();
        Assert.Equal(new Decline("Not our state"), Assert.Single(_circuit.Api.Sent).Command);
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
        Assert.Equal(new Redirect("emergency care", "Chest pain"), Assert.Single(_circuit.Api.Sent).Command);
    }

    [Fact]
    public async Task Refusal_is_shown_in_words_with_a_name_and_no_code()
    {
        _circuit.Api.Refusals.Enqueue(new Problem(409, "claimed-by-another", "sue is working on this referral."));
        var (page, _) = await Open(ARow.Triage("r"));
        await Choose(page);
        await Key(page, "t");
        var refusal = page.Find("[data-testid=refusal]");
        Assert.Equal("Sue Supervisor is working on this referral.", refusal.TextContent.Trim());
        Assert.Equal("claimed-by-another", refusal.GetAttribute("data-code"));
        Assert.Empty(page.FindAll("[data-action=retry]"));
    }

    [Fact]
    public async Task Unknown_outcome_is_retried_under_the_same_key()
    {
        _circuit.Api.Refusals.Enqueue(new Problem(503, "outcome-unknown", "Not known yet."));
        var (page, _) = await Open(ARow.Triage("r"));
        await Choose(page);
        await Key(page, "t");
        page.Find("[data-action=retry]").Click();
        page.WaitForAssertion(() => Assert.Equal(2, _circuit.Api.Sent.Count));
        Assert.Equal(_circuit.Api.Sent[0], _circuit.Api.Sent[1]);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=refusal]")));
    }

    [Fact]
    public async Task Not_eligible_offers_to_accept_anyway_with_a_reason()
    {
        _circuit.Api.Refusals.Enqueue(new Problem(409, "not-eligible", "CA is not served."));
        var (page, _) = await Open(ARow.Triage("r"));
        await Choose(page);
        await Key(page, "a");
        page.Find("[data-action=overrule]").Click();
        page.Find("textarea[name=overrule]").Change("Moves to CO next week");
        page.Find("[data-testid=action-form]").Submit();
        Assert.Equal(new Accept(Overrule: "Moves to CO next week"), _circuit.Api.Sent[^1].Command);
    }

    [Fact]
    public async Task Late_answer_for_the_previous_patient_does_not_replace_the_selected_details()
    {
        var (page, _) = await Open(ARow.Triage("a"), ARow.Triage("b"));
        await Choose(page);
        var held = new TaskCompletionSource();
        _circuit.Api.AnswerAfter = held.Task;
        var sent = Key(page, "t");
        await Key(page, "j");
        await Drawn(page, () =>
            page.Find("[data-testid=pane-head]").TextContent.Contains("RS-B")
            && page.FindAll("[data-testid=rules]").Count == 1, "the next was read");
        held.SetResult();
        await sent;
        Assert.Equal("b", page.Find("tr[aria-current=true]").GetAttribute("data-referral"));
        Assert.Empty(page.FindAll("[data-testid=pane-loading]"));
        Assert.NotNull(page.Find("aside [data-action=claim]"));
    }

    [Fact]
    public async Task Only_the_changed_row_renders_again()
    {
        var (page, stream) = await Open(ARow.Triage("a"), ARow.Triage("b"));
        var lines = page.FindComponents<TriageLine>();
        var before = lines.Select(l => l.RenderCount).ToList();
        stream.Send(ARow.Change(stream.Board, 1, ARow.Triage("b", claimedBy: "nurse")));
        await Drawn(page, () => page.Find("tr[data-referral=b]").TextContent.Contains("You"), "the row changed");
        Assert.Equal([before[0], before[1] + 1], lines.Select(l => l.RenderCount));
    }

    [Fact]
    public async Task Details_are_read_only_after_resting_on_a_row()
    {
        _circuit.Api.Views["b"] = ARow.View("b", actions: ["claim"]);
        var (page, _) = await Open(ARow.Triage("a"), ARow.Triage("b"));
        _circuit.Time.Hold();
        await Key(page, "j", "j");
        Assert.Empty(_circuit.Api.Read);
        _circuit.Time.Release();
        await Drawn(page, () => page.FindAll("[data-testid=rules]").Count == 1, "the details were read");
        Assert.Equal(["b"], _circuit.Api.Read);
        Assert.NotNull(page.Find("aside [data-action=claim]"));
    }

    [Fact]
    public async Task Forbidden_board_says_so_and_shows_no_row()
    {
        _circuit.Board.Refusal = new ReferralSilo.Contracts.Screens.BoardRefusedException(
            "board-forbidden", "Your roles do not include it.");
        var page = Render();
        await Drawn(page, () => page.FindAll("[data-notice=forbidden]").Count == 1, "the refusal was shown");
        Assert.Empty(page.FindAll("tr[data-referral]"));
        Assert.DoesNotContain("board-forbidden", page.Markup);
    }

    [Fact]
    public async Task Empty_queue_says_what_would_be_here()
    {
        var (page, _) = await Open();
        Assert.Contains("Nothing to review", page.Markup);
    }

    private IRenderedComponent<TriagePage> Render() =>
        _circuit.Render<TriagePage>(p => p.Add(x => x.ServiceLine, "behavioral-health"));

    private async Task<(IRenderedComponent<TriagePage> Page, ScriptedWatch.Stream Stream)> Open(params BoardRow[] rows)
    {
        foreach (var row in rows)
            _circuit.Api.Views.TryAdd(row.Key, ARow.View(row.Key, Stage.Received, 1, FakeConsoleApi.AllActions));
        var page = Render();
        var stream = await _circuit.Open(rows);
        await Drawn(page, () =>
            page.FindAll(rows.Length == 0 ? "[data-notice=empty]" : "tr[data-referral]").Count > 0,
            "the board was drawn");
        return (page, stream);
    }

    /// <summary>
    /// Selects the first row and waits for its details, so that nothing renders between finding and pressing a button.
    /// </summary>
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
