using System.Text.Json;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Settings.Clinicians;
using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Tests.Settings;

/// <summary>The forms of a clinician: profile, weekly availability, time off.</summary>
public sealed class ClinicianPageTests : IAsyncDisposable
{
    private static readonly ClinicianView Adams = new("dr-adams", 7, "Dr. Adams", "America/Denver", ["derm"],
        ["CO", "NM"], ["en", "es"], [new VisitLength(VisitType.Video, 30), new VisitLength(VisitType.Video, 60)
        { BufferBefore = TimeSpan.FromMinutes(10), BufferAfter = TimeSpan.Zero }], 10, 5,
        90, 12,
        [new AvailabilityWindow(["mon", "fri"], "09:00", "24:00", "2031-01-01", "2032-01-01", [VisitType.Phone])],
        [new ExceptionView("x1", ARow.Now.AddDays(1), ARow.Now.AddDays(2), false, "Holiday")], ["vi"])
    {
        Licences = [new("CO", "2031-01-01", "2033-01-01"), new("NM")],
        Notice = TimeSpan.FromHours(2), Horizon = TimeSpan.FromDays(90), WeeklyLimit = 40,
        MeetsAccessNeeds = ["captions", "large-print"],
        Join = new JoinDetails("https://video.example/{appointment}", JoinByPhone.WeCall),
    };

    private readonly ConsoleContext _circuit = new();

    public ClinicianPageTests()
    {
        _circuit.SignInAdministrator();
        _circuit.Settings.LineViews.Add(new ServiceLineView("derm", 1, new ServiceLineInput("Dermatology", "UTC")));
    }

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public void Saved_clinician_that_is_opened_and_saved_is_the_same()
    {
        var faults = new FieldFaults();
        var expected = new ClinicianInput(Adams.Name, Adams.TimeZone, Adams.ServiceLines, [],
            ["English", "Spanish"], Adams.VisitTypes, 10, 5, 90, 12, ["Vietnamese"])
        {
            Licences = Adams.Licences, Notice = Adams.Notice, Horizon = Adams.Horizon, WeeklyLimit = Adams.WeeklyLimit,
            MeetsAccessNeeds = Adams.MeetsAccessNeeds, Join = Adams.Join,
        };
        Assert.Equal(Json(expected), Json(ClinicianDraft.Of(Adams).Build(faults)));
        Assert.Equal(Json(new AvailabilityInput(Adams.Availability)), Json(AvailabilityDraft.Of(Adams).Build()));
        Assert.True(faults.IsEmpty);
    }

    [Fact]
    public void A_state_with_and_without_dates_is_a_message_at_the_dated_licence()
    {
        var (faults, draft) = (new FieldFaults(), ClinicianDraft.Of(Adams));
        draft.LicensedStates = "nm co";
        draft.Build(faults);
        Assert.Single(faults.Of("/licences/0/state"));
    }

    [Fact]
    public void Access_needs_limit_only_when_they_are_stated()
    {
        var page = Open();
        Assert.Equal(2, page.FindAll("[data-field='/meetsAccessNeeds'] input[checked]").Count);
        page.Tick("profile", "/meetsAccessNeeds", "wheelchair");
        page.Save("profile");
        page.Type("profile", "/meetsAccessNeeds/limit", ClinicianDraft.NotStated);
        page.Save("profile");

        var sent = _circuit.Settings.Sent.Select(s => ((ClinicianInput)s.Body).MeetsAccessNeeds).ToList();
        Assert.Equal(["captions", "large-print", "wheelchair"], sent[0]!);
        Assert.Null(sent[1]);
        Assert.Empty(page.FindAll("[data-field='/meetsAccessNeeds']"));
    }

    [Fact]
    public void Without_dated_licences_the_states_are_sent_as_before()
    {
        var draft = ClinicianDraft.Of(Adams);
        draft.Licences.Clear();
        var input = draft.Build(new FieldFaults());
        Assert.Equal(["NM"], input.LicensedStates);
        Assert.Null(input.Licences);
    }

