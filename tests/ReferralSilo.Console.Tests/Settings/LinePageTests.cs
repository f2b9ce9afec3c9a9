using System.Text.Json;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Console.Settings.Lines;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Console.Tests.Settings;

/// <summary>The form of a service line.</summary>
public sealed class LinePageTests : IAsyncDisposable
{
    private static readonly ServiceLineInput Full = new("Dermatology", "America/Denver",
        [new BusinessHoursInput(["mon", "tue"], "09:00", "17:30"), new BusinessHoursInput(["sun"], "18:00", "24:00")],
        new EligibilityInput(18, 70, ["CO", "NM"], [VisitType.Phone], ["L20*", "http://snomed.info/sct|271807003"],
            ["rash", "itchy skin"],
            [
                new ExclusionInput("Anaphylaxis", ["T78.2"], ["cannot breathe"], "Emergency care, call 911", true),
                new ExclusionInput("Burns", ["T30*"], null, null, null),
            ]),
        [
            new TargetInput(ClockKind.Review, 10, Priority.Stat),
            new TargetInput(ClockKind.Review, 2880, null, CountedIn.BusinessHours),
        ],
        ["patient.birth-date", "document:photo"], 20, 15, 4, 12, 2)
    {
        VisitRecordableBefore = TimeSpan.FromMinutes(90),
        EmergencyPhone = "988",
        OnCall = new OnCallInput
        {
            After = TimeSpan.FromMinutes(5), Every = TimeSpan.FromHours(1),
            People =
            [
                new OnCallPersonInput("Ann Lee", "ann", "+13035550100", null, ["mon", "tue"], "20:00", "07:00", "es"),
                new OnCallPersonInput("Ben", Email: "ben@example.org"),
            ],
            Supervisor = new OnCallPersonInput("Sue", Phone: "+13035550101"),
        },
    };

    private readonly ConsoleContext _circuit = new();

    public LinePageTests() => _circuit.SignInAdministrator();

    private NavigationManager Nav => _circuit.Services.GetRequiredService<NavigationManager>();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public void Saved_settings_that_are_opened_and_saved_are_the_same()
    {
        var faults = new FieldFaults();
        var built = ServiceLineDraft.Of(new ServiceLineView("derm", 3, Full)).Build(Full, faults);
        Assert.True(faults.IsEmpty);
        Assert.Equal(Json(Full), Json(built));
    }

    [Fact]
    public void Every_setting_of_the_contract_has_a_field()
    {
        var page = Open(Full);
        var fields = page.FindAll("[data-field]").Select(f => f.GetAttribute("data-field")!).ToList();
        string[] wanted =
        [
            .. SettingsContext.Names<ServiceLineInput>("").Where(name => name is not ("/eligibility" or "/onCall")),
            .. SettingsContext.Names<OnCallInput>("/onCall"),
            // A phone and an email are typed into one field.
            .. SettingsContext.Names<OnCallPersonInput>("/onCall/people/0").Where(name => name[^5..] != "email"),
            .. SettingsContext.Names<EligibilityInput>("/eligibility"),
            .. SettingsContext.Names<ExclusionInput>("/eligibility/exclusions/0"),
            .. SettingsContext.Names<TargetInput>("/targets/0"),
            .. SettingsContext.Names<BusinessHoursInput>("/businessHours/0"),
        ];
        Assert.Empty(wanted.Except(fields));
    }

    [Fact]
    public void A_new_line_gets_an_id_from_its_name_and_its_own_address()
    {
        var page = _circuit.Render<LinePage>();
        page.Type("line", "/name", "Behavioral Health");
        Assert.Equal("behavioral-health", page.Typed("line", "/id"));
        page.Type("line", "/timeZone", "denver");
        Assert.Equal("Not saved yet", page.State("line"));
        page.Save("line");

        var (id, body, change) = Assert.Single(_circuit.Settings.Sent);
        Assert.Equal(("behavioral-health", 0), (id, change.IfVersion));
        Assert.Equal(("Behavioral Health", "America/Denver"),
            (((ServiceLineInput)body).Name, ((ServiceLineInput)body).TimeZone));
        Assert.Equal("Saved", page.State("line"));
        Assert.EndsWith("/settings/lines/behavioral-health", Nav.Uri);
    }

