using Bunit;
using ReferralSilo.Console.Detail;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Console.Tests.Detail;

public sealed class ReferralPageTests : IAsyncDisposable
{
    private static readonly Dictionary<string, string> NoFacts = [];
    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task History_that_comes_late_is_never_shown_with_another_referral()
    {
        var held = new TaskCompletionSource();
        _circuit.Api.AnswerAfter = held.Task;
        _circuit.Api.Entries.Add(new HistoryEntry(1, ARow.Now, "sue", "received", "Of the first patient", NoFacts));
        var page = _circuit.Render<ReferralPage>(p => p.Add(x => x.Id, "a"));
        await Show(page, "a");
        _circuit.Api.Entries[0] = new HistoryEntry(1, ARow.Now, "sue", "received", "Of the second patient", NoFacts);
        page.Render(p => p.Add(x => x.Id, "b"));
        await Show(page, "b");

        held.SetResult();

        await Drawn(page, () => page.FindAll("[data-testid=history] li").Count == 1, "a history was shown");
        Assert.Contains("Of the second patient", page.Find("[data-testid=history]").TextContent);
    }

    [Fact]
    public async Task A_referral_without_a_line_names_the_zone_of_its_times()
    {
        _circuit.Api.Lines =
        [
            new("bh", 1, new ServiceLineInput("Behavioral health", "America/New_York")),
            new("unassigned", 0, new ServiceLineInput("Unassigned", "America/Denver")),
        ];
        var page = _circuit.Render<ReferralPage>(p => p.Add(x => x.Id, "a"));

        await _circuit.Open(new ReferralRow("a", ARow.View("a") with { ServiceLine = null, ReceivedAt = ARow.Now }));

        await Drawn(page, () => page.FindAll("[data-testid=zone]").Count == 1, "the zone was named");
        Assert.Equal("Mountain time, UTC−07:00", page.Find("[data-testid=zone]").Shown());
        Assert.Contains("Unassigned · received 3 Mar 09:00", page.Find(".detail-head").Shown());
    }

    [Fact]
    public async Task History_names_the_service_line_and_leaves_ids_for_machines_out()
    {
        _circuit.Api.Entries.Add(
            new HistoryEntry(1, ARow.Now, "sue", "routed", null,
            new Dictionary<string, string> { ["serviceLine"] = "behavioral-health", ["slot"] = "s_Aci" }));
        var page = _circuit.Render<ReferralPage>(p => p.Add(x => x.Id, "a"));
        await Show(page, "a");
        await Drawn(page, () => page.FindAll("[data-testid=history] li").Count == 1, "the history was shown");
        Assert.Contains("Behavioral health", page.Find("[data-testid=history]").TextContent);
        Assert.DoesNotContain("s_Aci", page.Markup);
    }

    [Fact]
    public async Task What_intake_could_not_read_is_named_with_the_value_as_it_was_sent()
    {
        var page = _circuit.Render<ReferralPage>(p => p.Add(x => x.Id, "a"));
        await Show(page, "a", new IntakeWarning("/patient/phones/1", "phone-unreadable", "ask the \u202Emother"),
            new IntakeWarning("Patient.deceased", "patient-deceased"));
        Assert.Equal(
            ["Phone unreadable Patient, phones: “ask the \u202Emother”", "Patient deceased Patient, deceased"],
            page.FindAll("[data-testid=warnings] li").Select(w => w.Shown()));
        Assert.Equal("ask the \u202Emother", page.Find("[data-testid=warnings] bdi").TextContent);
    }

    [Fact]
    public async Task A_patient_who_is_reached_through_others_leads_to_the_page_that_knows_who_they_are_now()
    {
        var page = _circuit.Render<ReferralPage>(p => p.Add(x => x.Id, "a"));
        var view = ARow.View("a");
        await _circuit.Open(new ReferralRow("a", view with
        {
            Patient = view.Patient with
            {
                Id = "p1", Contacts = [new RelatedPersonInput("Eva Okafor", "mother", "+13035550177")],
            },
        }));
        await Drawn(page, () => page.FindAll("[data-testid=sent-contacts] a[href='/patients/p1']").Count == 1,
            "it leads to the patient's page");

        // Staff may have removed the person since.
        Assert.DoesNotContain("+13035550177", page.Markup);
        Assert.DoesNotContain("Eva", page.Markup);
    }

