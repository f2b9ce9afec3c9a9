using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Patients;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Patients;

/// <summary>Merges, separations and deaths: each asks before it is sent.</summary>
public sealed partial class PatientDetailPageTests
{
    [Fact]
    public void Two_records_are_compared_side_by_side_and_what_differs_is_marked()
    {
        Patients.ReferralsOf["p2"] = [ARow.View("r7", Stage.Waiting)];
        var page = Comparing();

        var rows = page.FindAll("[data-testid=compare] tbody tr").ToDictionary(r => r.QuerySelector("th")!.Shown());
        Assert.Equal("Born 1988-04-12 1988-04-12", rows["Born"].Shown());
        Assert.Equal("false", rows["Born"].GetAttribute("data-differs"));
        Assert.Equal("true", rows["Phones"].GetAttribute("data-differs"));
        Assert.Equal("— RS-R7 (waiting) differs", string.Join(' ',
            rows["Referrals"].QuerySelectorAll("td").Select(c => c.Shown())));
    }

    [Fact]
    public void The_other_record_is_merged_into_this_one_for_the_versions_on_the_screen()
    {
        Patients.ReferralsOf["p2"] = [ARow.View("r7"), ARow.View("r8")];
        var page = Comparing();
        page.Find("[name=reason]").Change("The same person.");
        page.Find("[data-form=merge]").Submit();
        Assert.Empty(Patients.Sent);
        Assert.Contains("into this record?", page.Find("[data-testid=confirmation] h3").Shown());
        Assert.Contains("takes over 2 referrals: RS-R7, RS-R8.", page.Find("[data-testid=confirmation]").Shown());

        page.Find("[data-action=confirm-yes]").Click();

        var (id, body, change) = Assert.Single(Patients.Sent);
        Assert.Equal(("p2", 7L), (id, change.IfVersion));
        Assert.Equal(new MergePatientInput("p1", "The same person.", null, 3), body);
        Assert.Empty(page.FindAll("[data-testid=merge]"));
    }