    [Fact]
    public void Every_setting_of_the_contract_has_a_field()
    {
        var fields = Open().FindAll("[data-field]").Select(f => f.GetAttribute("data-field")!).ToList();
        string[] wanted =
        [
            .. SettingsContext.Names<ClinicianInput>("").Except(["/join"]),
            .. SettingsContext.Names<JoinDetails>("/join"), .. SettingsContext.Names<VisitLength>("/visitTypes/0"),
            .. SettingsContext.Names<LicenceDates>("/licences/0"),
            .. SettingsContext.Names<AvailabilityWindow>("/windows/0"),
            // People type civil days; instants are for programs.
            .. SettingsContext.Names<ExceptionInput>("").Except(["/from", "/to"]),
        ];
        Assert.Empty(wanted.Except(fields));
    }

    [Fact]
    public void A_new_clinician_gets_the_other_forms_after_the_first_save()
    {
        var page = _circuit.Render<ClinicianPage>();
        page.Type("profile", "/name", "Dr. Ana López");
        Assert.Equal("dr-ana-lopez", page.Typed("profile", "/id"));
        page.Type("profile", "/timeZone", "America/Denver");
        page.Tick("profile", "/serviceLines", "derm");
        page.Type("profile", "/licensedStates", "co nm");
        Assert.Empty(page.FindAll("[data-testid=availability]"));
        page.Save("profile");

        var sent = (ClinicianInput)Assert.Single(_circuit.Settings.Sent).Body;
        Assert.Equal("derm CO NM", string.Join(' ', [.. sent.ServiceLines, .. sent.LicensedStates]));
        Assert.Equal([new VisitLength(VisitType.Video, 30), new VisitLength(VisitType.Phone, 30)], sent.VisitTypes);
        Assert.EndsWith("/settings/clinicians/dr-ana-lopez",
            _circuit.Services.GetRequiredService<NavigationManager>().Uri);
        page.Find("[data-action=add-window]").Click();
        page.Save("availability");
        Assert.Equal(("dr-ana-lopez", 1L), (_circuit.Settings.Sent[1].Id, _circuit.Settings.Sent[1].Change.IfVersion));
        Assert.Equal(["mon", "tue", "wed", "thu", "fri"], _circuit.Settings.ClinicianViews[0].Availability[0].Days);
    }

    [Fact]
    public void Errors_of_a_window_stand_at_its_times_and_the_text_stays()
    {
        var page = Open();
        page.Type("availability", "/windows/0/to", "8");
        Assert.Equal("08:00", page.Typed("availability", "/windows/0/to"));
        _circuit.Settings.Refusals.Enqueue(new Problem(400, "invalid-input", "", new Dictionary<string, string[]>
        {
            ["/windows/0/to"] = ["Must be later than from; split a window that crosses midnight."],
        }));
        page.Save("availability");
        Assert.Equal(["Must be later than from; split a window that crosses midnight."],
            page.Messages("/windows/0/to"));
        Assert.Equal("08:00", page.Typed("availability", "/windows/0/to"));
    }

    [Fact]
    public void Open_times_of_what_is_typed_are_shown_before_it_is_saved()
    {
        _circuit.Settings.Open = [Slot(9), Slot(10), Slot(33)];
        var page = Open();
        Assert.Contains("The coming week · 3 open times", page.Find("[data-testid=preview]").Shown());
        Assert.Equal(2, page.FindAll("[data-testid=preview] details").Count);
        page.Type("availability", "/windows/0/from", "11");
        Assert.Equal("11:00", _circuit.Settings.Previewed[^1].Windows[0].From);
        Assert.Empty(_circuit.Settings.Sent);
    }

    [Fact]
    public void Visits_that_are_booked_meanwhile_do_not_refuse_a_save()
    {
        var page = Open();
        page.Type("availability", "/windows/0/from", "11");
        _circuit.Settings.ClinicianViews[0] = Adams with { Version = 12 };
        page.Save("availability");
        Assert.Equal([7L, 12L], _circuit.Settings.Sent.Select(s => s.Change.IfVersion));
        Assert.Equal("Saved", page.State("availability"));
    }

