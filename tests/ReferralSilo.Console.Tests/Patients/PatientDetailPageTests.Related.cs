using Bunit;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Patients;

namespace ReferralSilo.Console.Tests.Patients;

/// <summary>Guardians and caregivers, what is private, and who is written to.</summary>
public sealed partial class PatientDetailPageTests
{
    [Fact]
    public void The_page_names_who_is_written_to_and_why()
    {
        var page = Open(WithPeople(Eva) with
        {
            MessagesGoTo =
            [
                new ReceiversView("r1", false, [new(MessageChannel.Sms, "+13035550177", "m", "Eva Okafor",
                    ReceiverReason.UnderAge), new(MessageChannel.Sms, "+13035550123", null, null,
                    ReceiverReason.OwnAddress)], null),
                new ReceiversView("r2", true, [], "no-address"),
            ],
        });

        var goes = page.FindAll("[data-testid=goes-to]");
        Assert.Contains("Eva Okafor, text to +13035550177", goes[0].Shown());
        Assert.Contains("The patient is under age", goes[0].Shown());
        Assert.Contains("If that fails: the patient by text", goes[0].Shown());
        Assert.Contains("No one: it is kept private", goes[1].Shown());
        Assert.Contains("Gets messages while the patient is under age",
            page.Find("[data-testid=person-messages]").Shown());
    }

    [Fact]
    public void A_person_whom_a_sender_named_is_confirmed_with_what_staff_found_out()
    {
        var page = Open(WithPeople(Eva with
        {
            Confirmed = false, Relationship = null, AsSent = "mother", MayConsent = false, Channels = [],
            Messages = RelatedMessages.No, Phone = "+13035550177; 303-555-0178",
        }));
        Assert.Contains("Not confirmed", page.Find("[data-testid=unconfirmed]").Shown());

        page.Find("[data-action=person-correct]").Click();
        Assert.Contains("Dana Okafor", page.Find("#related-title").Shown());
        page.Find("[data-field='/messages'] select").Change("when-needed");
        page.Find("[data-testid=related-form] form").Submit();
        Assert.Empty(Patients.Sent);
        Assert.Contains("Choose what the person is", page.Find("[data-testid=faults]").Shown());

        page.Find("[data-field='/relationship'] select").Change("parent");
        page.Find("[data-field='/channels'] input[value=sms]").Change(true);
        page.Find("[data-field='/mayConsent'] select").Change("true");
        page.Find("[data-field='/reason'] textarea").Change("She called.");
        page.Find("[data-testid=related-form] form").Submit();

        var (person, input) = Assert.IsType<(string, RelatedPersonDetailsInput)>(Assert.Single(Patients.Sent).Body);
        Assert.Equal("m", person);
        Assert.Equal((Relationship.Parent, "Eva Okafor", RelatedMessages.WhenNeeded, true, "She called."),
            (input.Relationship, input.Name, input.Messages, input.MayConsent, input.Reason));
        Assert.Equal([Channel.Sms], input.Channels);
        Assert.Equal("+13035550177", input.Phone);
        Assert.Empty(page.FindAll("[data-testid=related-form]"));
    }

    [Fact]
    public void A_person_is_added_without_a_reason_and_removed_with_one_after_a_question()
    {
        var page = Open(WithPeople(Eva));
        page.Find("[data-action=person-add]").Click();
        page.Find("[data-field='/relationship'] select").Change("caregiver");
        page.Find("[data-field='/name'] input").Change("Carl");
        page.Find("[data-testid=related-form] form").Submit();
        Assert.Equal("Carl", Assert.IsType<RelatedPersonDetailsInput>(Patients.Sent[0].Body).Name);

        page.Find("[data-action=person-remove]").Click();
        page.Find("[data-form=person-remove] [name=reason]").Change("Moved away.");
        page.Find("[data-form=person-remove]").Submit();
        Assert.Single(Patients.Sent);
        Assert.Contains("Remove", page.Find("[data-testid=confirmation]").Shown());
        page.Find("[data-testid=confirmation] [data-action=confirm-yes]").Click();
        Assert.Equal(("m", new RemoveRelatedPersonInput("Moved away.")), Patients.Sent[1].Body);
    }

