using NodaTime;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Tests.Referrals;

namespace ReferralSilo.Domain.Tests.Addresses;

public sealed class InboundMailTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(-2 * 24, true)]
    [InlineData(-30 * 24, true)]
    [InlineData(-30 * 24 - 1, false)]
    [InlineData(1, false)]
    public void The_date_of_a_mail_counts_when_it_is_not_after_its_arrival_and_not_long_before(int hours,
        bool isPlausible)
    {
        var date = AReferral.Now + Duration.FromHours(hours);

        Assert.Equal(isPlausible ? date : null, InboundMail.Plausible(date, AReferral.Now));
    }

    [Fact]
    public void A_mail_without_a_date_has_none() => Assert.Null(InboundMail.Plausible(null, AReferral.Now));
}
