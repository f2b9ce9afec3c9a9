using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Tests.Referrals;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Matching;

/// <summary>Each rule on both sides: what is offered for a referral, and what the schedule says to booking
/// it.</summary>
public sealed class OneSetOfRulesTests
{
    private static readonly Interval Day = new(Now, Now + Duration.FromHours(12));

    [Fact]
    public void Nobody_is_booked_whose_state_is_not_known() =>
        Refuses("not-licensed", Of(p => p with { Location = null }));

    [Fact]
    public void Coahuila_in_Mexico_is_not_Colorado() =>
        Refuses("not-licensed", Of(p => p with { Location = new("MX", "CO") }));

    [Fact]
    public void A_licence_holds_in_its_state_however_the_letters_are_written() =>
        Gives(Of(p => p with { Location = new("US", "co") }));

    [Fact]
    public void Nobody_is_booked_with_age_limits_whose_birth_date_is_not_known()
    {
        var unknown = Of(p => p with { BirthDate = null });

        Refuses("age-not-served", unknown, Free(Profile(maxAge: 99)));
        Gives(unknown);
    }

    [Fact]
    public void Who_turns_eighteen_between_today_and_the_visit_is_eighteen_at_the_visit()
    {
        var tomorrow = Slot(9).Start + Duration.FromDays(1);
        var grown = Of(p => p with { BirthDate = new LocalDate(2013, 3, 4) });
        var matches =
            Matcher.BestSlots(MatchNeed.From(grown), [Free(Profile(minAge: 18))], new(Now, Now + Duration.FromDays(2)),
            Now, 50);

        Assert.Equal(tomorrow, matches.Items.Min(m => m.Slot.Start));
        Assert.All(matches.Items, m => Assert.Null(Booked(grown, Free(Profile(minAge: 18)), m.Slot)));
        Assert.Equal("age-not-served", Booked(grown, Free(Profile(minAge: 18)), Slot(9)));
    }

    [Fact]
    public void The_age_is_that_of_the_clinicians_civil_day_and_not_of_the_day_in_UTC()
    {
        // Monday 20:00 in Denver is Tuesday in UTC, the day of the birthday.
        var evening = Free(Profile(minAge: 18), Period(Workdays, 20, 21));

        Refuses("age-not-served", Of(p => p with { BirthDate = new LocalDate(2013, 3, 4) }), evening, Slot(20));
    }

    [Fact]
    public void A_language_that_is_required_binds_the_booking()
    {
        var spanish = Of(p => p with { Language = "es-MX" }, r => r with { LanguageRequired = true });

        Refuses("language-not-spoken", spanish);
        Gives(spanish, Free(Profile(languages: ["en", "es"])));
        Gives(Of(p => p with { Language = "es-MX" }));
    }

    [Fact]
    public void A_language_that_is_required_and_not_known_is_spoken_by_nobody() =>
        Refuses("language-not-spoken", Of(p => p with { Language = null }, r => r with { LanguageRequired = true }),
            Free(Profile(languages: ["en", "und"])));

    [Fact]
    public void Who_needs_an_interpreter_sees_only_who_has_one_or_speaks_the_language()
    {
        var vietnamese = Of(p => p with { Interpreter = "vi" });

        Refuses("language-not-spoken", vietnamese);
        Gives(vietnamese, Free(Profile() with { Interpreters = ["fr", "vi"] }));
        Gives(vietnamese, Free(Profile(languages: ["vi"])));
    }

    [Fact]
    public void A_visit_after_the_need_by_is_refused_unless_a_reason_is_given()
    {
        var late = Of(needBy: Slot(9).Start - Duration.FromMinutes(1));

        Refuses("need-by-passed", late);
        Assert.Null(Booked(late, Free(), Slot(9), "The patient asked for it"));
        Assert.Equal("need-by-passed", Booked(late, Free(), Slot(9), "  "));
    }

