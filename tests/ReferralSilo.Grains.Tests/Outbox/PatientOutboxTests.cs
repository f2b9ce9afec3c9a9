using NodaTime;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Patients;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Outbox;

public sealed class PatientOutboxTests
{
    private static readonly Instant Now = Instant.FromUtc(2031, 3, 3, 9, 0);

    [Fact]
    public void A_referral_of_a_merged_record_learns_that_it_is_not_private_any_more()
    {
        var line = new PrivateTopic(Now) { ServiceLine = new("behavioral-health") };
        var before = new PatientRecord(new("a"), Submission("r1", "dermatology").Submission.Patient,
            [new KnownReferral(new("r1"), 1, null, Now, null)], [])
        {
            Merged = new MergeLink(new("b"), Now) { Taker = Says(2, line) },
        };
        var after = before with
        {
            Merged = before.Merged with { Taker = Says(3, line, new(Now) { Referral = new("r1"), Ended = true }) },
        };

        Assert.Empty(PatientOutbox.For(before, [], before, 5, null!));
        Assert.Equal(2, Assert.Single(PatientOutbox.For(before, [], after, 5, null!).Select(o => o.Payload)
            .OfType<ChangePatient>()).Copy.Private!.Count);

        static TakerCopy Says(long version, params PrivateTopic[] said) =>
            new(new("b"), version, new PatientCorrections(), []) { Private = said };
    }
}