    [Fact]
    public void After_this_record_was_merged_the_one_that_took_over_is_opened()
    {
        var page = Comparing();
        page.Find("[value=other]").Change("other");
        page.Find("[name=reason]").Change("The same person.");
        page.Find("[data-form=merge]").Submit();

        page.Find("[data-action=confirm-yes]").Click();

        Assert.Equal(("p1", 3L), (Patients.Sent[0].Id, Patients.Sent[0].Change.IfVersion));
        Assert.Equal(new MergePatientInput("p2", "The same person.", null, 7), Patients.Sent[0].Body);
        Assert.EndsWith("/patients/p2", _circuit.Services.GetRequiredService<NavigationManager>().Uri,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Visits_that_overlap_need_a_reason_of_their_own()
    {
        var page = Comparing();
        page.Find("[name=reason]").Change("The same person.");
        Patients.Refusals.Enqueue(new Problem(409, "visits-overlap", ""));
        page.Find("[data-form=merge]").Submit();
        page.Find("[data-action=confirm-yes]").Click();
        Assert.Equal("visits-overlap", page.Find("[data-testid=refusal]").GetAttribute("data-code"));

        page.Find("[name=overrule]").Change("Both are needed.");
        page.Find("[data-form=merge]").Submit();
        page.Find("[data-action=confirm-yes]").Click();

        Assert.Equal("Both are needed.", Assert.IsType<MergePatientInput>(Patients.Sent[^1].Body).Overrule);
    }

    [Fact]
    public void A_merge_with_a_record_that_changed_is_refused_and_the_record_is_read_again()
    {
        var page = Comparing();
        page.Find("[name=reason]").Change("The same person.");
        page.Find("[data-form=merge]").Submit();
        var other = APatient.View("p2", 8);
        Patients.Views["p2"] = other with { Patient = other.Patient with { BirthDate = "1990-01-01" } };

        page.Find("[data-action=confirm-yes]").Click();

        Assert.Single(Patients.Sent);
        Assert.Equal("version-mismatch", page.Find("[data-testid=refusal]").GetAttribute("data-code"));
        Assert.Contains("1990-01-01", page.Find("[data-testid=compare]").TextContent);
    }

    [Fact]
    public void A_record_that_cannot_be_read_is_not_compared()
    {
        var page = Open(APatient.View() with { CouldBe = [new PossiblySameView("p2", "Okafor, Dana", null)] });

        page.Find("[data-action=compare]").Click();

        Assert.Contains("cannot be read", page.Find("[data-testid=unread]").Shown());
        Assert.Empty(page.FindAll("[data-testid=merge]"));
    }

    [Fact]
    public async Task A_merged_record_is_separated_after_a_question()
    {
        Patients.Apply = (view, _) => view with { MergedInto = null, Actions = APatient.Actions };
        var page = Open(APatient.View() with { MergedInto = "p9", Actions = ["unmerge"] });
        page.Find("[data-action=unmerge]").Click();
        page.Find("[name=reason]").Change("They are two.");
        page.Find("[data-form=unmerge]").Submit();
        await page.InvokeAsync(() => page.Instance.OnKey("c"));
        await page.InvokeAsync(() => page.Instance.OnKey("n"));
        Assert.Empty(Patients.Sent);

        page.Find("[data-form=unmerge]").Submit();
        await page.InvokeAsync(() => page.Instance.OnKey("y"));

        Assert.Equal(new UnmergePatientInput("They are two."), Assert.Single(Patients.Sent).Body);
        Assert.Empty(page.FindAll("[data-testid=merged-into]"));
    }

    [Fact]
    public void A_death_is_recorded_after_a_question_that_says_what_ends()
    {
        Patients.ReferralsOf["p1"] =
        [
            ARow.View("r1", Stage.Waiting), ARow.View("r3", Stage.Closed),
            ARow.View("r2", Stage.Booked) with
            {
                Appointment = new AppointmentView("s", "a", ARow.Now, ARow.Now.AddHours(1), VisitType.Video, ARow.Now),
            },
        ];
        Patients.Apply = (view, _) => view with { Deceased = new DeathView("2031-03-01", ARow.Now) };
        var page = Open(APatient.View());
        page.Find("[data-action=deceased]").Click();
        page.Find("[name=on]").Change("2031-03-01");
        page.Find("[name=reason]").Change("The daughter called.");
        page.Find("[data-form=deceased]").Submit();
        Assert.Empty(Patients.Sent);
        Assert.Contains("2 open ones end as withdrawn, and 1 booked time becomes free. The same happens to referrals "
            + "of other service lines that you may not see.", page.Find("[data-testid=confirmation]").Shown());

        page.Find("[data-action=confirm-yes]").Click();

        Assert.Equal(new PatientDeathInput(true, "2031-03-01", "The daughter called."),
            Assert.Single(Patients.Sent).Body);
        Assert.Equal("Died 2031-03-01", page.Find("[data-testid=deceased]").Shown());
    }

    [Fact]
    public void A_death_that_was_recorded_by_mistake_is_corrected()
    {
        var page = Open(APatient.View() with { Deceased = new DeathView(null, ARow.Now) });
        Assert.Empty(page.FindAll("[data-action=deceased]"));
        page.Find("[data-action=lives]").Click();
        Assert.Empty(page.FindAll("[name=on]"));
        page.Find("[name=reason]").Change("Another person of that name.");
        page.Find("[data-form=deceased]").Submit();
        page.Find("[data-action=confirm-yes]").Click();

        Assert.Equal(new PatientDeathInput(false, null, "Another person of that name."),
            Assert.Single(Patients.Sent).Body);
    }

    [Fact]
    public void A_death_that_only_a_sender_reported_is_confirmed_or_denied()
    {
        var page = Open(APatient.View() with { Deceased = new DeathView(null, ARow.Now) { Suspected = true } });

        Assert.Equal("May have died", page.Find("[data-testid=deceased]").Shown());
        Assert.Single(page.FindAll("[data-testid=may-have-died]"));
        Assert.Equal(2, page.FindAll("[data-action=deceased], [data-action=lives]").Count);
        Assert.Equal(2, page.FindAll("[data-testid=phone]").Count);
    }

    [Fact]
    public async Task A_question_about_what_changed_meanwhile_is_withdrawn()
    {
        var page = Open(APatient.View());
        page.Find("[data-action=deceased]").Click();
        page.Find("[name=reason]").Change("The daughter called.");
        page.Find("[data-form=deceased]").Submit();
        var other = APatient.View(version: 4);
        Patients.Views["p1"] = other with { Patient = other.Patient with { GivenName = "Kim" } };

        _circuit.Time.End(PatientDetailPage.Refresh);

        await Drawn(page, () => page.FindAll("[data-testid=confirmation]").Count == 0, "the question was withdrawn");
        await page.InvokeAsync(() => page.Instance.OnKey("y"));
        Assert.Empty(Patients.Sent);
    }

    private IRenderedComponent<PatientDetailPage> Comparing()
    {
        var other = APatient.View("p2", 7);
        Patients.Views["p2"] = other with { Patient = other.Patient with { Phones = ["+17205550172"] } };
        var page = Open(APatient.View() with
        {
            CouldBe = [new PossiblySameView("p2", "Okafor, Dana", "1988-04-12")],
        });
        page.Find("[data-action=compare]").Click();
        return page;
    }
}
