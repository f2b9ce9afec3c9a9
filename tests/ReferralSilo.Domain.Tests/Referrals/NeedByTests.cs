using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class NeedByTests
{
    [Fact]
    public void A_need_by_in_the_past_is_kept_due_now_and_alarmed()
    {
        var late = Received(Submission() with { NeedBy = Now - Duration.FromDays(2) });

        Assert.Equal((Now - Duration.FromDays(2), Now), (late.Case.NeedBy, late.Clock!.DueAt));
        Assert.True(QueueEntry.From(late, 1).Alarm);
        Assert.True(late.After(new TimeUp()).Clock!.Breached);
        Assert.False(QueueEntry.From(late.After(new Claim()), 2).Alarm);
    }

    [Fact]
    public void A_review_is_never_due_after_the_need_by_and_alarms_once_that_has_passed()
    {
        var soon = Received(Submission() with { NeedBy = Minutes(45) });

        Assert.Equal(Minutes(45), soon.Clock!.DueAt);
        Assert.False(QueueEntry.From(soon, 1).Alarm);
        Assert.True(QueueEntry.From(soon.After(new TimeUp(), Minutes(45)), 2).Alarm);
    }

    [Fact]
    public void A_null_need_by_removes_it_and_an_absent_one_keeps_it()
    {
        var late = Received(Submission() with { NeedBy = Now - Duration.FromDays(2) });
        var urgent = late.After(new Prioritize(Priority.Urgent), Minutes(1));
        var cleared = urgent.After(Read("""{"priority":"routine","needBy":null}"""), Minutes(2));

        Assert.Equal(late.Case.NeedBy, urgent.Case.NeedBy);
        Assert.Equal((null, In(Duration.FromHours(24))), (cleared.Case.NeedBy, cleared.Clock!.DueAt));
        Assert.False(QueueEntry.From(cleared, 3).Alarm);
        Assert.False(Read("""{"priority":"routine"}""").NeedByGiven);
        Assert.Equal(Minutes(0).ToDateTimeOffset(),
            Read("""{"priority":"routine","needBy":"2031-03-03T09:00:00Z"}""").NeedBy);
    }

    [Fact]
    public void A_need_by_of_the_year_1_is_refused_by_field()
    {
        var refused = Received().Decide(new Prioritize(Priority.Urgent) { NeedBy = DateTimeOffset.MinValue });

        Assert.Equal("/needBy", Assert.IsType<Decision<ReferralEvent>.Refused>(refused).Refusal.Field);
    }

    [Theory]
    [InlineData("2031-03-03T09:00:00Z", NeedByRange.Usable)]
    [InlineData("2036-03-03T09:00:00Z", NeedByRange.Usable)]
    [InlineData("2036-03-03T09:00:01Z", NeedByRange.OutOfRange)]
    [InlineData("2031-03-03T08:59:59Z", NeedByRange.Past)]
    [InlineData("2030-03-03T09:00:00Z", NeedByRange.Past)]
    [InlineData("2030-03-03T08:59:59Z", NeedByRange.OutOfRange)]
    [InlineData("0001-01-01T00:00:00Z", NeedByRange.OutOfRange)]
    [InlineData("9999-12-31T23:59:59Z", NeedByRange.OutOfRange)]
    public void A_need_by_is_accepted_from_a_year_before_receipt_to_five_years_after(string needBy,
        NeedByRange expected) =>
        Assert.Equal(expected, NeedBy.Classify(InstantPattern.ExtendedIso.Parse(needBy).Value, Now));

    private static Prioritize Read(string json) => JsonSerializer.Deserialize<Prioritize>(json, ContractsJson.Options)!;
}
