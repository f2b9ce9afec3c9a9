using Bunit;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Actions;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Triage;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Triage;

/// <summary>The buttons and forms of a referral: taking over, adding information, choosing a line.</summary>
public sealed class TakeOverTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task A_referral_of_somebody_else_is_taken_over_with_a_reason()
    {
        var actions = await Render(View() with { ClaimedBy = "sue" });

        actions.Find("[data-action=take-over]").Click();
        actions.Find("[name=reason]").Change("Sue went home.");
        actions.Find("[data-action=claim-send]").Click();

        Assert.Equal(new Claim(TakeOver: true, "Sue went home."), _circuit.Api.Sent.Single().Command);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nurse")]
    public async Task A_referral_of_no_one_or_ones_own_is_not_taken_over(string? claimedBy) =>
        Assert.Empty((await Render(View() with { ClaimedBy = claimedBy })).FindAll("[data-action=take-over]"));

    [Fact]
    public async Task The_form_for_information_has_a_field_for_each_missing_value_and_a_choice_for_each_document()
    {
        var actions = await Render(View() with
        {
            Missing = [new("patient.birth-date", "source"), new("document:medication-list", "source"),
                new("payer", "source"), new("consent.telehealth", "patient")],
        });

        actions.Find("[data-action=supply-information]").Click();
        Assert.Single(actions.FindAll("select[name^='came:']"));
        actions.Find("input[name=birthDate][type=date]").Change("1988-04-12");
        actions.Find("select[name='came:document:medication-list']").Change("yes");
        actions.Find("[data-action=supply-information-send]").Click();

        var sent = Assert.IsType<SupplyInformation>(_circuit.Api.Sent.Single().Command);
        Assert.Equal(("1988-04-12", null), (sent.Patient!.BirthDate, sent.Patient.GivenName));
        Assert.Equal(["document:medication-list"], sent.Items);
    }

    [Fact]
    public async Task A_referral_without_a_line_is_not_accepted_but_routed_to_a_line_of_the_list()
    {
        var actions = await Render(View() with { ServiceLine = null });

        Assert.Empty(actions.FindAll("[data-action=accept]"));
        actions.Find("[data-action=route]").Click();
        Assert.Equal(["", "behavioral-health"],
            actions.FindAll("select[name=serviceLine] option").Select(o => o.GetAttribute("value")));
    }

    [Fact]
    public async Task Values_chosen_or_typed_in_one_line_are_kept_when_the_connection_is_lost()
    {
        var actions = await Render(View() with
        {
            Missing = [new("patient.birth-date", "source"), new("document:medication-list", "source")],
        });
        actions.Find("[data-action=supply-information]").Click();
        Assert.Equal(["r/supply-information/birthDate", "r/supply-information/came:document:medication-list",
            "r/supply-information/message"],
            actions.FindAll("input, select, textarea").Select(f => f.GetAttribute("data-draft")));
    }

    [Fact]
    public async Task Information_without_any_value_is_not_sent()
    {
        var actions = await Render(View() with { Missing = [new("document:medication-list", "source")] });
        actions.Find("[data-action=supply-information]").Click();
        actions.Find("[data-testid=action-form]").Submit();
        Assert.Equal("Please fill in at least one field.", actions.Find("[data-testid=action-form] .refusal").Shown());
        Assert.Empty(_circuit.Api.Sent);
    }

    [Fact]
    public async Task Alarm_that_the_desk_took_over_is_marked_before_the_names()
    {
        await _circuit.Services.GetRequiredService<SessionState>().LoadNames();
        var line = _circuit.Render<TriageLine>(p => p.Add(c => c.Row, ARow.Triage("r", Priority.Stat, alarm: true,
            claimedBy: "sue") with { TakenOverFrom = "nurse" }));
        var cell = line.Find("td.taken");
        Assert.Equal(["not triage", "Sue Supervisor"], cell.Children.Select(c => c.TextContent));
        Assert.Contains("took over from Noor Aziz", cell.GetAttribute("title"));
    }

    private static ReferralView View() => ARow.View("r", Stage.Received, 1,
        "claim", "accept", "route", "supply-information");

    private async Task<IRenderedComponent<ReferralActions>> Render(ReferralView view)
    {
        await _circuit.Services.GetRequiredService<SessionState>().LoadNames();
        return _circuit.Render<ReferralActions>(p => p.Add(c => c.Referral, "r").Add(c => c.Number, view.Number)
            .Add(c => c.View, view).Add(c => c.Version, () => 1)
            .Add(c => c.RoleActions, [.. FakeConsoleApi.AllActions, "route", "supply-information"])
            .Add(c => c.ServiceLines, [
                new("behavioral-health", 1, new("Behavioral health", "UTC")),
                new("unassigned", 0, new("Unassigned", "UTC"))])
            .Add(c => c.Runner, new CommandRunner(_circuit.Api,
                _circuit.Services.GetRequiredService<Receipts>())));
    }
}
