using Bunit;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Actions;
using ReferralSilo.Console.Live;
using ReferralSilo.Console.Patients;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Console.Tests.Patients;

/// <summary>Consents that are given and withdrawn, and commands on a record that changed.</summary>
public sealed partial class PatientDetailPageTests
{
    [Fact]
    public void A_consent_is_recorded_with_purpose_how_wording_and_the_version_on_the_screen()
    {
        Patients.Apply = (view, _) => view with { Consents = [APatient.Consent(ConsentKind.Sms, true)] };
        var page = Open(APatient.View());

        page.Find("[data-action=give-sms]").Click();
        Assert.Contains("Dana Okafor", page.Find("[data-form=consent] h3").Shown());
        Assert.Contains("only START", page.Find("[data-form=consent]").Shown());
        page.Find("[name=purpose]").Change("reminders");
        page.Find("[name=how]").Change(" verbal ");
        page.Find("[name=wording]").Change("2031-01");
        page.Find("[name=risk]").Change(true);
        page.Find("[data-form=consent]").Submit();

        var (id, body, change) = Assert.Single(Patients.Sent);
        Assert.Equal("p1", id);
        Assert.Equal(new PatientConsentInput(ConsentKind.Sms, true, "verbal", ConsentPurpose.Reminders, "2031-01",
            true), body);
        Assert.Equal(3, change.IfVersion);
        Assert.Empty(page.FindAll("[data-form]"));
        Assert.Equal("true", Cell(page, "sms", "care").GetAttribute("data-given"));
        Assert.Equal("recorded consent to texts as given by",
            _circuit.Services.GetRequiredService<Receipts>().Shown!.Did);
    }

    [Fact]
    public void A_consent_to_emails_says_that_it_lifts_the_stop_of_a_mailbox()
    {
        var page = Open(APatient.View());
        page.Find("[data-action=give-email]").Click();

        var form = page.Find("[data-form=consent]").Shown();
        Assert.Contains("this consent lifts it", form);
        Assert.DoesNotContain("START", form);
    }

    [Fact]
    public void A_consent_is_withdrawn_for_everything_unless_a_purpose_is_chosen()
    {
        var page = Open(APatient.View());

        page.Find("[data-action=withdraw-call]").Click();
        Assert.Equal("Everything", page.Find("[name=purpose] option").Shown());
        Assert.Empty(page.FindAll("[name=wording]"));
        page.Find("[name=how]").Change("by phone");
        page.Find("[data-form=consent]").Submit();

        Assert.Equal(new PatientConsentInput(ConsentKind.Call, false, "by phone"), Assert.Single(Patients.Sent).Body);
    }

    [Fact]
    public void Without_saying_how_nothing_is_sent()
    {
        var page = Open(APatient.View());
        page.Find("[data-action=give-telehealth]").Click();
        Assert.Empty(page.FindAll("[name=purpose]"));

        page.Find("[name=how]").Change("  ");
        page.Find("[data-form=consent]").Submit();

        Assert.Empty(Patients.Sent);
        Assert.Equal("Please say how it was said.", page.Find("[data-form=consent] [role=alert]").Shown());
    }

    [Fact]
    public void A_record_that_someone_else_changed_refuses_and_says_what_changed()
    {
        var page = Open(APatient.View());
        Say(page, "withdraw-sms");
        Patients.Views["p1"] = APatient.View(version: 4) with
        {
            Corrections = [APatient.Correction("sue", "phones")],
        };

        page.Find("[data-form=consent]").Submit();

        Assert.Equal(3, Assert.Single(Patients.Sent).Change.IfVersion);
        Assert.Equal("version-mismatch", page.Find("[data-testid=refusal]").GetAttribute("data-code"));
        Assert.Equal("Sue Supervisor corrected phones at 08:55.", page.Find("[data-testid=changed]").Shown());
        Assert.Single(page.FindAll("[data-form=consent]"));
    }

    [Fact]
    public void A_new_version_that_shows_the_same_is_not_told_and_the_command_is_sent_for_it()
    {
        var page = Open(APatient.View());
        Say(page, "withdraw-sms");
        Patients.Views["p1"] = APatient.View(version: 5);

        page.Find("[data-form=consent]").Submit();

        Assert.Equal([3, 5], Patients.Sent.Select(s => s.Change.IfVersion));
        Assert.NotEqual(Patients.Sent[0].Change.Operation, Patients.Sent[1].Change.Operation);
        Assert.Empty(page.FindAll("[data-testid=changed], [data-testid=refusal], [data-form]"));
    }

    [Fact]
    public async Task A_change_of_someone_else_counts_as_read_only_after_there_was_time_to_read_it()
    {
        var page = Open(APatient.View());
        Say(page, "withdraw-sms");
        Patients.Views["p1"] = APatient.View(version: 4) with
        {
            Consents = [APatient.Consent(ConsentKind.Email, false)],
        };
        _circuit.Time.End(PatientDetailPage.Refresh);
        await Drawn(page, () => page.FindAll("[data-testid=changed]").Count == 1, "the change was told");
        Assert.Equal("Sue Supervisor recorded: consent to emails withdrawn.",
            page.Find("[data-testid=changed]").Shown());

        page.Find("[data-form=consent]").Submit();
        Assert.Equal(3, Patients.Sent[^1].Change.IfVersion);
        _circuit.Time.Passed += FollowerLimits.Reaction;
        page.Find("[data-form=consent]").Submit();

        Assert.Equal(4, Patients.Sent[^1].Change.IfVersion);
        Assert.Empty(page.FindAll("[data-form]"));
    }

    [Fact]
    public void After_an_unknown_outcome_the_same_is_sent_again_under_the_same_key()
    {
        var page = Open(APatient.View());
        Say(page, "give-email");
        Patients.Refusals.Enqueue(new Problem(503, "outcome-unknown", ""));
        page.Find("[data-form=consent]").Submit();

        page.Find("[data-action=retry]").Click();

        Assert.Equal(Patients.Sent[0], Patients.Sent[1]);
        Assert.Empty(page.FindAll("[data-testid=refusal], [data-form]"));
    }

    [Fact]
    public async Task Two_clicks_send_one_command()
    {
        var page = Open(APatient.View());
        Say(page, "give-email");
        var held = new TaskCompletionSource();
        Patients.AnswerAfter = held.Task;

        var first = page.Find("[data-form=consent]").SubmitAsync(new EventArgs());
        var second = page.Find("[data-form=consent]").SubmitAsync(new EventArgs());
        held.SetResult();
        await Task.WhenAll(first, second);

        Assert.Single(Patients.Sent);
    }

    [Fact]
    public async Task Escape_closes_a_form_and_another_patient_does_too()
    {
        var page = Open(APatient.View());
        page.Find("[data-action=give-sms]").Click();
        await page.InvokeAsync(() => page.Instance.OnKey("Escape"));
        Assert.Empty(page.FindAll("[data-form]"));

        page.Find("[data-action=give-sms]").Click();
        Patients.Views["p2"] = APatient.View("p2");
        page.Render(p => p.Add(x => x.Id, "p2"));

        await Drawn(page, () => page.FindAll("[data-patient=p2]").Count == 1, "the other patient was shown");
        Assert.Empty(page.FindAll("[data-form]"));
    }

    /// <summary>Opens the form of a consent and says how it was said.</summary>
    private static void Say(IRenderedComponent<PatientDetailPage> page, string action)
    {
        page.Find($"[data-action={action}]").Click();
        page.Find("[name=how]").Change("verbal");
    }
}
