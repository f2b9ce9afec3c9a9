using Bunit;
using ReferralSilo.Console.Patients;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Patients;

/// <summary>Corrections of a patient.</summary>
public sealed partial class PatientDetailPageTests
{
    [Fact]
    public async Task Only_what_was_changed_is_sent_with_its_reason()
    {
        var page = Open(APatient.View());
        await page.InvokeAsync(() => page.Instance.OnKey("c"));
        Type(page, "/phones", "+17205550111\n +13035550124 ");
        Type(page, "/reason", "Wrong number.");
        Patients.Apply = (view, _) => view with { Corrections = [APatient.Correction("nurse", "phones")] };

        Save(page);

        var (id, body, change) = Assert.Single(Patients.Sent);
        var sent = Assert.IsType<CorrectPatientInput>(body);
        Assert.Equal(["+17205550111", "+13035550124"], sent.Phones);
        Assert.Equal(new CorrectPatientInput(Reason: "Wrong number."), sent with { Phones = null });
        Assert.Equal(("p1", 3), (id, change.IfVersion));
        Assert.Empty(page.FindAll("[data-testid=correct-form]"));
        Assert.Contains("Phones by you", page.Find("[data-testid=corrections]").TextContent
            .Replace("\n", " ", StringComparison.Ordinal).Replace("  ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_emptied_says_that_the_patient_has_none()
    {
        var page = Correcting(APatient.View() with { SafeContact = new SafeContactInput(true, "+13035550124") });
        Type(page, "/phones", "");
        Type(page, "/email", " ");
        Choose(page, "/safeContact/noVoicemail", "");
        Type(page, "/safeContact/phone", "");
        Type(page, "/reason", "They have none.");

        Save(page);

        var sent = Assert.IsType<CorrectPatientInput>(Assert.Single(Patients.Sent).Body);
        Assert.Empty(sent.Phones!);
        Assert.Equal("", sent.Email);
        Assert.Equal(new SafeContactInput(), sent.SafeContact);
    }

    [Fact]
    public void Every_field_of_the_form_is_sent()
    {
        var page = Correcting(APatient.View());
        Type(page, "/givenName", "Dania");
        Type(page, "/familyName", "Okafor-Lee");
        Type(page, "/birthDate", "1988-04-13");
        Type(page, "/location/country", "CA");
        Type(page, "/location/state", "ON");
        Type(page, "/timeZone", "America/Toronto");
        Type(page, "/language", "French");
        Type(page, "/email", "d@example.org");
        Choose(page, "/preferredChannel", "sms");
        Type(page, "/safeContact/hours", "after 18:00");
        Type(page, "/safeContact/note", "Ask for Kim.");
        Type(page, "/reason", "Read the card.");

        Save(page);

        Assert.Equal(new CorrectPatientInput("Dania", "Okafor-Lee", "1988-04-13", new LocationInput("CA", "ON"),
            "America/Toronto", "French", null, "d@example.org", Channel.Sms,
            new SafeContactInput(null, null, "after 18:00", "Ask for Kim."), "Read the card."),
            Assert.Single(Patients.Sent).Body);
    }

    [Fact]
    public void A_form_without_a_change_a_reason_or_with_an_emptied_name_is_not_sent()
    {
        var page = Correcting(APatient.View());
        Save(page);
        Assert.Contains("Nothing is changed yet.", page.Find("[data-testid=faults]").TextContent);
        Assert.Contains("Say why it is corrected.", page.Find("[data-testid=faults]").TextContent);

        Type(page, "/familyName", " ");
        Type(page, "/reason", "x");
        Save(page);

        Assert.Contains("not emptied", page.Find("[data-field='/familyName']").TextContent);
        Assert.Empty(Patients.Sent);
    }

    [Fact]
    public void A_value_that_cannot_be_read_is_told_at_its_field_and_what_was_typed_stays()
    {
        var page = Correcting(APatient.View());
        Type(page, "/phones", "+13035550123\nask mother");
        Type(page, "/reason", "x");
        Patients.Refusals.Enqueue(new Problem(400, "invalid-input", "", new Dictionary<string, string[]>
        {
            ["/phones/1"] = ["This is no phone number."],
        }));

        Save(page);

        Assert.Contains("ask mother: This is no phone number.", page.Find("[data-field='/phones']").TextContent);
        Assert.Contains("ask mother", page.Find("[data-field='/phones'] textarea").GetAttribute("value") ?? "");
    }

    [Fact]
    public void What_someone_else_corrected_meanwhile_is_told_and_only_own_changes_replace_it()
    {
        var page = Correcting(APatient.View());
        Type(page, "/language", "en");
        Type(page, "/reason", "Asked.");
        var theirs = APatient.View(version: 4);
        Patients.Views["p1"] = theirs with { Patient = theirs.Patient with { Email = "new@example.org" } };

        Save(page);
        Assert.Contains("email", page.Find("[data-testid=outdated]").TextContent);
        page.Find("[data-action=keep-mine]").Click();

        Assert.Equal([3, 4], Patients.Sent.Select(s => s.Change.IfVersion));
        Assert.Equal(new CorrectPatientInput(Language: "en", Reason: "Asked."), Patients.Sent[^1].Body);
    }

    [Fact]
    public void A_refused_correction_stays_in_the_form()
    {
        var page = Correcting(APatient.View());
        Type(page, "/language", "en");
        Type(page, "/reason", "Asked.");
        Patients.Refusals.Enqueue(new Problem(409, "patient-merged", ""));

        Save(page);

        Assert.Contains("merged into another one", page.Find("[data-testid=problem]").TextContent);
        Assert.Equal("en", page.Find("[data-field='/language'] input").GetAttribute("value"));
    }

    [Fact]
    public void A_record_that_was_not_stored_yet_is_corrected_at_its_first_version()
    {
        var page = Correcting(APatient.View(version: 0));
        Type(page, "/language", "en");
        Type(page, "/reason", "Asked.");
        Patients.Views["p1"] = APatient.View(version: 1);

        Save(page);

        Assert.Equal([0, 1], Patients.Sent.Select(s => s.Change.IfVersion));
        Assert.Empty(page.FindAll("[data-testid=correct-form]"));
    }

    [Fact]
    public async Task What_is_typed_is_dropped_only_by_its_own_button()
    {
        var page = Correcting(APatient.View());
        Type(page, "/language", "en");

        await page.InvokeAsync(() => page.Instance.OnKey("Escape"));
        page.Find("[data-action=give-sms]").Click();
        Assert.Contains("Save what is typed", page.Find("[data-testid=unread]").Shown());
        Assert.Equal("en", page.Find("[data-field='/language'] input").GetAttribute("value"));

        page.Find("[data-action=form-cancel]").Click();
        Assert.Empty(page.FindAll("[data-testid=correct-form]"));
    }

    private IRenderedComponent<PatientDetailPage> Correcting(PatientView view)
    {
        var page = Open(view);
        page.Find("[data-action=correct]").Click();
        return page;
    }

    private static void Type(IRenderedComponent<PatientDetailPage> page, string field, string text) =>
        page.Find($"[data-field='{field}'] :is(input, textarea)").Change(text);

    private static void Choose(IRenderedComponent<PatientDetailPage> page, string field, string value) =>
        page.Find($"[data-field='{field}'] select").Change(value);

    private static void Save(IRenderedComponent<PatientDetailPage> page) =>
        page.Find("form[data-testid=correct]").Submit();
}
