using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Tests.Referrals;

/// <summary>The consent to telehealth, where a line needs it before a booking, and elsewhere.</summary>
public sealed class ConsentTests
{
    private static readonly ReferralContext Strict = At() with
    {
        ServiceLines = Lines.ToDictionary(l => l.Key, l => l.Value with
        {
            Settings = l.Value.Settings with { TelehealthConsent = TelehealthConsent.BeforeBooking },
        }),
    };

    [Theory]
    [InlineData(null, null, "consent-missing")]
    [InlineData(" ", " ", "consent-missing")]
    [InlineData("verbal", null, null)]
    [InlineData(null, "She is driving and consents at the start.", null)]
    public void A_booking_without_the_consent_is_refused_unless_it_is_given_or_overruled(string? given,
        string? overrule, string? code)
    {
        Assert.Equal(code, Code(Waiting(), new Book("a", overrule, given)));
        Assert.Equal(code, Code(Offered(), new AcceptOffer("a", overrule, given)));
    }

    [Fact]
    public void A_time_is_held_without_the_consent() => Assert.Null(Code(Waiting(), new Offer(["a"])));

    [Fact]
    public void A_recorded_consent_counts_until_it_is_withdrawn()
    {
        var given = Waiting().After(new RecordConsent(ConsentKind.Telehealth, true));

        Assert.Null(Code(given, new Book("a")));
        Assert.Equal("consent-missing",
            Code(given.After(new RecordConsent(ConsentKind.Telehealth, false)), new Book("a")));
    }

    [Fact]
    public void A_consent_that_is_given_with_the_booking_is_recorded()
    {
        var events = Waiting().Events(new Book("a", TelehealthConsent: "verbal"));

        var consent = Assert.Single(events.OfType<E.ConsentRecorded>()).Consent;
        Assert.Equal((ConsentKind.Telehealth, true, "verbal", Now),
            (consent.Kind, consent.Given, consent.How, consent.At));
        Assert.IsType<E.AppointmentBooked>(events[^1]);
    }

    [Fact]
    public void By_default_the_consent_is_needed_before_the_visit_and_the_desk_sees_that_it_is_missing()
    {
        var booked = Booked();

        Assert.True(Row(booked).ConsentMissing);
        Assert.False(Row(booked.After(new RecordConsent(ConsentKind.Telehealth, true))).ConsentMissing);
        Assert.False(Row(Completed()).ConsentMissing);
    }

    [Fact]
    public void A_required_consent_is_not_missing_once_it_is_given()
    {
        var missing = Received();
        missing = missing with
        {
            Case = missing.Case with { Missing = [new MissingInformation("consent.telehealth", "patient")] },
        };

        Assert.Single(missing.After(new RecordConsent(ConsentKind.Sms, true)).Case.Missing);
        Assert.Empty(missing.After(new RecordConsent(ConsentKind.Telehealth, true)).Case.Missing);
    }

    private static string? Code(Referral state, ReferralCommand command) =>
        (state.Decide(command, Strict) as Decision<ReferralEvent>.Refused)?.Refusal.Code;

    private static Contracts.Boards.DeskRow Row(Referral state) =>
        QueueBoards.Desk(QueueEntry.From(state, 5), Now, NodaTime.DateTimeZone.Utc)!;
}
