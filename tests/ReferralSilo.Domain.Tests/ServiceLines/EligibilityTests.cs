using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.ServiceLines;
using static ReferralSilo.Domain.Tests.ServiceLines.AServiceLine;

namespace ReferralSilo.Domain.Tests.ServiceLines;

public sealed class EligibilityTests
{
    [Fact]
    public void Without_rules_everybody_is_eligible_and_each_rule_says_so()
    {
        var view = Line("a").Evaluate(Facts(age: null, state: null, text: null));

        Assert.Equal(EligibilityOutcome.Eligible, view.Outcome);
        Assert.Equal(["age-range", "location", "visit-type", "reason", "exclusion"], view.Rules.Select(r => r.Rule));
        Assert.All(view.Rules, r => Assert.EndsWith(".", r.Detail));
    }

    [Theory]
    [InlineData(17, false)]
    [InlineData(18, true)]
    [InlineData(65, true)]
    [InlineData(66, false)]
    [InlineData(null, null)]
    public void Age_range_includes_both_ends(int? age, bool? passed) =>
        Assert.Equal(passed, Answer(new(MinAge: 18, MaxAge: 65), Facts(age), "age-range"));

    [Fact]
    public void Age_is_counted_in_completed_years()
    {
        var almost = Facts() with { BirthDate = new LocalDate(2013, 3, 4) };
        var leap = almost with { BirthDate = new LocalDate(2012, 2, 29), Today = new LocalDate(2030, 2, 28) };

        Assert.False(Answer(new(MinAge: 18), almost, "age-range"));
        Assert.True(Answer(new(MinAge: 18), almost with { Today = new LocalDate(2031, 3, 4) }, "age-range"));
        Assert.Equal(18, leap.Age);
        Assert.Null((almost with { BirthDate = almost.Today.PlusDays(1) }).Age);
    }

    [Theory]
    [InlineData("US", "CO", true)]
    [InlineData("US", "co", true)]
    [InlineData("US", "TX", false)]
    [InlineData("CA", "CO", false)]
    [InlineData(null, "CO", true)]
    [InlineData("US", null, null)]
    public void Location_is_where_the_patient_is(string? country, string? state, bool? passed) =>
        Assert.Equal(passed, Answer(new(States: ["CO", "WY"]), Facts(state: state, country: country), "location"));

    [Theory]
    [InlineData(VisitType.Video, true)]
    [InlineData(VisitType.Phone, false)]
    [InlineData(null, true)]
    public void A_visit_type_that_was_not_asked_for_is_no_obstacle(VisitType? asked, bool passed) =>
        Assert.Equal(passed, Answer(new(VisitTypes: [VisitType.Video]), Facts(visitType: asked), "visit-type"));

    [Theory]
    [InlineData("F41.0", null, true)]
    [InlineData("f41.9", null, true)]
    [InlineData("F410", null, false)]
    [InlineData("L20.9", "panic attacks", false)]
    [InlineData(null, "Panic attacks", true)]
    [InlineData(null, "a hispanic person", false)]
    [InlineData(null, "Rash", false)]
    [InlineData(null, null, null)]
    public void A_code_decides_before_words_do(string? code, string? text, bool? passed) =>
        Assert.Equal(passed, Answer(new(ReasonCodes: ["F41.*"], ReasonWords: ["panic", "anxiety"]),
            Facts(text: text, codes: code is null ? [] : [code]), "reason"));

    [Theory]
    [InlineData("chest pain since noon", true)]
    [InlineData("CHEST\n pain", true)]
    [InlineData("(chest pain)", true)]
    [InlineData("chest painting", false)]
    [InlineData("orchest pain", false)]
    [InlineData("", false)]
    public void Phrases_match_on_word_boundaries(string text, bool matches) => Assert.Equal(matches, ReasonMatch.Word(text, "chest pain"));

    [Fact]
    public void An_exclusion_with_somewhere_to_go_redirects_whatever_else_fails()
    {
        var rules = new EligibilityInput(MinAge: 90, Exclusions: [new("Emergency", ["R07.*"], ["chest pain"], "emergency care (911)")]);

        var view = Line("a", rules).Evaluate(Facts(text: "Chest pain"));

        Assert.Equal(EligibilityOutcome.Redirect, view.Outcome);
        Assert.Equal("emergency care (911)", view.Redirect);
    }

    [Fact]
    public void A_failed_rule_outweighs_an_unknown_one()
    {
        var rules = new EligibilityInput(MinAge: 18, States: ["CO"]);

        Assert.Equal(EligibilityOutcome.Ineligible, Line("a", rules).Evaluate(Facts(age: 5, state: null)).Outcome);
        Assert.Equal(EligibilityOutcome.Unknown, Line("a", rules).Evaluate(Facts(state: null)).Outcome);
    }

    [Fact]
    public void Suggestions_are_lines_where_all_is_certain_and_those_that_name_the_reason_come_first()
    {
        ServiceLine[] lines = [
            Line("any"), Line("children", new(MaxAge: 17)), Line("panic", new(ReasonWords: ["panic"])),
            Line("texas", new(States: ["TX"])), Line("unsure", new(ReasonCodes: ["F41.*"]))];

        Assert.Equal(["panic", "any"], ServiceLineSuggestions.For(Facts(), lines).Select(l => l.Value));
    }

    private static bool? Answer(EligibilityInput rules, EligibilityFacts facts, string rule) =>
        Line("a", rules).Evaluate(facts).Rules.Single(r => r.Rule == rule).Passed;
}
