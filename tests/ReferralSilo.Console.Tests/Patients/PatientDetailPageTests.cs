using AngleSharp.Dom;
using Bunit;
using ReferralSilo.Console.Patients;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Patients;

/// <summary>The page of a patient: what it shows.</summary>
public sealed partial class PatientDetailPageTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();

    private FakePatientsApi Patients => _circuit.Patients;

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public void Head_names_the_patient_with_age_and_birth_date_and_the_title_does_not()
    {
        var page = Open(APatient.View());

        Assert.Equal("Dana Okafor 42, born 1988-04-12", page.Find("h1").Shown());
        Assert.Equal("09:00 there (Mountain time)", page.Find("header [data-testid=local-hour]").Shown());
        Assert.Equal("Mountain time, UTC−07:00", page.Find("[data-testid=zone]").Shown());
        Assert.DoesNotContain("Okafor", page.FindComponent<Microsoft.AspNetCore.Components.Web.PageTitle>().Markup);
    }

    [Fact]
    public void A_patient_who_died_is_marked_and_no_number_can_be_dialled()
    {
        var page = Open(APatient.View() with
        {
            Deceased = new DeathView("2031-02-03", ARow.Now), SafeContact = new SafeContactInput(Phone: "+13035550124"),
        });

        Assert.Equal("Died 2031-02-03", page.Find("[data-testid=deceased]").Shown());
        Assert.Empty(page.FindAll("a[href^='tel:']"));
        Assert.Equal(2, page.FindAll("[data-testid=unsafe-phone]").Count);
    }

    [Fact]
    public void A_merged_record_leads_to_the_one_that_took_over_and_can_only_be_separated()
    {
        var page = Open(APatient.View() with { MergedInto = "p9", Actions = ["unmerge"] });

        Assert.Equal("/patients/p9", page.Find("[data-testid=merged-into] a").GetAttribute("href"));
        Assert.Equal(["unmerge"], Buttons(page));
    }

    [Fact]
    public void Every_phone_can_be_dialled_while_nothing_is_noted()
    {
        var page = Open(APatient.View() with { SafeContact = new SafeContactInput() });

        Assert.Equal(["tel:+13035550123", "tel:+13035550124"],
            page.FindAll("[data-testid=phone]").Select(a => a.GetAttribute("href")));
        Assert.Empty(page.FindAll("[data-testid=safe-contact]"));
    }

    [Fact]
    public void Only_the_safe_number_can_be_dialled_and_the_note_stands_before_it()
    {
        var page = Open(APatient.View() with
        {
            SafeContact = new SafeContactInput(true, "+13035550124", "after 18:00", "Ask for Kim."),
        });

        Assert.Equal("tel:+13035550124", Assert.Single(page.FindAll("a[href^='tel:']")).GetAttribute("href"));
        Assert.Equal("+13035550123 not safe to call", page.Find("[data-testid=unsafe-phone]").Shown());
        Assert.Equal("Leave no voicemail. Call only this number. after 18:00 Ask for Kim.",
            page.Find("[data-testid=safe-contact]").Shown());
    }

    [Fact]
    public void Consents_are_shown_for_each_channel_and_purpose_with_who_when_how_and_wording()
    {
        Patients.ReferralsOf["p1"] = [ARow.View("r1")];
        var page = Open(APatient.View() with
        {
            Consents =
            [
                APatient.Consent(ConsentKind.Sms, true),
                APatient.Consent(ConsentKind.Email, false) with { How = "stop" },
                APatient.Consent(ConsentKind.Telehealth, true, by: null) with { Referral = "r1" },
            ],
        });

        Assert.Equal("true", Cell(page, "sms", "reminders").GetAttribute("data-given"));
        Assert.Equal("Given verbal, by Sue Supervisor, 2 Mar 09:00, wording v2, told the risk",
            Cell(page, "sms", "care").Shown());
        Assert.Equal("Nothing was said: nothing is sent", Cell(page, "sms", "follow-up").Shown());
        Assert.Equal("false", Cell(page, "email", "follow-up").GetAttribute("data-given"));
        Assert.Contains("the person wrote STOP", Cell(page, "email", "care").Shown());
        Assert.Equal("Nothing was said: a person may call", Cell(page, "call", "care").Shown());
        Assert.Contains("with RS-R1", Cell(page, "telehealth", "care").Shown());
    }

    [Fact]
    public void Who_may_only_read_has_no_buttons()
    {
        var page = Open(APatient.View() with
        {
            Actions = [], CouldBe = [new PossiblySameView("p2", "Okafor, D.", null)],
        });

        Assert.Empty(Buttons(page));
    }

    [Fact]
    public void Corrections_are_shown_with_their_fields_person_and_reason()
    {
        var page = Open(APatient.View() with { Corrections = [APatient.Correction("nurse", "familyName", "phones")] });

        Assert.Equal("Family name, phones by you, 3 Mar 08:55 Read the card.",
            page.Find("[data-testid=corrections] li").Shown());
    }

    [Fact]
    public void Referrals_are_listed_with_line_stage_due_and_a_link()
    {
        Patients.ReferralsOf["p1"] =
            [ARow.View("r2", Stage.Waiting), ARow.View("r1", Stage.Closed) with { ServiceLine = null, Clock = null }];
        var page = Open(APatient.View());

        var rows = page.FindAll("[data-testid=patient-referrals] tbody tr");
        Assert.Equal(["/referral/r2", "/referral/r1"], rows.Select(r => r.QuerySelector("a")!.GetAttribute("href")));
        Assert.Equal("RS-R2 Urgent Behavioral health Waiting due in 30 min", rows[0].Shown());
        Assert.Contains("none yet Closed", rows[1].Shown());
    }

    [Fact]
    public void Messages_of_all_referrals_name_the_one_that_they_are_about()
    {
        Patients.ReferralsOf["p1"] = [ARow.View("r1")];
        Patients.AllMessages =
        [
            new MessageView("m1", MessageOccasion.ReachOut, MessageChannel.Sms, "***0123", null, null, "en",
                MessageStatus.Blocked, "no-consent", ARow.Now, 0, null, [], false) { Referral = "r1" },
        ];
        var page = Open(APatient.View());

        var message = page.Find("[data-testid=message]");
        Assert.Contains("by text to ***0123", message.Shown());
        Assert.Contains("not consented", message.Shown());
        Assert.Equal("/referral/r1", message.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public void What_is_empty_says_so()
    {
        var page = Open(APatient.View());

        foreach (var part in new[] { "no-referrals", "no-messages", "no-corrections", "no-same" })
            Assert.Single(page.FindAll($"[data-testid={part}]"));
    }

    [Theory]
    [InlineData(403, "forbidden", "forbidden", "not open to your role")]
    [InlineData(404, "not-found", "unknown", "There is no such patient")]
    public void A_record_that_is_not_open_says_why(int status, string code, string kind, string text)
    {
        Patients.Unreadable = new Problem(status, code, "");
        var page = Open(APatient.View(), "[data-testid=notice][data-notice=" + kind + "]");

        Assert.Contains(text, page.Find("[data-testid=notice]").Shown());
    }

    [Fact]
    public void A_failed_read_can_be_tried_again()
    {
        Patients.Unreadable = new Problem(503, "unavailable", "");
        var page = Open(APatient.View(), "[data-notice=failed]");

        Patients.Unreadable = null;
        page.Find("[data-action=read-again]").Click();

        Assert.Equal("Dana Okafor", page.Find("[data-testid=patient-name]").Shown());
    }

    [Fact]
    public async Task While_the_server_is_away_the_page_says_how_old_it_is_and_keeps_what_it_shows()
    {
        var page = Open(APatient.View());
        Patients.Unreadable = new Problem(503, "unavailable", "");

        _circuit.Time.End(PatientDetailPage.Refresh);

        await Drawn(page, () => page.FindAll("[data-testid=stale]").Count == 1, "the page said that it is old");
        Assert.Contains("as of 09:00", page.Find("[data-testid=stale]").Shown());
        Assert.Equal("Dana Okafor", page.Find("[data-testid=patient-name]").Shown());
        Patients.Unreadable = null;
        _circuit.Time.End(PatientDetailPage.Refresh);
        await Drawn(page, () => page.FindAll("[data-testid=stale]").Count == 0, "the page was read again");
    }

    [Fact]
    public async Task A_record_that_comes_late_is_never_shown_with_another_patient()
    {
        var held = new TaskCompletionSource();
        Patients.Views["p1"] = APatient.View();
        Patients.Views["p2"] = APatient.View("p2") with { Patient = new PatientInput("Kim", "Lee") };
        Patients.ReadAfter = held.Task;
        var page = _circuit.Render<PatientDetailPage>(p => p.Add(x => x.Id, "p1"));
        Assert.Equal("loading", page.Find("[data-testid=notice]").GetAttribute("data-notice"));
        Patients.ReadAfter = Task.CompletedTask;
        page.Render(p => p.Add(x => x.Id, "p2"));
        await Drawn(page, () => page.FindAll("[data-patient=p2]").Count == 1, "the second patient was shown");

        await page.InvokeAsync(held.SetResult);

        await Drawn(page, () => page.Find("[data-testid=patient-name]").Shown() == "Kim Lee", "it stayed");
    }

    private IRenderedComponent<PatientDetailPage> Open(PatientView view, string shows = "[data-patient]")
    {
        Patients.Views[view.Id] = view;
        var page = _circuit.Render<PatientDetailPage>(p => p.Add(x => x.Id, view.Id));
        page.WaitForElement(shows, TimeSpan.FromSeconds(30));
        return page;
    }

    private static IElement Cell(IRenderedComponent<PatientDetailPage> page, string kind, string purpose) =>
        page.Find($"[data-kind={kind}] [data-purpose={purpose}]");

    private static IEnumerable<string?> Buttons(IRenderedComponent<PatientDetailPage> page) =>
        page.FindAll("button").Select(b => b.GetAttribute("data-action"));

    private static Task Drawn(IRenderedComponent<PatientDetailPage> page, Func<bool> fact, string what) =>
        Eventually.True(() => page.InvokeAsync(fact), what);
}
