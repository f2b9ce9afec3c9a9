using Bunit;
using ReferralSilo.Console.Desk;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Desk;

/// <summary>Opens and prepares the page.</summary>
public sealed partial class DeskPageTests
{
    private void Booked(DateTimeOffset at, long version)
    {
        Booked(at);
        _circuit.Api.Views["w"] = _circuit.Api.Views["w"] with { Version = version };
    }

    private void Booked(DateTimeOffset at) =>
        _circuit.Api.Views["w"] =
        ARow.View("w", Stage.Booked, 1, "arrive", "complete", "no-show", "close", "reschedule",
        "cancel-appointment") with
    {
        Appointment = new AppointmentView("s9", "a", at, at.AddMinutes(30), VisitType.Video, ARow.Now),
        Patient = new PatientInput("Dana", "Okafor", "1993-01-01", Phones: ["+13035550123"]),
    };

    /// <summary>The line records visits days before their start.</summary>
    private void RecordedEarly() =>
        _circuit.Api.Line = _circuit.Api.Line with { VisitRecordableBefore = TimeSpan.FromDays(30) };

    private ScriptedWatch.Stream? _stream;

    private async Task<IRenderedComponent<DeskPage>> Open(Stage stage, IReadOnlyList<SlotMatch>? best = null,
        ClinicianRow? others = null, BoardSlot? first = null)
    {
        _circuit.Api.Views.TryAdd("w",
            ARow.View("w", stage, 1, FakeConsoleApi.AllActions.Where(a => a != "reschedule").ToArray()));
        _circuit.Api.Best = best ?? [ARow.Match("s1", 60, 90), ARow.Match("s2", 120)];
        var page = _circuit.Render<DeskPage>(p => p.Add(x => x.ServiceLine, "behavioral-health"));
        List<BoardRow> rows =
            [ARow.Desk("w", stage), first is null ? Clinician(SlotStatus.Free) : ARow.Clinician("a", first)];
        if (others is not null) rows.Add(others);
        _stream = await _circuit.Open([.. rows]);
        await Drawn(page, () => page.FindAll("[data-clinician]").Count > 0, "the board was drawn");
        return page;
    }

    private async Task<IRenderedComponent<DeskPage>> Chosen(Stage stage = Stage.Waiting)
    {
        var page = await Open(stage);
        if (stage == Stage.Booked) page.Find("[data-testid=tab-visits]").Click();
        page.Find("[data-referral=w] button").Click();
        await Drawn(page, () => Found(page), "the details and best times were found");
        return page;
    }

    private static bool Found(IRenderedComponent<DeskPage> page) =>
        page.FindAll("[data-testid=matches]").Count == 1 && page.FindAll("[data-testid=pane-now]").Count == 1;

    private static ClinicianRow Clinician(SlotStatus first) =>
        ARow.Clinician("a", ARow.Slot("s1", 60, first), ARow.Slot("s2", 120), ARow.Slot("s3", 180));

    private static Task Drawn(IRenderedComponent<DeskPage> page, Func<bool> fact, string what) =>
        Eventually.True(() => page.InvokeAsync(fact), what);

    private static async Task Key(IRenderedComponent<DeskPage> page, params string[] keys)
    {
        foreach (var key in keys) await page.InvokeAsync(() => page.Instance.OnKey(key));
    }
}
