using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Sources;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Tests.Sources;

public sealed class MyReferralsPageTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();

    public MyReferralsPageTests() => _circuit.Api.CurrentSession = new("source", "Lakeside desk", [Roles.Source],
        "lakeside", null, ["source/lakeside"], ["supply-information", "withdraw", "acknowledge"]);

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task What_must_be_answered_comes_first_with_the_question()
    {
        var page = _circuit.Render<MyReferralsPage>();
        await _circuit.Open(Row("old", Stage.Booked), Row("ask", Stage.InformationRequested) with
        {
            Asked = new AskedView(["document:medication-list"], "The list of this month, please"),
        });
        await Shown(page, "ask");

        Assert.Equal(["ask", "old"], page.FindAll("[data-referral]").Select(r => r.GetAttribute("data-referral")));
        Assert.Equal(["Please send: Document: medication list", "The list of this month, please"],
            page.FindAll("[data-testid=asked] p").Select(p => p.Shown()));
        Assert.Equal(["For you to answer 1", "On the way 1"], page.FindAll("h2").Select(h => h.Shown()));
    }

    [Fact]
    public async Task An_answer_is_sent_for_the_version_that_was_read_and_the_row_then_changes_by_itself()
    {
        var page = _circuit.Render<MyReferralsPage>();
        var stream = await _circuit.Open(Row("ask", Stage.InformationRequested) with
        {
            Version = 4, Asked = new AskedView(["insurance"], null),
        });
        await Shown(page, "ask");
        _circuit.Api.Views["ask"] = ARow.View("ask", Stage.Received, 5);
        page.Find("[data-action=supply-information]").Click();
        page.Find("textarea").Change("Plan B");
        await page.Find("[data-testid=action-form]").SubmitAsync();

        Assert.Equal(("ask", 4L), (_circuit.Api.Sent.Single().Id, _circuit.Api.Versions.Single()));
        Assert.Equal("Plan B", Assert.IsType<SupplyInformation>(_circuit.Api.Sent.Single().Command).Message);
        Assert.Empty(page.FindAll("[data-action=supply-information]"));
        stream.Send(ARow.Change(stream.Board, 1, Row("ask", Stage.Received) with { Version = 5 }));
        await Eventually.True(() => page.InvokeAsync(() =>
            page.FindAll("[data-action=withdraw]").Count == 1), "the new row was shown");
        Assert.Empty(_circuit.Api.Read);
    }

    [Fact]
    public async Task An_answer_needs_a_value_or_a_message_and_names_only_what_it_has()
    {
        var page = _circuit.Render<MyReferralsPage>();
        await _circuit.Open(Row("ask", Stage.InformationRequested) with
        {
            Asked = new AskedView(["patient.birth-date", "document:photo", "insurance"], null),
        });
        await Shown(page, "ask");
        page.Find("[data-action=supply-information]").Click();
        await page.Find("[data-testid=action-form]").SubmitAsync();
        Assert.Equal("Please fill in at least one field.", page.Find("[data-testid=action-form] .refusal").Shown());
        Assert.Empty(_circuit.Api.Sent);

        page.Find("[name=birthDate]").Change("1988-04-12");
        await page.Find("[data-testid=action-form]").SubmitAsync();
        Assert.Equal(["patient.birth-date"],
            Assert.IsType<SupplyInformation>(_circuit.Api.Sent.Single().Command).Items);
    }

    [Fact]
    public async Task A_form_for_an_earlier_question_closes_when_something_else_is_asked()
    {
        var page = _circuit.Render<MyReferralsPage>();
        var asked = Row("ask", Stage.InformationRequested) with { Asked = new AskedView(["insurance"], null) };
        var stream = await _circuit.Open(asked);
        await Shown(page, "ask");
        page.Find("[data-action=supply-information]").Click();
        page.Find("textarea").Change("Plan B");
        stream.Send(ARow.Change(stream.Board, 1, asked with { Version = 2 }));
        await Eventually.True(() => page.InvokeAsync(() => Version(page) == "2"), "the row changed");
        Assert.Single(page.FindAll("[data-testid=action-form]"));

        stream.Send(ARow.Change(stream.Board, 2, asked with
        {
            Version = 3, Asked = new AskedView(["document:photo"], null),
        }));
        await Says(page, "What is asked has changed. Your answer was not sent.");
        Assert.Empty(page.FindAll("[data-testid=action-form]"));
    }

    [Fact]
    public async Task A_result_is_read_once_and_shows_its_outcome()
    {
        var page = _circuit.Render<MyReferralsPage>();
        await _circuit.Open(Row("seen", Stage.Completed) with { Outcome = "Plan made" },
            Row("no", Stage.Declined) with { EndedBecause = "not ours", Acknowledged = true });
        await Shown(page, "seen");

        Assert.Equal("Outcome: Plan made", page.Find("[data-testid=outcome-text]").Shown());
        Assert.Equal("Reason: not ours", page.Find("[data-testid=ended-because]").Shown());
        Assert.Single(page.FindAll("[data-action=acknowledge]"));
    }

    [Fact]
    public async Task Without_referrals_it_says_what_would_be_here()
    {
        var page = _circuit.Render<MyReferralsPage>();
        await _circuit.Open();
        await Says(page, "No referrals yet");
    }

    [Fact]
    public async Task It_is_not_live_when_the_board_does_not_answer()
    {
        var (badge, page) = (_circuit.Render<LiveBadge>(), _circuit.Render<MyReferralsPage>());
        var stream = await _circuit.Open();
        stream.End(new BoardRefusedException("board-unavailable", "later"));

        await Eventually.True(() => badge.InvokeAsync(() =>
            badge.Markup.Contains("Not live", StringComparison.Ordinal)), "the badge was not live");
        await Says(page, "The board does not answer");
    }

    [Fact]
    public void A_source_lands_here_after_signing_in()
    {
        _circuit.Render<Home>();
        Assert.EndsWith("/my-referrals", _circuit.Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Fact]
    public void An_account_of_no_source_is_told_so()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Source = null };
        Assert.Contains("This account belongs to no source", _circuit.Render<MyReferralsPage>().Markup);
    }

    private static Task Shown(IRenderedComponent<MyReferralsPage> page, string id) => Eventually.True(() =>
        page.InvokeAsync(() => page.FindAll($"[data-referral={id}]").Count == 1), "the row was shown");

    private static string? Version(IRenderedComponent<MyReferralsPage> page) =>
        page.Find("[data-referral=ask]").GetAttribute("data-version");

    private static Task Says(IRenderedComponent<MyReferralsPage> page, string text) => Eventually.True(() =>
        page.InvokeAsync(() => page.Markup.Contains(text, StringComparison.Ordinal)), $"it said: {text}");

    private static SourceRow Row(string key, Stage stage) => new(key, "RS-" + key.ToUpperInvariant(), 1, stage,
        Priority.Routine, "Okafor, Dana", "behavioral-health", ARow.Now.AddHours(-1), null, null, null, null, false);
}