    [Fact]
    public void Errors_of_the_api_stand_at_their_fields_and_the_text_stays()
    {
        var page = Open(Full);
        page.Type("line", "/eligibility/states", "CO, XX");
        page.Type("line", "/targets/0/minutes", "99");
        _circuit.Settings.Refusals.Enqueue(new Problem(400, "invalid-input", "", new Dictionary<string, string[]>
        {
            ["/eligibility/states/1"] = ["Must be a two-letter US state such as CO."],
            ["/targets/0/minutes"] = ["Must not be longer than the target of a lower priority for the same clock."],
        }));
        page.Save("line");

        Assert.Equal(["XX: Must be a two-letter US state such as CO."], page.Messages("/eligibility/states"));
        Assert.Equal(["Must not be longer than the target of a lower priority for the same clock."],
            page.Messages("/targets/0/minutes"));
        Assert.Contains("Targets 1, minutes:", page.Find("[data-testid=faults]").Shown());
        Assert.Equal("CO, XX", page.Typed("line", "/eligibility/states"));
        Assert.Equal("Not saved yet", page.State("line"));
        page.Type("line", "/eligibility/states", "CO");
        Assert.Empty(page.Messages("/eligibility/states"));
        Assert.NotEmpty(page.Messages("/targets/0/minutes"));
    }

    [Fact]
    public void A_number_that_is_none_is_told_before_anything_is_sent()
    {
        var page = Open(Full);
        page.Type("line", "/claimMinutes", "ten");
        page.Save("line");
        Assert.Equal(["Must be a whole number."], page.Messages("/claimMinutes"));
        Assert.Equal("ten", page.Typed("line", "/claimMinutes"));
        Assert.Empty(_circuit.Settings.Sent);
    }

    [Fact]
    public async Task Text_typed_while_the_form_is_saved_stays_and_is_not_called_saved()
    {
        var page = Open(Full);
        var answered = new TaskCompletionSource();
        _circuit.Settings.AnswerAfter = answered.Task;
        page.Type("line", "/name", "Skin");
        page.Save("line");
        page.Type("line", "/claimMinutes", "45");
        await page.InvokeAsync(answered.SetResult);
        page.WaitForAssertion(() => Assert.Equal("Not saved yet", page.State("line")));
        Assert.Equal("45", page.Typed("line", "/claimMinutes"));

        _circuit.Settings.AnswerAfter = Task.CompletedTask;
        page.Save("line");
        Assert.Equal([("Skin", 20), ("Skin", 45)], _circuit.Settings.Sent
            .Select(s => (((ServiceLineInput)s.Body).Name, ((ServiceLineInput)s.Body).ClaimMinutes)));
        Assert.Equal("Saved", page.State("line"));
    }

    [Fact]
    public void Own_save_without_an_answer_is_not_told_as_the_change_of_someone_else()
    {
        var page = Open(Full);
        page.Type("line", "/name", "Skin");
        _circuit.Settings.LoseAnswer = true;
        page.Save("line");
        Assert.Contains("it may or may not be saved", page.Find("[data-testid=problem]").Shown());

        page.Type("line", "/name", "Skin and hair");
        page.Save("line");
        Assert.Empty(page.FindAll("[data-testid=outdated]"));
        Assert.Equal("Saved", page.State("line"));
        Assert.Equal("Skin and hair", Assert.Single(_circuit.Settings.LineViews).Settings.Name);
    }

    [Fact]
    public void Duration_with_seconds_stays_when_another_field_is_saved()
    {
        var page = Open(Full with { VisitRecordableBefore = TimeSpan.FromSeconds(90) });
        page.Type("line", "/name", "Skin");
        page.Save("line");
        Assert.Equal(TimeSpan.FromSeconds(90),
            ((ServiceLineInput)Assert.Single(_circuit.Settings.Sent).Body).VisitRecordableBefore);
    }

