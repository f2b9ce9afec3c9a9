using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Tests.Referrals;
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
        Assert.Equal("private", BlockedBy(Referral(16, shared, change: c => c with { Private = [Topic] }), Own));
        Assert.Null(BlockedBy(Referral(16, shared), Own));
        var sent = new RelatedPerson("x", Now) { Sent = new SentContact("Eva", "mother", "303.555.0101") };
        Assert.Empty(Of(Referral(16, sent, change: c => c with { Private = [Topic] })));
    }

    [Fact]
    public void A_private_referral_without_a_number_of_its_own_uses_the_private_number_of_the_line()
    {
        var line = Topic with { Phone = new PhoneNumber(Secret) };
        var referral = new PrivateTopic(Now) { Referral = new("r1") };

        Assert.Equal([(Secret, ReceiverReason.Private)],
            Of(Referral(16, Mother, change: c => c with { Private = [referral, line] })));
        Assert.Equal([(Own, ReceiverReason.Private)], Of(Referral(16, Mother, change: c => c with
        {
            Private = [referral with { Phone = new PhoneNumber(Own) }, line],
        })));
    }

    [Fact]
    public void What_was_private_in_its_line_stays_private_when_the_referral_is_routed_out_of_it()
    {
        var routed = Referral(16, Mother, change: c => c with { Private = [Topic] })
            .After(new Route("dermatology"));
        Assert.Equal([(Own, ReceiverReason.Private)], Of(routed));

        // Also when the copy with what is private comes after the route, and after a second one.
        routed = Referral(16, Mother).After(new Route("dermatology"));
        routed = ReferralEvolver.Evolve(routed,
            new ReferralEvent.PatientChanged(routed.Case.Copy! with { Version = 2, Private = [Topic] }));
        Assert.Equal([(Own, ReceiverReason.Private)], Of(routed));
        Assert.Equal([(Own, ReceiverReason.Private)], Of(routed.After(new Route("behavioral-health"))));

        // Staff ended it for this referral; in the line itself it stays.
        routed = Saying(routed, Topic, Ended(Now));
        Assert.Equal(2, Of(routed).Count);
        Assert.Single(Of(routed.After(new Route("behavioral-health"))));
    }

    [Fact]
    public void The_end_of_what_was_private_counts_only_for_what_was_before()
    {
        // It ended before the line was private, and before the referral left the line.
        Assert.Single(Of(Saying(Referral(16, Mother), Topic with { At = Minutes(2) }, Ended(Minutes(1)))
            .After(new Route("dermatology"), Minutes(3))));
        var left = Saying(Referral(16, Mother).After(new Route("dermatology"), Minutes(1)), Topic, Ended(Minutes(2)));
        Assert.Equal(2, Of(left).Count);
        // The referral was in the line once more.
        Assert.Single(Of(left.After(new Route("behavioral-health"), Minutes(3))
            .After(new Route("dermatology"), Minutes(4))));
        // The patient said it anew, and staff ended it anew.
        Assert.Single(Of(Saying(left, Topic with { At = Minutes(5) }, Ended(Minutes(2)))));
        Assert.Equal(2, Of(Saying(left, Topic with { At = Minutes(5) }, Ended(Minutes(6)))).Count);
    }

    private static PrivateTopic Ended(Instant at) => new(at) { Referral = new("r1"), Ended = true };

    private static Referral Saying(Referral referral, params PrivateTopic[] said) => ReferralEvolver.Evolve(referral,
        new ReferralEvent.PatientChanged(referral.Case.Copy! with
        {
            Version = referral.Case.Copy.Version + 1, Private = said,
        }));

    [Fact]
    public void A_patient_is_under_age_until_they_are_of_age_in_every_zone_in_which_they_may_be()
    {
        // 09:00 UTC: midnight has not come in Hawaii.
        var birthday = Submission().Patient with
        {
            BirthDate = Now.InUtc().Date.PlusYears(-18), TimeZone = null, Location = null,
            Phones = [new PhoneNumber("+18005550123")],
        };
        Assert.Equal(17, birthday.Age(birthday.DaysAt(Now).Earliest));
        Assert.Equal(18, birthday.Age((birthday with { TimeZone = "America/Denver" }).DaysAt(Now).Earliest));

        var referral = Received(Submission() with { Patient = birthday });
        referral = ReferralEvolver.Evolve(referral,
            new ReferralEvent.PatientChanged(new PatientCopy(new("p"), 1) { Related = [Mother] }));
        Assert.Equal(ReceiverReason.UnderAge, MessageReceivers.Of(referral, Now)[0].Why);
    }

    [Theory]
    [InlineData(MessageOccasion.Booked, true)]
    [InlineData(MessageOccasion.ReachOut, true)]
    [InlineData(MessageOccasion.Received, false)]
    [InlineData(MessageOccasion.AfterVisit, false)]
    [InlineData(MessageOccasion.Prepare, false)]
    [InlineData(MessageOccasion.Declined, false)]
    [InlineData(MessageOccasion.Reply, false)]
    public void Who_may_learn_only_of_an_appointment_gets_nothing_else(MessageOccasion occasion, bool may)
    {
        Assert.Equal(may, MessageReceivers.MayLearn(Mother, occasion));
        Assert.True(MessageReceivers.MayLearn(Mother with { ReceivesDetails = true }, occasion));
    }

    [Fact]
    public void A_related_person_is_answered_who_is_confirmed_and_may_learn_details()
    {
        var knowing = Mother with { ReceivesDetails = true };
        Assert.Null(BlockedBy(Referral(10, knowing), Guardians));
        Assert.Equal("no-details", BlockedBy(Referral(10, Mother), Guardians));
        Assert.Equal("person-not-confirmed", BlockedBy(Referral(10, knowing with { Removed = true }), Guardians));
        Assert.Equal("person-not-confirmed",
            BlockedBy(Referral(10, knowing with { Until = Now.InUtc().Date.PlusDays(-2) }), Guardians));
        Assert.Equal("private", BlockedBy(Referral(10, knowing, change: c => c with { Private = [Topic] }), Guardians));
        Assert.Equal("not-safe", BlockedBy(Referral(10, knowing,
            change: c => c with { SafeContact = new SafeContact(null, new PhoneNumber(Secret)) }), Guardians));
        Assert.Equal("no-consent", BlockedBy(Referral(10, knowing, consent: false), Guardians));
        // The number was corrected since the person wrote from it.
        Assert.Equal("not-of-patient",
            BlockedBy(Referral(10, knowing with { Phone = new PhoneNumber(Secret) }), Guardians));
    }

    [Fact]
    public void About_what_is_private_only_the_number_that_is_named_for_it_is_answered()
    {
        var referral = Referral(16, Mother, change: c => c with
        {
            Private = [Topic with { Phone = new PhoneNumber(Secret) }],
            SafeContact = new SafeContact(null, new PhoneNumber(Own)),
        });

        Assert.Null(BlockedBy(referral, Secret));
        Assert.Equal("private", BlockedBy(referral, Own));
        Assert.Equal("private",
            ReferralMessages.ReplyBlockedBy(referral, MessageChannel.Email, "dana@example.org", Now));
    }

    [Fact]
    public void What_a_related_person_writes_belongs_to_the_patient()
    {
        var (own, other) = (Referral(10, Mother), Referral(10, Carer with { Phone = new PhoneNumber(Secret) }));
        Assert.Equal([own], ConversationFacts.With([own, other], MessageChannel.Sms, Guardians));
        Assert.Empty(ConversationFacts.With([Referral(10, Mother with { Removed = true })], MessageChannel.Sms,
            Guardians));

        // A private number is of the referrals about which it is private.
        var hidden = Referral(16, Mother, change: c => c with
        {
            Private = [Topic with { Phone = new PhoneNumber(Secret) }],
        });
        var open = hidden with { Case = hidden.Case with { Id = new("r2"), ServiceLine = Dermatology } };
        Assert.Equal([hidden], ConversationFacts.With([hidden, open], MessageChannel.Sms, Secret));
        // What is kept from the mother is not named in her conversation while there is something else.
        Assert.Equal([open], ConversationFacts.With([hidden, open], MessageChannel.Sms, Guardians));
        Assert.Equal([hidden], ConversationFacts.With([hidden], MessageChannel.Sms, Guardians));
        // The other one ended: the line of the open one acts on what she writes.
        var ended = open.After(new Decline("not ours"));
        Assert.Equal([hidden, ended], ConversationFacts.With([hidden, ended], MessageChannel.Sms, Guardians));
        var both = hidden.After(new Decline("not ours"));
        Assert.Equal([ended], ConversationFacts.With([both, ended], MessageChannel.Sms, Guardians));
    }

    private static string? BlockedBy(Referral referral, string number) =>
        ReferralMessages.ReplyBlockedBy(referral, MessageChannel.Sms, number, Now);

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