    [Fact]
    public void Availability_that_someone_else_saved_is_told()
    {
        var page = Open();
        page.Type("availability", "/windows/0/from", "11");
        _circuit.Settings.ClinicianViews[0] = Adams with { Version = 12, Availability = [] };
        page.Save("availability");
        Assert.Contains("They changed: windows.", page.Find("[data-testid=outdated]").Shown());
        Assert.Equal("11:00", page.Typed("availability", "/windows/0/from"));
    }

    [Theory]
    [InlineData("availability")]
    [InlineData("exception")]
    public void Times_are_not_saved_in_a_zone_that_someone_else_changed_without_a_word(string form)
    {
        var page = Open();
        if (form == "availability") page.Type(form, "/windows/0/from", "11");
        else page.Type(form, "/firstDay", "2031-07-01");
        _circuit.Settings.ClinicianViews[0] = Adams with { Version = 12, TimeZone = "America/New_York" };
        page.Save(form);
        Assert.Single(_circuit.Settings.Sent);
        Assert.Contains("They changed: time zone.", page.Find($"[data-testid={form}] [data-testid=outdated]").Shown());

        page.Find("[data-action=keep-mine]").Click();
        Assert.Equal("Saved", page.State(form));
        Assert.Contains("America/New_York", page.Find("[data-testid=availability] .quiet").Shown());
    }

    [Fact]
    public void Hours_that_someone_else_moved_to_another_zone_are_shown_in_it()
    {
        var page = Open();
        page.Type("availability", "/windows/0/from", "11");
        _circuit.Settings.ClinicianViews[0] = Adams with { Version = 12, TimeZone = "America/New_York" };
        page.Save("availability");
        page.Find("[data-action=take-newer]").Click();
        Assert.Contains("America/New_York", page.Find("[data-testid=availability] .quiet").Shown());
        Assert.Equal("09:00", page.Typed("availability", "/windows/0/from"));
    }

    [Fact]
    public async Task Text_that_is_not_saved_outlives_a_lost_connection_and_the_changes_of_others_are_still_told()
    {
        var page = Open();
        page.Type("availability", "/windows/0/from", "11");
        page.Find("[data-action=add-window]").Click();
        var kept = (string)_circuit.JSInterop.Invocations["sessionStorage.setItem"][^1].Arguments[1]!;

        await using var later = new ConsoleContext();
        later.SignInAdministrator();
        later.JSInterop.Setup<string?>("sessionStorage.getItem",
            i => ((string)i.Arguments[0]!).EndsWith("#availability", StringComparison.Ordinal)).SetResult(kept);
        later.Settings.ClinicianViews.Add(Adams with { Version = 12, Availability = [] });
        var again = later.Render<ClinicianPage>(p => p.Add(x => x.Id, "dr-adams"));
        again.WaitForAssertion(() => Assert.Equal("11:00", again.Typed("availability", "/windows/0/from")));
        Assert.Equal("09:00", again.Typed("availability", "/windows/1/from"));
        Assert.Equal("Not saved yet", again.State("availability"));
        again.Save("availability");
        Assert.Contains("They changed: windows.", again.Find("[data-testid=outdated]").Shown());
    }

    [Fact]
    public void Time_off_is_in_civil_time_of_the_clinician_and_can_be_removed()
    {
        var page = Open();
        page.Type("exception", "/firstDay", "2031-07-01");
        page.Type("exception", "/fromTime", "9:00");
        page.Type("exception", "/toTime", "17:00:00");
        page.Type("exception", "/reason", "Training");
        page.Save("exception");

        Assert.Equal(new ExceptionInput(Reason: "Training")
        {
            FirstDay = "2031-07-01", FromTime = "09:00", ToTime = "17:00",
        }, Assert.Single(_circuit.Settings.Sent).Body);
        Assert.Equal(["Tue 4 Mar 09:00 – Wed 5 Mar 09:00", "Tue 1 Jul 09:00–17:00"],
            page.FindAll("[data-exception] > .num").Select(e => e.Shown()));
        Assert.Equal("", page.Typed("exception", "/firstDay"));
        page.Find("[data-exception=x1] [data-action=remove-exception]").Click();
        Assert.Single(page.FindAll("[data-exception]"));
        page.Type("profile", "/name", "Dr. A. Adams");
        page.Save("profile");
        Assert.Equal("Saved", page.State("profile"));
    }