    [Fact]
    public void A_referral_is_kept_private_with_an_address_of_its_own_and_opened_again()
    {
        var topic = new PrivateTopicView(null, "r1", "+13035550199", null, ARow.Now, "sue");
        Patients.Apply = (view, body) =>
            view with { Private = body is PrivateTopicInput { Private: true } ? [topic] : [] };
        Patients.ReferralsOf["p1"] = [ARow.View("r1")];
        var page = Open(WithPeople(Eva));

        page.Find("[data-action=private-add]").Click();
        page.Find("[data-form=private] [name=phone]").Change("+13035550199");
        page.Find("[data-form=private] [name=reason]").Change("She asked.");
        page.Find("[data-form=private]").Submit();
        const string about = "r1";
        Assert.Equal(new PrivateTopicInput(null, about, true, "+13035550199", null, "She asked."),
            Patients.Sent[0].Body);
        Assert.Contains("+13035550199", page.Find("[data-testid=private]").Shown());

        page.Find("[data-action=private-end]").Click();
        page.Find("[data-form=private] [name=reason]").Change("She asked.");
        page.Find("[data-form=private]").Submit();
        Assert.Equal(new PrivateTopicInput(null, "r1", false, Reason: "She asked."), Patients.Sent[1].Body);
    }

    [Fact]
    public void A_referral_that_came_from_a_private_line_is_listed_with_the_line_and_can_be_opened()
    {
        Patients.ReferralsOf["p1"] = [ARow.View("r1")];
        var page = Open(WithPeople(Eva) with
        {
            Private =
            [
                new PrivateTopicView(null, "r1", null, null, ARow.Now, "sue") { RoutedFrom = "behavioral-health" },
            ],
        });

        Assert.Contains("which the patient keeps private", page.Find("[data-testid=routed-from]").Shown());
        page.Find("[data-action=private-end]").Click();
        page.Find("[data-form=private] [name=reason]").Change("She asked.");
        page.Find("[data-form=private]").Submit();
        Assert.Equal(new PrivateTopicInput(null, "r1", false, Reason: "She asked."), Patients.Sent[0].Body);
    }

    [Fact]
    public void A_consent_says_who_gave_it_for_the_patient()
    {
        var page = Open(WithPeople(Eva) with
        {
            Consents = [APatient.Consent(ConsentKind.Sms, true) with { GivenBy = "m", GivenByName = "Eva Okafor" }],
        });
        Assert.Contains("Eva Okafor for the patient", Cell(page, "sms", "care").Shown());

        page.Find("[data-action=give-email]").Click();
        page.Find("[name=by]").Change("m");
        page.Find("[name=how]").Change("verbal");
        page.Find("[data-form=consent]").Submit();
        Assert.Equal("m", Assert.IsType<PatientConsentInput>(Assert.Single(Patients.Sent).Body).GivenBy);
    }

    [Fact]
    public void An_address_that_does_not_work_is_marked_as_valid_after_a_question_and_a_stopped_one_is_not()
    {
        Patients.Apply = (view, _) => view with { AddressProblems = [] };
        var page = Open(APatient.View() with
        {
            AddressProblems =
            [
                new AddressProblemView("+13035550123", MessageChannel.Sms, true, false),
                new AddressProblemView("dana@example.org", MessageChannel.Email, false, true),
            ],
        });
        Assert.Contains("Nothing can be sent there", page.Find("[data-address='+13035550123']").Shown());
        Assert.Contains("No emails: the person unsubscribed; a new consent to emails lifts it",
            page.Find("[data-address='dana@example.org']").Shown());

        Assert.Single(page.FindAll("[data-action=mark-valid]"));
        page.Find("[data-action=mark-valid]").Click();
        page.Find("[data-form=mark-valid] [name=reason]").Change("She read it out.");
        page.Find("[data-form=mark-valid]").Submit();
        Assert.Empty(Patients.Sent);
        page.Find("[data-action=confirm-yes]").Click();

        Assert.Equal(new MarkAddressValid("+13035550123", "She read it out."), Assert.Single(Patients.Sent).Body);
        Assert.Empty(page.FindAll("[data-testid=address-problem]"));
    }

    [Fact]
    public void The_history_says_what_was_done_with_whom()
    {
        var page = Open(APatient.View() with
        {
            Corrections =
            [
                APatient.Correction() with { Kind = PatientChangeKind.PersonRemoved, Person = "Eva Okafor" },
                APatient.Correction() with { Kind = PatientChangeKind.MadePrivate },
            ],
        });

        Assert.Contains("Person removed", page.Find("[data-testid=corrections]").Shown());
        Assert.Contains("Kept private", page.Find("[data-testid=corrections]").Shown());
    }

    private static RelatedPersonView Eva { get; } = new("m", true, Relationship.Parent, "Eva Okafor", "+13035550177",
        null, null, null, RelatedMessages.WhenNeeded, [Channel.Sms], true, false, null, null, ARow.Now, "sue", null);

    private static PatientView WithPeople(params RelatedPersonView[] people) => APatient.View() with
    {
        RelatedPeople = people, Actions = [.. APatient.Actions, "related-people", "private"],
    };
}