    [Fact]
    public void After_the_need_by_has_passed_slots_are_found_again_and_say_what_they_need()
    {
        var match = Offered(Of(needBy: Now - Duration.FromDays(1)), Free())[0];

        Assert.Equal(Slot(9), match.Slot);
        Assert.Equal([SlotRule.NeedBy], match.ToOverrule);
        Assert.Contains(match.Reasons, r => r.Detail.Contains("after the need-by", StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_documents_refuse_a_booking_by_name_unless_a_reason_is_given()
    {
        var without = Of(missing: ["document:medication-list", "payer"]);
        var need = ReferralNeeds.For(without);

        Assert.Equal("documents-missing", Booked(without, Free(), Slot(9)));
        Assert.Contains("document:medication-list;", SlotRefusals.For(SlotRule.Documents, need).Text,
            StringComparison.Ordinal);
        Assert.Null(Booked(without, Free(), Slot(9), "They bring it"));
        Assert.Equal(["documents-missing"],
            CapacityViews.Matches(need.Referral, new([Offered(without, Free())[0]], [])).Items[0].NeedsOverrule);
    }

    [Fact]
    public void A_reason_overrules_neither_licence_nor_age_nor_language()
    {
        Assert.Equal("not-licensed", Booked(Of(p => p with { Location = null }), Free(), Slot(9), "because"));
        Assert.Equal("age-not-served",
            Booked(Of(p => p with { BirthDate = null }), Free(Profile(minAge: 18)), Slot(9), "because"));
        Assert.Equal("language-not-spoken", Booked(Of(p => p with { Interpreter = "vi" }), Free(), Slot(9), "because"));
    }

    [Fact]
    public void A_hold_is_no_promise_to_break_a_rule()
    {
        var referral = Of(p => p with { Interpreter = "vi" });
        var held = Free().After(Hold());
        var need = ReferralNeeds.For(referral);
        var confirm = new ScheduleCommand.Book(new("b1"), Slot(9), new("r1"), null, new HoldId("h1"), need);

        Assert.Equal("language-not-spoken", Code(ScheduleDecider.Decide(held, confirm, Now)));
    }

    private static void Refuses(string code, Referral referral, Schedule? schedule = null, SlotId? slot = null)
    {
        Assert.Equal(code, Booked(referral, schedule ?? Free(), slot ?? Slot(9)));
        Assert.DoesNotContain(Offered(referral, schedule ?? Free()), m => m.Slot == (slot ?? Slot(9)));
    }

    private static void Gives(Referral referral, Schedule? schedule = null)
    {
        Assert.Null(Booked(referral, schedule ?? Free(), Slot(9)));
        Assert.Contains(Offered(referral, schedule ?? Free()), m => m.Slot == Slot(9) && m.ToOverrule.Count == 0);
    }

    private static IReadOnlyList<MatchedSlot> Offered(Referral referral, Schedule schedule) =>
        Matcher.BestSlots(MatchNeed.From(referral), [schedule], Day, Now, 50).Items;

    private static string? Booked(Referral referral, Schedule schedule, SlotId slot, string? overrule = null) =>
        Code(ScheduleDecider.Decide(
        schedule, new ScheduleCommand.Book(new("b1"), slot, new("r1"), null, null,
            ReferralNeeds.For(referral, overrule)), Now));

    private static Referral Of(
        Func<Patient, Patient>? patient = null, Func<Preferences, Preferences>? preferences = null,
            Instant? needBy = null, string[]? missing = null)
    {
        var waiting = AReferral.Waiting();
        var submission = waiting.Case.Submission;
        submission = submission with
        {
            Patient = patient?.Invoke(submission.Patient) ?? submission.Patient,
            Preferences = (preferences ?? (p => p))(new Preferences(null, [], null)),
        };
        return waiting with { Case =
            waiting.Case with { Submission = submission, NeedBy = needBy,
            Missing = [.. (missing ?? []).Select(m => new MissingItem(m, "source"))] } };
    }
}