    [Fact]
    public void Someone_elses_change_is_told_and_the_text_can_be_saved_over_it()
    {
        var page = Open(Full);
        page.Type("line", "/name", "Skin");
        ChangedByOthers(Full with { ClaimMinutes = 30 });
        page.Save("line");

        Assert.Contains("They changed: claim minutes.", page.Find("[data-testid=outdated]").Shown());
        Assert.Equal("Skin", page.Typed("line", "/name"));
        page.Find("[data-action=keep-mine]").Click();
        Assert.Equal([3L, 4L], _circuit.Settings.Sent.Select(s => s.Change.IfVersion));
        Assert.Equal(("Skin", 20), (_circuit.Settings.LineViews[0].Settings.Name,
            _circuit.Settings.LineViews[0].Settings.ClaimMinutes));
        Assert.Equal("Saved", page.State("line"));
    }

    [Fact]
    public void Someone_elses_change_can_replace_the_text()
    {
        var page = Open(Full);
        page.Type("line", "/name", "Skin");
        ChangedByOthers(Full with { ClaimMinutes = 30 });
        page.Save("line");
        page.Find("[data-action=take-newer]").Click();
        Assert.Equal(("Dermatology", "30"), (page.Typed("line", "/name"), page.Typed("line", "/claimMinutes")));
        Assert.Equal("", page.State("line"));
    }

    [Fact]
    public void An_id_that_exists_is_told_at_the_id()
    {
        _circuit.Settings.LineViews.Add(new ServiceLineView("skin", 3, Full));
        var page = _circuit.Render<LinePage>();
        page.Type("line", "/name", "Skin");
        page.Save("line");
        Assert.Contains("There is already one with this id", Assert.Single(page.Messages("/id")));
    }

    [Fact]
    public void Save_after_an_unknown_outcome_is_the_same_operation()
    {
        var page = Open(Full);
        page.Type("line", "/name", "Skin");
        _circuit.Settings.Refusals.Enqueue(new Problem(503, "outcome-unknown", "It is not known."));
        page.Save("line");
        Assert.Contains("it may or may not be saved", page.Find("[data-testid=problem]").Shown());
        page.Save("line");
        Assert.Equal(_circuit.Settings.Sent[0].Change, _circuit.Settings.Sent[1].Change);
        Assert.Equal("Saved", page.State("line"));
    }

    [Fact]
    public void Leaving_with_unsaved_text_is_asked_first()
    {
        var page = Open(Full);
        page.Type("line", "/name", "Skin");
        page.InvokeAsync(() => Nav.NavigateTo("/settings/sources"));
        Assert.DoesNotContain("/settings/sources", Nav.Uri);
        page.Find("[data-action=stay]").Click();
        Assert.Empty(page.FindAll("[data-testid=leave]"));
        page.InvokeAsync(() => Nav.NavigateTo("/settings/sources"));
        page.Find("[data-action=leave]").Click();
        Assert.EndsWith("/settings/sources", Nav.Uri);
    }

    [Fact]
    public void Rows_are_added_and_removed()
    {
        var page = Open(Full);
        page.Find("[data-action=add-target]").Click();
        Assert.Equal(3, page.FindAll("[data-field='/targets'] .row").Count);
        page.FindAll("[data-action=remove-exclusion]")[0].Click();
        Assert.Equal("Burns", page.Typed("line", "/eligibility/exclusions/0/name"));
        page.Type("line", "/targets/2/minutes", "3");
        page.Type("line", "/targets/2/clock", "visit");
        page.Save("line");
        var sent = (ServiceLineInput)Assert.Single(_circuit.Settings.Sent).Body;
        Assert.Equal(["Burns"], sent.Eligibility!.Exclusions!.Select(e => e.Name));
        Assert.Equal(new TargetInput(ClockKind.Visit, 180), sent.Targets![2]);
    }

    [Fact]
    public void Save_is_busy_until_it_is_answered()
    {
        var answer = new TaskCompletionSource();
        _circuit.Settings.AnswerAfter = answer.Task;
        var page = Open(Full);
        page.Type("line", "/name", "Skin");
        page.Save("line");
        Assert.True(page.Find("[data-action=save]").HasAttribute("disabled"));
        Assert.Equal("Saving…", page.Find("[data-action=save]").Shown());
        answer.SetResult();
        page.WaitForAssertion(() => Assert.Equal("Saved", page.State("line")));
    }

