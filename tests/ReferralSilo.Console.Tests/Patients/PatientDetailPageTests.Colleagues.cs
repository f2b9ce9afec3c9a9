using Bunit;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Patients;

/// <summary>What someone else, or a command of the page before, does to the patient that is shown.</summary>
public sealed partial class PatientDetailPageTests
{
    [Fact]
    public void Save_mine_keeps_the_only_safe_number_that_someone_else_noted()
    {
        var page = Correcting(APatient.View());
        Type(page, "/safeContact/hours", "after 17:00");
        Type(page, "/reason", "Asked.");
        Patients.Views["p1"] = APatient.View(version: 4) with
        {
            SafeContact = new SafeContactInput(Phone: "+13035550124"),
        };

        Save(page);
        page.Find("[data-action=keep-mine]").Click();

        Assert.Equal(new SafeContactInput(Phone: "+13035550124", Hours: "after 17:00"), LastCorrection().SafeContact);
    }

    [Fact]
    public void Save_mine_makes_no_number_wrong_that_someone_else_added()
    {
        var page = Correcting(WithPhones(3, "+13035550101"));
        Type(page, "/phones", "+13035550101\n+13035550102");
        Type(page, "/reason", "Asked.");
        Patients.Views["p1"] = WithPhones(4, "+13035550103");

        Save(page);
        page.Find("[data-action=keep-mine]").Click();

        Assert.Equal(["+13035550103", "+13035550102"], LastCorrection().Phones);
    }

    [Fact]
    public async Task Save_mine_of_a_form_that_the_browser_kept_sends_only_what_was_typed()
    {
        var page = Correcting(WithPhones(3, "+13035550101"));
        Type(page, "/email", "d@example.org");
        Type(page, "/reason", "Asked.");
        var kept = (string)_circuit.JSInterop.Invocations["sessionStorage.setItem"][^1].Arguments[1]!;
        await using var later = new ConsoleContext();
        later.JSInterop.Setup<string?>("sessionStorage.getItem", i => ((string)i.Arguments[0]!).EndsWith("#correct",
            StringComparison.Ordinal)).SetResult(kept);
        var theirs = WithPhones(4, "+13035550103");
        theirs = theirs with
        {
            Patient = theirs.Patient with { GivenName = "Dania" },
            SafeContact = new SafeContactInput(Phone: "+13035550103"),
        };
        later.Patients.Views["p1"] = theirs;
        var again = later.Render<Console.Patients.PatientDetailPage>(p => p.Add(x => x.Id, "p1"));
        again.WaitForElement("[data-action=correct]", TimeSpan.FromSeconds(30)).Click();
        await Drawn(again, () => again.Find("[data-field='/email'] input").GetAttribute("value") == "d@example.org",
            "the form was restored");

        Save(again);
        again.Find("[data-action=keep-mine]").Click();

        Assert.Equal(new CorrectPatientInput(Email: "d@example.org", Reason: "Asked."), later.Patients.Sent[^1].Body);
        Assert.Equal([3, 4], later.Patients.Sent.Select(s => s.Change.IfVersion));
    }

    [Fact]
    public async Task A_command_of_the_patient_before_is_not_shown_or_sent_again_on_the_page_of_the_next_one()
    {
        var held = new TaskCompletionSource();
        Patients.Views["p2"] = APatient.View("p2", 8) with { Patient = new PatientInput("Kim", "Lee") };
        var page = Open(APatient.View());
        Patients.AnswerAfter = held.Task;
        Patients.Refusals.Enqueue(new Problem(503, "outcome-unknown", ""));
        Withdraw(page);
        page.Render(p => p.Add(x => x.Id, "p2"));
        await Drawn(page, () => page.FindAll("[data-patient=p2]").Count == 1, "the second patient was shown");
        Assert.False(page.Find("[data-action=correct]").HasAttribute("disabled"));

        await page.InvokeAsync(held.SetResult);

        await Drawn(page, () => page.FindAll("[data-testid=left]").Count == 1, "the page says that it failed");
        Assert.Contains("What you sent for Dana Okafor did not succeed", page.Find("[data-testid=left]").Shown());
        Assert.Equal("/patients/p1", page.Find("[data-testid=left] a").GetAttribute("href"));
        Assert.Empty(page.FindAll("[data-testid=outcome], [data-action=retry]"));
        Assert.Single(Patients.Sent);
    }

