using NodaTime.Text;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class NeedByTests
{
    [Theory]
    [InlineData("2031-03-03T09:00:00Z", NeedByJudgement.Usable)]
    [InlineData("2036-03-03T09:00:00Z", NeedByJudgement.Usable)]
    [InlineData("2036-03-03T09:00:01Z", NeedByJudgement.OutOfRange)]
    [InlineData("2031-03-03T08:59:59Z", NeedByJudgement.Past)]
    [InlineData("2030-03-03T09:00:00Z", NeedByJudgement.Past)]
    [InlineData("2030-03-03T08:59:59Z", NeedByJudgement.OutOfRange)]
    [InlineData("0001-01-01T00:00:00Z", NeedByJudgement.OutOfRange)]
    [InlineData("9999-12-31T23:59:59Z", NeedByJudgement.OutOfRange)]
    public void A_need_by_is_believed_from_a_year_before_receipt_to_five_years_after(string needBy, NeedByJudgement expected) =>
        Assert.Equal(expected, NeedBy.Judge(InstantPattern.ExtendedIso.Parse(needBy).Value, AReferral.Now));
}
