using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Patients;

/// <summary>A withdrawal counts until a newer consent with evidence.</summary>
public sealed class ConsentOrderTests
{
    private static readonly Consent Withdrawn = Sms(false, 10, 10, "by phone");

    public static TheoryData<string, Consent, bool> Later => new()
    {
        { "older than the withdrawal", Sms(true, 5, 20, "form"), false },
        { "newer, with how it was given", Sms(true, 15, 20, "form"), true },
        { "newer, without how it was given", Sms(true, 15, 20, null), false },
        { "without a date", Sms(true, null, 20, "form"), false },
        { "with a date in the future", Sms(true, 90, 20, "form"), false },
        { "at the same moment", Sms(true, 10, 20, "form"), false },
    };

    [Theory, MemberData(nameof(Later))]
    public void A_consent_after_a_withdrawal(string which, Consent given, bool counts)
    {
        foreach (var consents in new[]
        {
            ConsentOrder.Add(ConsentOrder.Add([], [Withdrawn]), [given]),
            ConsentOrder.Add(ConsentOrder.Add([], [given]), [Withdrawn]),
            ConsentOrder.Add([], [given, Withdrawn, given]),
        })
            Assert.True(counts == ConsentOrder.IsGiven(consents, ConsentKind.Sms), which);
    }

    [Fact]
    public void What_staff_records_is_evidence_by_itself() => Assert.True(ConsentOrder.IsGiven(
        ConsentOrder.Add([Withdrawn], [Sms(true, 20, 20, null) with { By = "nora" }]), ConsentKind.Sms));

    [Fact]
    public void A_consent_without_a_purpose_is_for_care_and_reminders_and_a_withdrawal_for_all()
    {
        var given = ConsentOrder.Add([], [Sms(true, 1, 2, "form")]);
        Assert.True(ConsentOrder.IsGiven(given, ConsentKind.Sms, ConsentPurpose.Reminders));
        Assert.False(ConsentOrder.IsGiven(given, ConsentKind.Sms, ConsentPurpose.FollowUp));
        var both = ConsentOrder.Add(given,
            [Sms(true, 3, 4, "form") with { Purpose = ConsentPurpose.FollowUp }, Withdrawn]);
        Assert.All(Enum.GetValues<ConsentPurpose>(), p => Assert.False(ConsentOrder.IsGiven(both, ConsentKind.Sms, p)));
    }

    [Fact]
    public void A_withdrawal_for_one_purpose_leaves_the_others()
    {
        var consents = ConsentOrder.Add([],
            [Sms(true, 1, 2, "form"), Withdrawn with { Purpose = ConsentPurpose.Reminders }]);
        Assert.True(ConsentOrder.IsGiven(consents, ConsentKind.Sms));
        Assert.False(ConsentOrder.IsGiven(consents, ConsentKind.Sms, ConsentPurpose.Reminders));
    }

    private static Consent Sms(bool given, int? said, int received, string? how) =>
        new(ConsentKind.Sms, given, how, said is { } at ? Now + Duration.FromMinutes(at) : null)
        {
            RecordedAt = Now + Duration.FromMinutes(received),
        };
}
