using ReferralSilo.Contracts;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Patients;

/// <summary>Who is written to about a referral: the patient, or a guardian or caregiver.</summary>
public sealed class MessageReceiverTests
{
    private const string Own = "+13035550101", Guardians = "+13035550177", Secret = "+13035550199";

    [Fact]
    public void An_adult_with_an_address_is_written_to_whoever_may_consent()
    {
        Assert.Equal([(Own, ReceiverReason.OwnAddress)], Of(Referral(30, Mother)));
        Assert.Equal([(Own, ReceiverReason.OwnAddress)], Of(Referral(null, Mother)));
    }

    [Fact]
    public void A_patient_without_an_address_is_written_to_at_the_persons_who_may_be_contacted()
    {
        Assert.Equal([(Guardians, ReceiverReason.NoOwnAddress)], Of(Referral(30, Carer), phones: false));
        Assert.Empty(Of(Referral(30, Carer with { Messages = null }), phones: false));
        Assert.Empty(Of(Referral(30, Carer with { Channels = [Channel.Call] }), phones: false));
    }

    [Fact]
    public void A_person_whom_the_record_names_in_place_of_the_patient_is_the_only_one()
    {
        Assert.Equal([(Guardians, ReceiverReason.NamedInRecord)],
            Of(Referral(80, Carer with { Messages = RelatedMessages.Instead })));
        // Nothing goes to the patient when that person cannot be written to.
        Assert.Empty(Of(Referral(80, Carer with { Messages = RelatedMessages.Instead, Channels = [Channel.Email] })));
    }

    [Theory]
    [InlineData(17, "CO", null, true)]
    [InlineData(18, "CO", null, false)]
    [InlineData(18, "AL", null, true)]
    [InlineData(18, "NE", null, true)]
    [InlineData(20, "MS", null, true)]
    [InlineData(21, "MS", null, false)]
    [InlineData(14, "CO", 14, false)]
    [InlineData(13, "CO", 14, true)]
    public void The_guardian_of_a_patient_under_age_is_written_to_first(int age, string state, int? adultFrom,
        bool guardian)
    {
        var referral = Referral(age, Mother, new PatientLocation("US", state));
        Assert.Equal(guardian ? [(Guardians, ReceiverReason.UnderAge), (Own, ReceiverReason.OwnAddress)]
            : [(Own, ReceiverReason.OwnAddress)], Of(referral, adultFrom));
        // A caregiver decides nothing for a child.
        Assert.Equal([(Own, ReceiverReason.OwnAddress)],
            Of(Referral(age, Carer, new PatientLocation("US", state)), adultFrom));
    }

    [Fact]
    public void A_role_counts_from_its_first_to_its_last_day()
    {
        var today = Now.InUtc().Date;
        Assert.Equal(2, Of(Referral(10, Mother with { From = today.PlusDays(-1), Until = today.PlusDays(1) })).Count);
        Assert.Single(Of(Referral(10, Mother with { Until = today.PlusDays(-2) })));
        Assert.Single(Of(Referral(10, Mother with { From = today.PlusDays(2) })));
    }

    [Fact]
    public void No_one_is_written_to_without_the_consent_that_the_record_has()
    {
        Assert.Empty(Of(Referral(10, Mother, consent: false)));
    }

    [Fact]
    public void A_safe_number_is_the_only_one()
    {
        Assert.Equal([(Secret, ReceiverReason.OwnAddress)], Of(Referral(10, Mother,
            change: c => c with { SafeContact = new SafeContact(null, new PhoneNumber(Secret)) })));
        Assert.Equal([(Secret, ReceiverReason.OwnAddress)], Of(Referral(80,
            Carer with { Messages = RelatedMessages.Instead },
            change: c => c with { SafeContact = new SafeContact(null, new PhoneNumber(Secret)) })));
    }

    [Fact]
    public void What_an_adolescent_keeps_private_goes_to_no_one_else()
    {
        Assert.Equal([(Secret, ReceiverReason.Private)], Of(Referral(16, Mother, change: c => c with
        {
            Private = [Topic with { Phone = new PhoneNumber(Secret) }],
        })));
        Assert.Equal([(Own, ReceiverReason.Private)], Of(Referral(16,
            Mother with { Messages = RelatedMessages.Instead }, change: c => c with { Private = [Topic] })));
        Assert.Equal(2, Of(Referral(16, Mother, change: c => c with
        {
            Private = [Topic with { ServiceLine = new("another-line") }],
        })).Count);
    }

    [Fact]
    public void An_address_that_a_related_person_has_too_is_not_private()
    {
        var shared = Mother with { Phone = new PhoneNumber(Own) };
        Assert.Empty(Of(Referral(16, shared, change: c => c with { Private = [Topic] })));
        Assert.Empty(Of(Referral(16, shared, change: c => c with
        {
            Private = [Topic with { Phone = new PhoneNumber(Own) }],
        })));
        Assert.Empty(Of(Referral(16, shared with { Removed = true }, change: c => c with { Private = [Topic] })));
        Assert.False(ReferralMessages.MayReply(Referral(16, shared, change: c => c with { Private = [Topic] }),
            MessageChannel.Sms, Own));
        Assert.True(ReferralMessages.MayReply(Referral(16, shared), MessageChannel.Sms, Own));
        var sent = new RelatedPerson("x", Now) { Sent = new SentContact("Eva", "mother", "303.555.0101") };
        Assert.Empty(Of(Referral(16, sent, change: c => c with { Private = [Topic] })));
    }

    private static PrivateTopic Topic => new(Now) { ServiceLine = Received().Case.ServiceLine };

    private static RelatedPerson Mother { get; } = new("m", Now)
    {
        Relationship = Relationship.Parent, Name = "Eva", Phone = new PhoneNumber(Guardians), MayConsent = true,
        Messages = RelatedMessages.WhenNeeded, Channels = [Channel.Sms],
    };

    private static RelatedPerson Carer { get; } =
        Mother with { Relationship = Relationship.Caregiver, MayConsent = null };

    private static IReadOnlyList<(string, ReceiverReason)> Of(Referral referral, int? adultFrom = null,
        bool phones = true)
    {
        if (!phones)
            referral = ReferralEvolver.Evolve(referral, new ReferralEvent.PatientChanged(referral.Case.Copy! with
            {
                Version = 9, Corrected = referral.Case.Copy.Corrected! with
                {
                    Phones = [], WrongPhones = [new PhoneNumber(Own)],
                },
            }));
        return [.. MessageReceivers.Of(referral, Now, adultFrom).Select(r => (r.Way.To, r.Why))];
    }

    private static Referral Referral(int? age, RelatedPerson person, PatientLocation? location = null,
        bool consent = true, Func<PatientCopy, PatientCopy>? change = null)
    {
        var submission = Submission();
        submission = submission with
        {
            Patient = submission.Patient with
            {
                BirthDate = age is { } years ? Now.InUtc().Date.PlusYears(-years).PlusDays(-2) : null,
                Phones = [new PhoneNumber(Own)], Email = null, TimeZone = "UTC",
                Location = location ?? new PatientLocation("US", "CO"), PreferredChannel = null,
            },
            Consents = [],
        };
        var copy = new PatientCopy(new("p"), 1)
        {
            Related = [person], Corrected = new PatientCorrections { HasNoEmail = true },
            Consents = [new Consent(ConsentKind.Sms, consent, "verbal", Now) { RecordedAt = Now, By = "nora" }],
        };
        return ReferralEvolver.Evolve(Received(submission),
            new ReferralEvent.PatientChanged(change is null ? copy : change(copy)));
    }
}