    [Fact]
    public async Task Alerts_to_people_on_call_are_named_with_what_became_of_them()
    {
        _circuit.Api.Entries.Add(new HistoryEntry(3, ARow.Now, "system", "on-call-alerted", null,
            new Dictionary<string, string> { ["person"] = "ann-lee", ["channel"] = "sms" }));
        var page = _circuit.Render<ReferralPage>(p => p.Add(x => x.Id, "a"));
        await _circuit.Open(new ReferralRow("a", ARow.View("a") with
        {
            OnCall = new OnCallView(null,
            [
                new OnCallAlertView("ann-lee", MessageChannel.Sms, ARow.Now.AddMinutes(-12), false, "suppressed"),
                new OnCallAlertView("sue", MessageChannel.Email, ARow.Now.AddMinutes(-7), true, "550"),
            ], true),
        }));
        await Drawn(page, () => page.FindAll("[data-testid=on-call-alert]").Count == 2, "the alerts were shown");

        Assert.Equal([
            "Ann Lee: alert by text 12 min ago: not delivered, the number or mailbox said STOP",
            "Sue Supervisor, supervisor: alert by email 7 min ago: not delivered, the provider refused it, code 550"],
            page.FindAll("[data-testid=on-call-alert]").Select(a => a.Shown()));
        Assert.Equal("No one on call could be reached.", page.Find("[data-testid=nobody-reached]").Shown());
        await Drawn(page, () => page.FindAll("[data-testid=history] li").Count == 1, "the history was shown");
        Assert.StartsWith("Person on call alerted", page.Find("[data-testid=history] li").Shown());
        Assert.Contains("Ann Lee", page.Find("[data-testid=history] li").Shown());
    }

    [Theory]
    [InlineData(false, "The patient has not confirmed it yet.")]
    [InlineData(true, "Confirmed by the patient")]
    public async Task A_booked_visit_shows_whether_the_patient_confirmed_it_and_offers_it_once(bool confirmed,
        string text)
    {
        var page = _circuit.Render<ReferralPage>(p => p.Add(x => x.Id, "a"));
        var visit = new AppointmentView("s2", "dr", ARow.Now, ARow.Now.AddMinutes(30), VisitType.Video, ARow.Now,
            confirmed ? ARow.Now : null);

        await _circuit.Open(new ReferralRow("a", ARow.View("a") with
        {
            Stage = Stage.Booked, Appointment = visit, Actions = ["confirm"],
        }));

        await Drawn(page, () => page.Markup.Contains(text, StringComparison.Ordinal), "the confirmation was shown");
        Assert.Equal(confirmed ? 0 : 1, page.FindAll("[data-action=confirm]").Count);
    }

    [Theory]
    [InlineData(Stage.Unreachable, false, 1)]
    [InlineData(Stage.Closed, false, 1)]
    [InlineData(Stage.Closed, true, 0)]
    public async Task What_ended_without_a_visit_can_be_opened_again(Stage stage, bool withVisit, int buttons)
    {
        var page = _circuit.Render<ReferralPage>(p => p.Add(x => x.Id, "a"));
        await _circuit.Open(new ReferralRow("a", ARow.View("a", stage, actions: "reopen") with
        {
            Clock = null, Appointment = withVisit ? new AppointmentView("s2", "dr", ARow.Now, ARow.Now.AddMinutes(30),
                VisitType.Video, ARow.Now, null) : null,
        }));

        await Drawn(page, () => page.FindAll("[data-referral=a]").Count == 1, "the referral was shown");
        Assert.Equal(buttons, page.FindAll("[data-action=reopen]").Count);
    }

    [Theory]
    [InlineData("The patient called back", "opened it again", "The patient called back")]
    [InlineData("reply", "opened it again: the patient wrote", null)]
    [InlineData("call", "opened it again: the patient was reached", null)]
    [InlineData("link", "opened it again: the patient used the link", null)]
    public void The_history_says_why_it_was_opened_again(string why, string text, string? reason)
    {
        var entry = new HistoryEntry(9, ARow.Now, "sue", "reopened", why, NoFacts);

        Assert.Equal((text, "Opened again", reason),
            (HistoryWords.Describe(entry), HistoryWords.Heading(entry), HistoryWords.Reason(entry)));
    }

    private async Task Show(IRenderedComponent<ReferralPage> page, string id, params IntakeWarning[] warnings)
    {
        await _circuit.Open(new ReferralRow(id, ARow.View(id) with { Warnings = warnings }));
        await Drawn(page, () => page.FindAll($"[data-referral={id}]").Count == 1, "the referral was shown");
    }

    private static Task Drawn(IRenderedComponent<ReferralPage> page, Func<bool> fact, string what) =>
        Eventually.True(() => page.InvokeAsync(fact), what);
}
