using NodaTime;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Tests.Referrals;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Matching;

/// <summary>Tests each rule for matching and for booking.</summary>
public sealed class SlotRulesTests
{
    private static readonly Interval Day = new(Now, Now + Duration.FromHours(12));

    [Fact]
    public void A_patient_without_a_known_state_is_refused() =>
        AssertRefused("not-licensed", With(p => p with { Location = null }));

    [Fact]
    public void Coahuila_in_Mexico_is_not_Colorado() =>
        AssertRefused("not-licensed", With(p => p with { Location = new("MX", "CO") }));

    [Fact]
    public void A_licence_ignores_the_case_of_the_state() =>
        AssertOffered(With(p => p with { Location = new("US", "co") }));

    [Fact]
    public void Age_limits_refuse_a_patient_without_a_birth_date()
    {
        var unknown = With(p => p with { BirthDate = null });

        AssertRefused("age-not-served", unknown, Free(Profile(maxAge: 99)));
        AssertOffered(unknown);
    }

    [Fact]
    public void The_age_is_that_on_the_day_of_the_visit()
    {
        var tomorrow = Slot(9).Start + Duration.FromDays(1);
        var grown = With(p => p with { BirthDate = new LocalDate(2013, 3, 4) });
        var matches =
            Matcher.BestSlots(MatchNeed.From(grown), [Free(Profile(minAge: 18))], new(Now, Now + Duration.FromDays(2)),
            Now, 50);

        Assert.Equal(tomorrow, matches.Items.Min(m => m.Slot.Start));
        Assert.All(matches.Items, m => Assert.Null(Booked(grown, Free(Profile(minAge: 18)), m.Slot)));
        Assert.Equal("age-not-served", Booked(grown, Free(Profile(minAge: 18)), Slot(9)));
    }

    [Fact]
    public void The_age_uses_the_clinicians_civil_day_not_UTC()
    {
        // Monday 20:00 in Denver is Tuesday in UTC, the day of the birthday.
        var evening = Free(Profile(minAge: 18), Period(Workdays, 20, 21));

        AssertRefused("age-not-served", With(p => p with { BirthDate = new LocalDate(2013, 3, 4) }), evening, Slot(20));
    }

    [Fact]
    public void A_required_language_applies_to_the_booking()
    {
        var spanish = With(p => p with { Language = "es-MX" }, r => r with { LanguageRequired = true });

        AssertRefused("language-not-spoken", spanish);
        AssertOffered(spanish, Free(Profile(languages: ["en", "es"])));
        AssertOffered(With(p => p with { Language = "es-MX" }));
    }

    [Fact]
    public void A_required_but_unknown_language_is_refused() =>
        AssertRefused("language-not-spoken",
            With(p => p with { Language = null }, r => r with { LanguageRequired = true }),
            Free(Profile(languages: ["en", "und"])));

    [Fact]
    public void A_needed_interpreter_requires_an_interpreter_or_the_language()
    {
        var vietnamese = With(p => p with { Interpreter = "vi" });

        AssertRefused("language-not-spoken", vietnamese);
        AssertOffered(vietnamese, Free(Profile() with { Interpreters = ["fr", "vi"] }));
        AssertOffered(vietnamese, Free(Profile(languages: ["vi"])));
    }

    [Fact]
    public void An_access_need_with_a_code_must_be_met_and_other_words_are_for_people()
    {
        var signing = With(p => p with { AccessNeeds = ["ASL interpreter", "a quiet room"] });

        AssertRefused("access-need-not-met", signing, Free(Profile() with { MeetsAccessNeeds = ["captions"] }));
        AssertRefused("access-need-not-met", signing, Free(Profile() with { MeetsAccessNeeds = [] }));
        AssertOffered(signing, Free(Profile() with { MeetsAccessNeeds = ["captions", "sign-language"] }));
        AssertOffered(signing, Free(Profile()));
        AssertOffered(With(p => p with { AccessNeeds = ["a quiet room"] }),
            Free(Profile() with { MeetsAccessNeeds = [] }));
    }

    [Fact]
    public void A_visit_after_the_need_by_is_refused_unless_a_reason_is_given()
    {
        var late = With(needBy: Slot(9).Start - Duration.FromMinutes(1));

        AssertRefused("need-by-passed", late);
        Assert.Null(Booked(late, Free(), Slot(9), "The patient asked for it"));
        Assert.Equal("need-by-passed", Booked(late, Free(), Slot(9), "  "));
    }

    [Fact]
    public void Slots_after_a_past_need_by_name_the_rule_to_overrule()
    {
        var match = Offered(With(needBy: Now - Duration.FromDays(1)), Free())[0];

        Assert.Equal(Slot(9), match.Slot);
        Assert.Equal([SlotRule.NeedBy], match.ToOverrule);
        Assert.Contains(match.Reasons, r => r.Detail.Contains("after the need-by", StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_documents_refuse_a_booking_by_name_unless_a_reason_is_given()
    {
        var without = With(missing: ["document:medication-list", "payer"]);
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
        Assert.Equal("not-licensed", Booked(With(p => p with { Location = null }), Free(), Slot(9), "because"));
        Assert.Equal("age-not-served",
            Booked(With(p => p with { BirthDate = null }), Free(Profile(minAge: 18)), Slot(9), "because"));
        Assert.Equal("language-not-spoken",
            Booked(With(p => p with { Interpreter = "vi" }), Free(), Slot(9), "because"));
    }

    [Fact]
    public void A_hold_does_not_allow_a_broken_rule()
    {
        var referral = With(p => p with { Interpreter = "vi" });
        var held = Free().After(Hold());
        var need = ReferralNeeds.For(referral);
        var confirm = new ScheduleCommand.Book(new("b1"), Slot(9), new("r1"), null, new HoldId("h1"), need);

        Assert.Equal("language-not-spoken", Code(ScheduleDecider.Decide(held, confirm, Now)));
    }

    private static void AssertRefused(string code, Referral referral, Schedule? schedule = null, SlotId? slot = null)
    {
        Assert.Equal(code, Booked(referral, schedule ?? Free(), slot ?? Slot(9)));
        Assert.DoesNotContain(Offered(referral, schedule ?? Free()), m => m.Slot == (slot ?? Slot(9)));
    }

    private static void AssertOffered(Referral referral, Schedule? schedule = null)
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

    private static Referral With(
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
        return waiting with { Case = waiting.Case with { Submission = submission, NeedBy = needBy,
            Missing = [.. (missing ?? []).Select(m => new MissingInformation(m, "source"))] } };
    }
}