    [Fact]
    public void Who_may_not_change_lines_sees_them_without_a_button()
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Settings = [] };
        var page = Open(Full);
        Assert.All(page.FindAll("[data-testid=line] :is(input, textarea, select)"), field =>
            Assert.True(field.HasAttribute("disabled") || field.Closest("fieldset[disabled]") is not null));
        Assert.Empty(page.FindAll("[data-action=save], [data-action^=add-], [data-action^=remove-]"));
    }

    [Fact]
    public void Settings_that_cannot_be_read_can_be_read_again()
    {
        _circuit.Settings.LineViews.Add(new ServiceLineView("derm", 3, Full));
        _circuit.Settings.Unreadable = new Problem(503, "unavailable", "The service cannot answer right now.");
        var page = _circuit.Render<LinePage>(p => p.Add(x => x.Id, "derm"));
        page.Find("[data-action=read-again]").Click();
        Assert.Equal("Dermatology", page.Typed("line", "/name"));
    }

    [Fact]
    public void A_person_on_call_is_added_with_a_number_as_people_write_it()
    {
        var page = Open(Full with { OnCall = null });
        Assert.Single(page.FindAll("[data-testid=no-one-on-call]"));
        page.Find("[data-action=add-on-call]").Click();
        page.Type("line", "/onCall/people/0/name", "Ann Lee");
        page.Type("line", "/onCall/people/0/phone", "+1 (303) 555-0100");
        page.Type("line", "/onCall/people/0/from", "20");
        page.Type("line", "/onCall/people/0/to", "7:00");
        page.Tick("line", "/onCall/people/0/days", "sat");
        page.Type("line", "/onCall/supervisor/name", "Sue");
        page.Type("line", "/onCall/supervisor/phone", "sue@example.org");
        Assert.Empty(page.FindAll("[data-testid=no-one-on-call]"));
        page.Save("line");

        var sent = ((ServiceLineInput)Assert.Single(_circuit.Settings.Sent).Body).OnCall!;
        Assert.Equal(["sat"], sent.People[0].Days);
        Assert.Equal(new OnCallPersonInput("Ann Lee", null, "+13035550100", From: "20:00", To: "07:00"),
            sent.People[0] with { Days = null });
        Assert.Equal(new OnCallPersonInput("Sue", Email: "sue@example.org"), sent.Supervisor);
    }

    [Fact]
    public void The_order_of_the_people_on_call_can_be_changed()
    {
        var page = Open(Full);
        page.Find("[data-action=up-on-call]").Click();
        page.Save("line");

        Assert.Equal(["Ben", "Ann Lee"], ((ServiceLineInput)Assert.Single(_circuit.Settings.Sent).Body).OnCall!.People
            .Select(p => p.Name));
    }

    [Fact]
    public void A_fault_of_a_mailbox_on_call_stands_at_its_field()
    {
        var page = Open(Full);
        _circuit.Settings.Refusals.Enqueue(new Problem(400, "invalid-input", "", new Dictionary<string, string[]>
        {
            ["/onCall/people/1/email"] = ["Must be an email address."],
        }));
        page.Type("line", "/onCall/people/1/phone", "ben@example");
        page.Save("line");

        Assert.Equal(["Must be an email address."], page.Messages("/onCall/people/1/email"));
        Assert.Contains("On call, people 2, email:", page.Find("[data-testid=faults]").Shown());
    }

    [Fact]
    public void Unknown_line_is_said_to_be_unknown()
    {
        var page = _circuit.Render<LinePage>(p => p.Add(x => x.Id, "gone"));
        Assert.Equal("unknown", page.Find("[data-testid=notice]").GetAttribute("data-notice"));
    }

    private IRenderedComponent<LinePage> Open(ServiceLineInput settings)
    {
        _circuit.Settings.LineViews.Add(new ServiceLineView("derm", 3, settings));
        return _circuit.Render<LinePage>(p => p.Add(x => x.Id, "derm"));
    }

    private void ChangedByOthers(ServiceLineInput settings) =>
        _circuit.Settings.LineViews[0] = new ServiceLineView("derm", 4, settings);

    private static string Json(ServiceLineInput settings) => JsonSerializer.Serialize(settings, ContractsJson.Options);
}