    [Fact]
    public async Task A_refused_command_of_the_patient_before_is_not_sent_for_the_version_of_the_next_one()
    {
        var held = new TaskCompletionSource();
        Patients.Views["p2"] = APatient.View("p2", 8);
        var page = Open(APatient.View());
        Patients.AnswerAfter = held.Task;
        Patients.Refusals.Enqueue(new Problem(412, "version-mismatch", ""));
        Withdraw(page);
        page.Render(p => p.Add(x => x.Id, "p2"));
        await Drawn(page, () => page.FindAll("[data-patient=p2]").Count == 1, "the second patient was shown");

        await page.InvokeAsync(held.SetResult);

        await Drawn(page, () => page.FindAll("[data-testid=left]").Count == 1, "the page says that it failed");
        Assert.Equal(3, Assert.Single(Patients.Sent).Change.IfVersion);
    }

    [Fact]
    public async Task A_correction_of_the_patient_before_does_not_come_into_the_form_of_the_next_one()
    {
        var held = new TaskCompletionSource();
        Patients.Views["p2"] = WithPhones(8, "+13035550199") with { Id = "p2" };
        var page = Correcting(WithPhones(3, "+13035550101"));
        Type(page, "/phones", "+13035550101\n+13035550102");
        Type(page, "/reason", "Asked.");
        Patients.AnswerAfter = held.Task;
        Save(page);
        page.Render(p => p.Add(x => x.Id, "p2"));
        await Drawn(page, () => page.FindAll("[data-patient=p2]").Count == 1, "the second patient was shown");
        page.Find("[data-action=correct]").Click();
        Type(page, "/phones", "+13035550199\n+13035550198");
        Type(page, "/reason", "Asked.");
        await page.InvokeAsync(held.SetResult);

        Save(page);

        var (id, body, change) = Patients.Sent[^1];
        Assert.Equal(("p2", 8), (id, change.IfVersion));
        Assert.Equal(["+13035550199", "+13035550198"], Assert.IsType<CorrectPatientInput>(body).Phones);
    }

    [Theory]
    [InlineData(null, true, "A sender or another record said just now that the patient may have died.")]
    [InlineData(true, false, "It was recorded just now that the patient has died.")]
    [InlineData(true, null, "It was recorded just now that the patient lives.")]
    public async Task A_suspected_death_is_not_told_as_a_death(bool? before, bool? now, string told)
    {
        static PatientView Is(bool? suspected, long version) => APatient.View(version: version) with
        {
            Deceased = suspected is { } s ? new DeathView(null, ARow.Now) { Suspected = s ? true : null } : null,
        };
        var page = Open(Is(before, 3));
        Patients.Views["p1"] = Is(now, 4);

        _circuit.Time.End(Console.Patients.PatientDetailPage.Refresh);

        await Drawn(page, () => page.FindAll("[data-testid=changed]").Count == 1, "the change is told");
        Assert.Equal(told, page.Find("[data-testid=changed]").Shown());
    }

    private static void Withdraw(IRenderedComponent<Console.Patients.PatientDetailPage> page)
    {
        page.Find("[data-action=withdraw-call]").Click();
        page.Find("[name=how]").Change("by phone");
        page.Find("[data-form=consent]").Submit();
    }

    private CorrectPatientInput LastCorrection() => Assert.IsType<CorrectPatientInput>(Patients.Sent[^1].Body);

    private static PatientView WithPhones(long version, params string[] phones)
    {
        var view = APatient.View(version: version);
        return view with { Patient = view.Patient with { Phones = phones } };
    }
}