    [Fact]
    public void Visits_that_time_off_hits_are_named()
    {
        var start = new DateTimeOffset(2031, 7, 1, 15, 0, 0, TimeSpan.Zero);
        _circuit.Settings.ClinicianViews.Add(Adams with
        {
            VisitsInTimeOff = [new VisitInTimeOff(start, start.AddMinutes(30), VisitType.Video)],
        });
        var page = _circuit.Render<ClinicianPage>(p => p.Add(x => x.Id, "dr-adams"));
        Assert.Equal("1 booked visit is in time off. It stays booked until the desk moves it: "
            + "Tue 1 Jul 09:00–09:30, video", page.Find("[data-testid=hit-visits]").Shown());
    }

    [Fact]
    public void Visits_that_time_off_would_hit_are_named_before_it_is_saved()
    {
        var start = new DateTimeOffset(2031, 7, 1, 15, 0, 0, TimeSpan.Zero);
        _circuit.Settings.Hit = [new VisitInTimeOff(start, start.AddMinutes(30), VisitType.Video)];
        var page = Open();
        page.Type("exception", "/firstDay", "2031-07-01");
        page.Save("exception");

        Assert.Empty(_circuit.Settings.Sent);
        Assert.Equal("1 booked visit is in this time. It stays booked until the desk moves it: "
            + "Tue 1 Jul 09:00–09:30, video", page.Find("[data-testid=would-hit]").Shown());
        page.Type("exception", "/lastDay", "2031-07-02");
        Assert.Empty(page.FindAll("[data-testid=would-hit]"));
        page.Save("exception");
        Assert.Empty(_circuit.Settings.Sent);
        page.Save("exception");
        Assert.Equal("2031-07-02", ((ExceptionInput)Assert.Single(_circuit.Settings.Sent).Body).LastDay);
        Assert.Empty(page.FindAll("[data-testid=would-hit]"));
    }

    [Fact]
    public void Time_off_is_not_saved_while_the_visits_in_it_are_not_known()
    {
        var page = Open();
        page.Type("exception", "/firstDay", "2031-07-01");
        _circuit.Settings.Unreadable = new Problem(503, "unavailable", "The service cannot answer right now.");
        page.Save("exception");

        Assert.Empty(_circuit.Settings.Sent);
        Assert.StartsWith("Nothing is saved", page.Find("[data-testid=preview-problem]").Shown(),
            StringComparison.Ordinal);
        page.Save("exception");
        Assert.Single(_circuit.Settings.Sent);
    }

    [Fact]
    public void Time_without_a_day_is_told_at_its_field()
    {
        var page = Open();
        page.Save("exception");
        Assert.Equal(["Must be a day."],
            page.FindAll("[data-testid=exception] [data-field='/firstDay'] li").Select(m => m.Shown()));
        Assert.Empty(_circuit.Settings.Sent);
    }

    [Fact]
    public void A_supervisor_changes_times_and_not_the_profile()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Settings = [SettingNames.Availability] };
        var page = Open();
        Assert.Empty(page.FindAll("[data-testid=profile] [data-action=save]"));
        Assert.Single(page.FindAll("[data-testid=availability] [data-action=save]"));
    }

    private static OpenSlot Slot(int hours) => new($"s{hours}", "dr-adams", ARow.Now.AddHours(hours),
        ARow.Now.AddHours(hours).AddMinutes(30), [VisitType.Video]);

    private IRenderedComponent<ClinicianPage> Open()
    {
        _circuit.Settings.ClinicianViews.Add(Adams);
        return _circuit.Render<ClinicianPage>(p => p.Add(x => x.Id, "dr-adams"));
    }

    private static string Json<T>(T settings) => JsonSerializer.Serialize(settings, ContractsJson.Options);
}
