using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Alarms;
using ReferralSilo.Console.Live;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Console.Tests.Alarms;

/// <summary>The alarms of all lines that a person covers, on every page.</summary>
public sealed class AlarmBarTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();
    private ScriptedWatch.Stream _board = null!;

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task Alarms_of_all_lines_are_counted_by_urgency_and_the_most_urgent_is_named()
    {
        _circuit.Api.Lines = [new("bh", 1, new ServiceLineInput("Behavioral health", "UTC")),
            new("derm", 1, new ServiceLineInput("Dermatology", "UTC"))];
        var bar = _circuit.Render<AlarmBar>();
        var first = await _circuit.Open(Alarm("u", Priority.Urgent, dueIn: -12), Alarm("v", Priority.Urgent));
        var second = await _circuit.Open(Alarm("s", Priority.Stat, dueIn: -3),
            Alarm("e", Priority.Routine) with { Concern = EmergencyConcern.Emergency });
        Assert.Equal(["alarms/bh", "alarms/derm"], new[] { first.Board, second.Board }.Order());
        await Drawn(bar, () => Count(bar) == "4", "both lines were counted");

        Assert.StartsWith("1 emergency, 1 stat, 2 urgent not taken yet: RS-E", bar.Find(".alarm p").Shown());
        var link = bar.Find("[data-action=open-alarmed]").GetAttribute("href");
        Assert.Equal($"/triage/{second.Board["alarms/".Length..]}?referral=e", link);
        Assert.Equal("/alarms", bar.Find("[data-action=all-alarms]").GetAttribute("href"));
    }

    [Fact]
    public async Task Time_that_an_alarm_is_late_is_shown()
    {
        var bar = await Open(Alarm("u", Priority.Urgent, dueIn: -12));
        Assert.Equal("12 min late", bar.Find(".alarm time").TextContent);
    }

    [Fact]
    public async Task Taking_the_most_urgent_one_opens_it()
    {
        var bar = await Open(Alarm("u", Priority.Urgent, version: 3));
        await bar.Find("[data-action=claim-alarmed]").ClickAsync();
        var sent = Assert.Single(_circuit.Api.Sent);
        Assert.Equal(("u", new Claim()), (sent.Id, sent.Command));
        Assert.Equal([3], _circuit.Api.Versions);
        Assert.EndsWith("/triage/behavioral-health?referral=u", Nav.Uri);

        _board.Send(new BoardFrame(_board.Board, "e1", 1, 2, false, [], ["u"], ARow.Now));
        await Drawn(bar, () => bar.FindAll("[data-testid=alarm]").Count == 0, "the alarm ended");
    }

    [Fact]
    public async Task Opening_an_alarmed_referral_does_not_silence_it()
    {
        var bar = await Open(Alarm("u", Priority.Urgent));
        Nav.NavigateTo(bar.Find("[data-action=open-alarmed]").GetAttribute("href")!);
        Assert.Equal("1", Count(bar));
        Assert.Equal([new object[] { 1, true }],
            Sound.Invocations["alarm"].Select(i => i.Arguments.OfType<object>().ToArray()));
    }

    [Fact]
    public async Task Only_a_new_alarm_sounds_at_once()
    {
        var bar = await Open(Alarm("u", Priority.Urgent), Alarm("v", Priority.Urgent));
        _board.Send(new BoardFrame(_board.Board, "e1", 1, 2, false, [], ["u"], ARow.Now));
        await Drawn(bar, () => Count(bar) == "1", "one was taken");
        _board.Send(new BoardFrame(_board.Board, "e1", 2, 3, false, [Alarm("w", Priority.Stat)], ["v"], ARow.Now));
        await Drawn(bar, () => bar.Find(".alarm p").TextContent.Contains("RS-W"), "another one came");
        Assert.Equal([(2, true), (1, false), (1, true)],
            Sound.Invocations["alarm"].Select(i => ((int)i.Arguments[0]!, (bool)i.Arguments[1]!)));
    }

    [Fact]
    public async Task Another_patient_is_not_taken_when_the_one_in_the_bar_was_just_taken()
    {
        var bar = await Open(Alarm("s", Priority.Stat), Alarm("u", Priority.Urgent));
        _board.Send(new BoardFrame(_board.Board, "e1", 1, 2, false, [], ["s"], ARow.Now));
        await Drawn(bar, () => bar.Find(".alarm p").TextContent.Contains("RS-U"), "the bar names the next");
        await bar.Find("[data-action=claim-alarmed]").ClickAsync();
        Assert.Empty(_circuit.Api.Sent);

        _circuit.Time.Passed += FollowerLimits.Reaction;
        await bar.Find("[data-action=claim-alarmed]").ClickAsync();
        Assert.Equal("u", Assert.Single(_circuit.Api.Sent).Id);
    }

    [Fact]
    public async Task Refusal_of_the_taking_is_shown()
    {
        _circuit.Api.Refusals.Enqueue(new Problem(409, "claimed-by-another", "sue is working on this referral."));
        var bar = await Open(Alarm("u", Priority.Urgent));
        await bar.Find("[data-action=claim-alarmed]").ClickAsync();
        Assert.Equal("claimed-by-another", bar.Find("[data-testid=refusal]").GetAttribute("data-code"));
        bar.Find("[data-action=alarm-outcome-close]").Click();
        Assert.Empty(bar.FindAll("[data-testid=refusal]"));
    }

    [Fact]
    public async Task Person_who_may_not_triage_sees_alarms_and_is_not_asked_to_take_them()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Actions = ["claim", "book"] };
        var bar = await Open(Alarm("u", Priority.Urgent));
        Assert.Equal("1", Count(bar));
        Assert.Empty(bar.FindAll("button"));
        Assert.Empty(Sound.Invocations);
    }

    [Fact]
    public async Task Alarms_that_cannot_be_watched_are_not_shown_as_none()
    {
        var bar = await Open();
        Assert.Empty(bar.FindAll("[data-testid=alarms-not-live]"));
        _board.End();
        await Drawn(bar, () => bar.FindAll("[data-testid=alarms-not-live]").Count == 1, "the bar says so");
        Assert.Contains("Alarms may be missing: Behavioral health", bar.Find("[data-testid=alarms-not-live]").Shown());
    }

    [Fact]
    public void Person_without_triage_follows_no_alarms()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Boards = ["my-day/a", "wallboard"] };
        _circuit.Render<AlarmBar>();
        Assert.Equal(0, _circuit.Board.Requests);
    }

    [Fact]
    public async Task Page_of_all_alarms_links_each_to_its_queue()
    {
        await Open(Alarm("u", Priority.Urgent), Alarm("s", Priority.Stat));
        var page = _circuit.Render<AlarmsPage>();
        Assert.Equal(["s", "u"], page.FindAll("[data-testid=alarms] tr[data-referral]")
            .Select(r => r.GetAttribute("data-referral")));
        Assert.Equal("/triage/behavioral-health?referral=s",
            page.Find("tr[data-referral=s] a").GetAttribute("href"));
        Assert.Contains("2 alarms", page.Find("[data-testid=lines]").Shown());
    }

    [Fact]
    public void Who_may_not_see_alarms_reads_so_and_not_that_nothing_alarms()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Boards = ["wallboard"] };
        var page = _circuit.Render<AlarmsPage>();

        Assert.Contains("The alarms are not open to you", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing alarms", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=lines]"));
    }

    [Fact]
    public async Task Alarm_that_the_desk_has_does_not_block_the_ones_behind_it()
    {
        var bar = await Open(Alarm("s", Priority.Stat) with { ClaimedBy = "scheduler" }, Alarm("u", Priority.Urgent));
        Assert.StartsWith("1 urgent not taken yet; 1 stat taken, but not by triage: RS-U",
            bar.Find(".alarm p").Shown());
        await bar.Find("[data-action=claim-alarmed]").ClickAsync();
        Assert.Equal(("u", new Claim()), _circuit.Api.Sent.Select(s => (s.Id, s.Command)).Single());
    }

    [Fact]
    public async Task Alarm_that_only_the_desk_has_is_taken_over_with_a_reason()
    {
        var bar = await Open(Alarm("s", Priority.Stat, version: 4) with { ClaimedBy = "scheduler" });
        Assert.StartsWith("1 stat taken, but not by triage: RS-S", bar.Find(".alarm p").Shown());
        Assert.StartsWith("Take over", bar.Find("[data-action=claim-alarmed]").Shown());
        await bar.Find("[data-action=claim-alarmed]").ClickAsync();
        Assert.Empty(_circuit.Api.Sent);
        Assert.EndsWith("/triage/behavioral-health?referral=s", Nav.Uri);

        bar.Find("[name=reason]").Change("It is an emergency.");
        await bar.Find("[data-testid=action-form]").SubmitAsync();
        Assert.Equal(new Claim(TakeOver: true, "It is an emergency."), Assert.Single(_circuit.Api.Sent).Command);
        Assert.Equal([4], _circuit.Api.Versions);
        Assert.Empty(bar.FindAll("[data-testid=action-form]"));
    }

    private NavigationManager Nav => _circuit.Services.GetRequiredService<NavigationManager>();

    private BunitJSModuleInterop Sound => _circuit.Sound;

    private static string? Count(IRenderedComponent<AlarmBar> bar) =>
        bar.FindAll("[data-testid=alarm]") is [var only] ? only.GetAttribute("data-count") : null;

    [Theory]
    [InlineData(0, null, null, "no one on call could be reached")]
    [InlineData(1, -3, null, "1 person on call alerted, 3 min ago")]
    [InlineData(2, -3, 5, "2 people on call alerted, 3 min ago")]
    public async Task Alerts_to_people_on_call_are_shown_with_the_alarm(int sent, int? lastAt, int? nextAt, string text)
    {
        var bar = await Open(Alarm("u", Priority.Urgent) with
        {
            OnCall = new AlarmAlerts(sent, lastAt is { } last ? ARow.Now.AddMinutes(last) : null,
                nextAt is { } next ? ARow.Now.AddMinutes(next) : null) { NobodyReached = sent == 0 },
        });

        Assert.Equal(text, bar.Find(".alarm-alerts").Shown());
    }

    [Theory]
    [InlineData(null, false, "alert to someone on call not confirmed as sent")]
    [InlineData("transport-closed", false,
        "alert to someone on call not sent yet: the provider cannot be reached")]
    [InlineData("sender-stopped", true,
        "no one on call could be reached: the provider refuses our number until an administrator has registered it")]
    [InlineData("suppressed", true, "no one on call could be reached: the number or mailbox said STOP")]
    public async Task An_alert_that_the_provider_does_not_have_is_not_shown_as_alerted(string? reason,
        bool nobodyReached, string text)
    {
        var bar = await Open(Alarm("u", Priority.Urgent) with
        {
            OnCall = new AlarmAlerts(0, ARow.Now.AddMinutes(-1), ARow.Now.AddMinutes(5))
            {
                Waiting = 1, Reason = reason, NobodyReached = nobodyReached,
            },
        });

        Assert.Equal(text, bar.Find(".alarm-alerts").Shown());
    }

    [Fact]
    public async Task A_pressing_alarm_of_a_line_without_people_on_call_says_so_and_a_waiting_one_says_nothing()
    {
        var bar = await Open(Alarm("u", Priority.Urgent));
        Assert.Equal("no one is on call for it", bar.Find("[data-testid=no-one-on-call]").Shown());

        _board.Send(new BoardFrame(_board.Board, "e1", 1, 2, false,
            [Alarm("u", Priority.Urgent) with { OnCall = new AlarmAlerts(0, null, ARow.Now.AddMinutes(8)) }], [],
            ARow.Now));
        await Drawn(bar, () => bar.FindAll(".alarm-alerts").Count == 0, "an alert is planned");
        _board.Send(new BoardFrame(_board.Board, "e1", 2, 3, false, [Alarm("u", Priority.Routine)], [], ARow.Now));
        await Drawn(bar, () => bar.Find(".alarm p").Shown().Contains("past its need-by", StringComparison.Ordinal),
            "it only is past its need-by");
        Assert.Empty(bar.FindAll(".alarm-alerts"));
    }

    private async Task<IRenderedComponent<AlarmBar>> Open(params BoardRow[] rows)
    {
        var bar = _circuit.Render<AlarmBar>();
        _board = await _circuit.Open(rows);
        await Drawn(bar, () => (Count(bar) ?? "0") == rows.Length.ToString(System.Globalization.CultureInfo
            .InvariantCulture), "the alarms were drawn");
        return bar;
    }

    private static AlarmRow Alarm(string key, Priority priority, int dueIn = 30, long version = 1) =>
        new(key, "RS-" + key.ToUpperInvariant(), version, priority, EmergencyConcern.None, ARow.Now.AddMinutes(-42),
            ARow.Now.AddMinutes(dueIn));

    private static Task Drawn(IRenderedComponent<AlarmBar> bar, Func<bool> fact, string what) =>
        Eventually.True(() => bar.InvokeAsync(fact), what);
}
