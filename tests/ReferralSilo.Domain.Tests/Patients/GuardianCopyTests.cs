using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Patients;

/// <summary>A program up to 0.1.0 stored the numbers of a guardian as those of the patient.</summary>
public sealed class GuardianCopyTests
{
    private const string First = "+13035550177", Second = "+13035550178", Own = "+13035550101";

    private static readonly SentContact Eva = new("Eva Okafor", "mother", "(303) 555-0177", "Eva <eva@example.org>");

    [Fact]
    public void The_guardians_addresses_are_not_the_patients()
    {
        var stored = Stored([First, Second], "eva@example.org");

        Assert.Empty(MessageReceivers.Of(stored, Now));
        Assert.Equal((0, null), (stored.Case.Patient.Phones.Count, stored.Case.Patient.Email));
        foreach (var number in (string[])[First, Second])
        {
            Assert.False(AddressOwners.IsPatients(stored, MessageChannel.Sms, number));
            Assert.False(AddressOwners.Person(stored, MessageChannel.Sms, number)!.IsConfirmed);
            // What comes from there belongs to the patient, and no one answers it before someone confirmed the person.
            Assert.Single(ConversationFacts.With([stored], MessageChannel.Sms, number));
            Assert.Equal("person-not-confirmed",
                ReferralMessages.ReplyBlockedBy(stored, MessageChannel.Sms, number, Now));
        }

        Assert.False(AddressOwners.IsPatients(stored, MessageChannel.Email, "eva@example.org"));
        Assert.Empty(PatientFacts.From(stored, 1).Person.Phones);
    }

    [Fact]
    public void The_patients_own_number_stays()
    {
        // It came with a later submission, or without such a warning.
        Assert.Equal([Own], Numbers(Stored([Own])));
        Assert.Equal([First], Numbers(Received(Submitted([First], null, warned: false))));
        // Staff wrote it into the record of the patient.
        Assert.Equal([First], Numbers(ReferralEvolver.Evolve(Stored([First]), new ReferralEvent.PatientChanged(
            new PatientCopy(new("p"), 1)
            {
                Corrected = new PatientCorrections { Phones = [new PhoneNumber(First)] },
            }))));
    }

    [Fact]
    public void The_record_of_the_patient_is_shown_without_them()
    {
        var (stored, other) = (Stored([First], "eva@example.org"), Received(Submitted([Own], null, warned: false)));
        var shown = stored.Case.Submission.Patient with
        {
            Phones = [new PhoneNumber(Own), new PhoneNumber(First)],
        };

        var own = GuardianCopies.Without(shown, [stored.Case, other.Case]);
        Assert.Equal([Own], own.Phones.Select(p => p.E164));
        Assert.Null(own.Email);
        Assert.Same(shown, GuardianCopies.Without(shown, [other.Case]));
    }

    [Fact]
    public void What_is_private_reaches_no_second_number_of_the_guardian()
    {
        var stored = ReferralEvolver.Evolve(Stored([First, Second]), new ReferralEvent.PatientChanged(
            new PatientCopy(new("p"), 1)
            {
                Private = [new PrivateTopic(Now) { ServiceLine = Behavioral, Phone = new PhoneNumber(Second) }],
            }));

        Assert.Empty(MessageReceivers.Of(stored, Now));
    }

    [Fact]
    public void What_is_supplied_as_the_patients_own_is_the_patients()
    {
        var stored = Stored([First], "eva@example.org").After(new SuppliedInformation([], null, Sent([Own])));
        Assert.Equal([Own], Numbers(stored));
        Assert.Null(stored.Case.Patient.Email);
        Assert.False(AddressOwners.IsPatients(stored, MessageChannel.Sms, First));

        // The program of today stores no copies; a shared phone is the patient's when someone says so.
        var without = Stored([]);
        Assert.Equal([Own, First], Numbers(without.After(new SuppliedInformation([], null, Sent([Own, First])))));
        Assert.Empty(Numbers(without.After(new SuppliedInformation([], null, Sent([])
            with { Language = "es", Contacts = [Eva with { Name = "Eva O." }] }))));
    }

    [Fact]
    public void What_is_sent_again_as_the_patients_own_is_the_patients()
    {
        foreach (var warning in (SubmissionWarning?[])[null, new SubmissionWarning("/patient/language", "unreadable")])
        {
            var stored = Again(Stored([First], "eva@example.org"), Submitted([Own], null, warned: false) with
            {
                Warnings = warning is null ? null : [warning],
            });
            Assert.Equal([Own], Numbers(stored));
            Assert.Null(stored.Case.Patient.Email);
        }

        Assert.Equal([Own, First],
            Numbers(Again(Stored([]), Submitted([Own, First], null, warned: false))));
    }

    [Fact]
    public void A_request_that_is_sent_again_without_an_address_makes_no_copy_the_patients()
    {
        var stored = Stored([First]);
        Assert.Empty(stored.Events(new Submit(stored.Case.Id, Submitted([], null, warned: true), "")));

        // Another warning, and another contact, in the place of those from before.
        var other = Submitted([], null, warned: false) with
        {
            VisitGoal = "Sleep", Warnings = [new SubmissionWarning("/patient/language", "unreadable")],
        };
        Assert.Empty(Numbers(Again(stored, other)));
        Assert.Empty(Numbers(Again(stored, other with
        {
            Patient = other.Patient with { Contacts = [new SentContact("Ola", "father", Second)] },
        })));
    }

    [Fact]
    public void An_order_of_which_an_older_program_kept_one_number_of_the_guardian_is_the_same_order()
    {
        var sent = Submitted([], null, warned: true) with { Patient = Submission().Patient with
        {
            Phones = [], Contacts = [Eva with { Phone = Eva.Phone + "; " + Second }],
        } };
        var seen = Stored([First, Second]).After(new Accept()).After(Tried(ContactOutcome.Reached)).After(new Book("a"))
            .After(new Arrive()).After(new Complete("seen"));
        Assert.Empty(seen.Events(new Submit(seen.Case.Id, sent, "")));
        Assert.Equal("order-over", seen.Refusal(new Submit(seen.Case.Id, sent with
        {
            Patient = sent.Patient with { Contacts = [Eva with { Phone = Second }] },
        }, "")));

        var open = Again(Stored([First, Second]), sent);
        Assert.Empty(Numbers(open));
        Assert.Single(open.Case.Patient.Contacts!);
    }

    private static Referral Again(Referral state, Submission sent) => state.After(new Submit(state.Case.Id, sent, ""));

    private static Patient Sent(string[] phones) => new(new PatientName(null, null), null, null, null, null,
        [.. phones.Select(p => new PhoneNumber(p))], null, null);

    private static string[] Numbers(Referral referral) => [.. referral.Case.Patient.Phones.Select(p => p.E164)];

    private static Referral Stored(string[] phones, string? email = null) =>
        Received(Submitted(phones, email, warned: true));

    private static Submission Submitted(string[] phones, string? email, bool warned)
    {
        var submission = Submission();
        return submission with
        {
            Patient = submission.Patient with
            {
                Phones = [.. phones.Select(p => new PhoneNumber(p))],
                Email = email is null ? null : new EmailAddress(email), Contacts = [Eva],
            },
            Consents =
            [
                new Consent(ConsentKind.Sms, true, "verbal", Now), new Consent(ConsentKind.Email, true, "verbal", Now),
            ],
            Warnings = warned ? [new SubmissionWarning("Patient.contact[0]", GuardianCopies.Warning)] : null,
        };
    }
}
