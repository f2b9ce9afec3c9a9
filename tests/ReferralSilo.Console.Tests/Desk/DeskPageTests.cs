using Bunit;
using ReferralSilo.Console.Desk;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Desk;

public sealed class DeskPageTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task Best_times_of_the_chosen_referral_light_up_on_the_board()
    {
        var page = await Chosen();
        Assert.Equal("1", page.Find("[data-slot=s1]").GetAttribute("data-rank"));
        Assert.Equal("2", page.Find("[data-slot=s2]").GetAttribute("data-rank"));
        Assert.Null(page.Find("[data-slot=s3]").GetAttribute("data-rank"));
    }

    [Fact]
    public async Task Number_key_picks_and_h_holds_that_one_slot()
    {
        var page = await Chosen();
        await Key(page, "2", "h");
        var offer = Assert.IsType<Offer>(Assert.Single(_circuit.Desk.Sent).Command);
        Assert.Equal(["s2"], offer.Slots);
    }

    [Fact]
    public async Task B_books_the_slot_that_was_clicked()
    {
        var page = await Chosen();
        page.Find("[data-slot=s3]").Click();
        await Key(page, "b");
        Assert.Equal(new Book("s3"), Assert.Single(_circuit.Desk.Sent).Command);
    }

    [Fact]
    public async Task Slot_taken_shows_the_next_best_at_once()
    {
        _circuit.Desk.Refusals.Enqueue(new Problem(409, "slot-taken", "Somebody else took it.", NextBest: [ARow.Match("s3", 180)]));
        var page = await Chosen();
        await Key(page, "1", "b");
        Assert.Contains("just taken", page.Find("[data-testid=matches] h3").TextContent);
        Assert.Equal("s3", Assert.Single(page.FindAll("[data-match]")).GetAttribute("data-match"));
        Assert.Equal("slot-taken", page.Find("[data-testid=refusal]").GetAttribute("data-code"));
        await Key(page, "1", "b");
        Assert.Equal(new Book("s3"), _circuit.Desk.Sent[^1].Command);
    }

    [Fact]
    public async Task Held_referral_books_its_hold_or_lets_go()
    {
        var hold = new HoldView("s1", "a", ARow.Now.AddHours(1), ARow.Now.AddHours(2), VisitType.Video, ARow.Now.AddSeconds(252));
        _circuit.Desk.Views["w"] = ARow.View("w", Stage.Offered, 1, FakeDesk.AllActions) with { Holds = [hold], OfferExpiresAt = hold.ExpiresAt };
        var page = await Chosen(Stage.Offered);
        Assert.Contains("4:1", page.Find("[data-testid=holds]").TextContent);
        page.Find("[data-action=accept-offer]").Click();
        page.Find("[data-action=let-go]").Click();
        Assert.Equal([new AcceptOffer("s1"), new DeclineOffer()], _circuit.Desk.Sent.Select(s => s.Command));
    }

    [Fact]
    public async Task Booked_referral_is_moved_not_booked_twice()
    {
        _circuit.Desk.Views["w"] = ARow.View("w", Stage.Booked, 1, "reschedule", "cancel-appointment");
        var page = await Chosen(Stage.Booked);
        await Key(page, "1", "b");
        Assert.Equal(new Reschedule("s1"), Assert.Single(_circuit.Desk.Sent).Command);
    }

    [Fact]
    public async Task Slot_that_somebody_took_meanwhile_can_no_longer_be_chosen()
    {
        var page = await Chosen();
        await Key(page, "1");
        Assert.NotNull(page.Find("[data-testid=chosen]"));
        _stream!.Send(ARow.Change(_stream.Board, 1, Clinician(SlotStatus.Busy)));
        await Drawn(page, () => page.FindAll("[data-testid=chosen]").Count == 0, "the choice was withdrawn");
        await Key(page, "b");
        Assert.Empty(_circuit.Desk.Sent);
        Assert.Contains("just taken", page.Find("[data-match=s1]").TextContent);
    }

    [Fact]
    public async Task Open_time_without_a_referral_shows_who_should_have_it()
    {
        var page = await Open(Stage.Waiting);
        page.Find("[data-slot=s1]").Click();
        page.WaitForAssertion(() => Assert.Contains("RS-R1", page.Find("[data-testid=slot-matches]").TextContent));
    }

    [Fact]
    public async Task Zone_of_the_times_is_stated() => Assert.Equal("UTC", (await Open(Stage.Waiting)).Find("[data-testid=zone]").TextContent);

    private ScriptedWatch.Asked? _stream;

    private async Task<IRenderedComponent<DeskPage>> Open(Stage stage)
    {
        _circuit.Desk.Views.TryAdd("w", ARow.View("w", stage, 1, FakeDesk.AllActions.Where(a => a != "reschedule").ToArray()));
        _circuit.Desk.Best = [ARow.Match("s1", 60, 90), ARow.Match("s2", 120)];
        var page = _circuit.Render<DeskPage>(p => p.Add(x => x.ServiceLine, "behavioral-health"));
        _stream = await _circuit.Open(ARow.Desk("w", stage), Clinician(SlotStatus.Free));
        await Drawn(page, () => page.FindAll("[data-slot]").Count > 0, "the board was drawn");
        return page;
    }

    private async Task<IRenderedComponent<DeskPage>> Chosen(Stage stage = Stage.Waiting)
    {
        var page = await Open(stage);
        if (stage == Stage.Booked) page.Find("[data-testid=tab-visits]").Click();
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => page.FindAll("[data-testid=matches]").Count == 1, "the best times were found");
        return page;
    }

    private static ClinicianRow Clinician(SlotStatus first) =>
        ARow.Clinician("a", ARow.Slot("s1", 60, first), ARow.Slot("s2", 120), ARow.Slot("s3", 180));

    private static Task Drawn(IRenderedComponent<DeskPage> page, Func<bool> fact, string what) =>
        Eventually.True(() => page.InvokeAsync(fact), what);

    private static async Task Key(IRenderedComponent<DeskPage> page, params string[] keys)
    {
        foreach (var key in keys) await page.InvokeAsync(() => page.Instance.OnKey(key));
    }
}
