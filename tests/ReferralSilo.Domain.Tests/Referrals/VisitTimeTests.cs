using CsCheck;
using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Tests.ServiceLines;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Referrals;

/// <summary>From when a booked visit can be recorded.</summary>
public sealed class VisitTimeTests
{
    private static readonly Duration HalfHour = Duration.FromMinutes(30);

    private static readonly Duration Second = Duration.FromSeconds(1);

    [Fact]
    public void By_default_a_visit_is_recorded_from_half_an_hour_before_its_start()
    {
        var opens = VisitStart - HalfHour;

        Assert.Equal("visit-not-yet", Code(new Arrive(), opens - Second));
        Assert.Equal("visit-not-yet", Code(new Complete("seen"), opens - Second));
        Assert.Null(Code(new Arrive(), opens));
        Assert.Null(Code(new Complete("seen"), opens));
    }

    [Fact]
    public void A_missed_visit_is_recorded_from_its_start()
    {
        var early = AServiceLine.Input() with { VisitRecordableBefore = TimeSpan.FromDays(30) };

        Assert.Equal("visit-not-yet", Code(new NoShow(), VisitStart - Second, early));
        Assert.Null(Code(new NoShow(), VisitStart, early));
    }

    [Fact]
    public void A_patient_who_has_arrived_is_not_checked_again() =>
        Assert.Null(((Decide(Arrived(), new Complete("seen"), Now, AServiceLine.Input())
            as Decision<ReferralEvent>.Refused)?.Refusal)?.Code);

    [Fact]
    public void Any_time_and_any_setting_follow_the_rule() =>
        Gen.Select(Gen.Int[0, 30 * 86_400], Gen.Int[-40 * 86_400, 86_400]).Sample((before, offset) =>
        {
            var line = AServiceLine.Input() with { VisitRecordableBefore = TimeSpan.FromSeconds(before) };
            var now = VisitStart + Duration.FromSeconds(offset);
            return (Code(new Arrive(), now, line) is null) == offset >= -before
                && (Code(new Complete("seen"), now, line) is null) == offset >= -before
                && (Code(new NoShow(), now, line) is null) == offset >= 0;
        });

    [Theory]
    // The clock goes from 02:00 to 03:00, so 03:15 is 15 minutes after 01:59.
    [InlineData("2031-03-09T09:15:00Z", "Sunday 9 March 2031, 01:45 (America/Denver, UTC-07:00)")]
    // 01:30 occurs twice; this is the second one.
    [InlineData("2031-11-02T08:30:00Z", "Sunday 2 November 2031, 01:00 (America/Denver, UTC-07:00)")]
    [InlineData("2031-11-02T07:45:00Z", "Sunday 2 November 2031, 01:15 (America/Denver, UTC-06:00)")]
    // Not a full minute: the next one.
    [InlineData("2031-07-01T15:00:20Z", "Tuesday 1 July 2031, 08:31 (America/Denver, UTC-06:00)")]
    public void The_refusal_says_from_when_in_the_zone_of_the_line(string start, string from)
    {
        var at = Instant.FromDateTimeOffset(DateTimeOffset.Parse(start, null));
        var refused = Assert.IsType<Decision<ReferralEvent>.Refused>(
            Decide(BookedAt(at), new Arrive(), at - HalfHour - Second, AServiceLine.Input()));

        Assert.Equal(new Refusal("visit-not-yet", $"This can be recorded from {from} on."), refused.Refusal);
    }

    [Fact]
    public void A_cancelled_visit_frees_its_slot() =>
        Assert.IsType<ReferralEffect.BookingReleased>(Assert.Single(Booked().Effects(new CancelAppointment("ill"))));

    private static string? Code(ReferralCommand command, Instant now, ServiceLineInput? line = null) =>
        (Decide(Booked(), command, now, line ?? AServiceLine.Input()) as Decision<ReferralEvent>.Refused)?.Refusal.Code;

    private static Referral BookedAt(Instant start) => (Referral.Booked)Booked() with
    {
        Appointment = Grant("a") with { Start = start, End = start + HalfHour },
    };

    private static Decision<ReferralEvent> Decide(Referral state, ReferralCommand command, Instant now,
        ServiceLineInput line) =>
        ReferralDecider.Decide(state, command, At(now) with
        {
            ServiceLines = new[] { AServiceLine.Parsed(line) }.ToDictionary(l => l.Id),
        });
}
