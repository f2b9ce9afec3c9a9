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
        Assert.All(view.Rules, r => Assert.EndsWith(".", RuleSentences.Of(r)));
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
    public void A_requested_visit_type_must_be_offered(VisitType? asked, bool passed) =>
        Assert.Equal(passed, Answer(new(VisitTypes: [VisitType.Video]), Facts(visitType: asked), "visit-type"));

    [Theory]
    [InlineData("F41.0", null, true)]
    [InlineData("f41.9", null, true)]
    [InlineData("F410", null, true)]
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
    [InlineData("chest-pain", true)]
    [InlineData("chést pain", true)]
    [InlineData("ch\u200Best pa\u00ADin", true)]
    [InlineData("", false)]
    public void Phrases_match_on_word_boundaries(string text, bool matches)
    {
        var rules = new EligibilityInput(Exclusions: [new("Emergency", null, ["chest pain"], null, false)]);

        Assert.Equal(!matches, Line("a", rules)
            .Evaluate(Facts(text: text) with { Notes = [text] }).Rules.Single(r => r.Rule == "exclusion").Passed
            ?? true);
    }

    [Fact]
    public void A_long_note_is_analyzed_once_for_all_lines_and_words()
    {
        var note = string.Concat(
            Enumerable.Repeat("She worries at night, sleeps badly and denies suicidal ideation. ", 300));
        var words = Enumerable.Range(0, 20).Select(i => $"term {i}").ToArray();
        var rules = new EligibilityInput(ReasonWords: words,
            Exclusions: [new("Crisis", null, words, "988"), new("Other", null, words)]);

        // Measures bytes, because time differs between machines. With an analysis per word, one line alone took forty
        // times as much.
        var (one, many) = (Bytes(1), Bytes(20));
        Assert.True(many < 4 * one, $"{one} bytes for one line, {many} for twenty.");

        long Bytes(int count)
        {
            var (facts, lines) =
                (Facts(text: note), Enumerable.Range(0, count).Select(i => Line("line-" + i, rules)).ToList());
            var before = GC.GetAllocatedBytesForCurrentThread();
            ServiceLineSuggestions.Queue(_ => facts, lines);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void An_exclusion_with_a_redirect_redirects_despite_other_failures()
    {
        var rules = new EligibilityInput(MinAge: 90,
            Exclusions: [new("Emergency", ["R07.*"], ["chest pain"], "emergency care (911)")]);

        var view = Line("a", rules).Evaluate(Facts(text: "Chest pain"));

        Assert.Equal(EligibilityOutcome.Redirect, view.Outcome);
        Assert.Equal("emergency care (911)", view.Redirect?.Text);
    }

    [Fact]
    public void A_failed_rule_outweighs_an_unknown_one()
    {
        var rules = new EligibilityInput(MinAge: 18, States: ["CO"]);

        Assert.Equal(EligibilityOutcome.Ineligible, Line("a", rules).Evaluate(Facts(age: 5, state: null)).Outcome);
        Assert.Equal(EligibilityOutcome.Unknown, Line("a", rules).Evaluate(Facts(state: null)).Outcome);
    }

    [Fact]
    public void Suggestions_pass_every_rule_and_lines_that_name_the_reason_come_first()
    {
        ServiceLine[] lines = [
            Line("any"), Line("children", new(MaxAge: 17)), Line("panic", new(ReasonWords: ["panic"])),
            Line("texas", new(States: ["TX"])), Line("unsure", new(ReasonCodes: ["F41.*"]))];

        Assert.Equal(["panic", "any"], ServiceLineSuggestions.For(_ => Facts(), lines).Select(l => l.Value));
    }

    [Theory]
    [InlineData("R45851")]
    [InlineData("R45.851")]
    [InlineData("r45.851 ")]
    [InlineData(" R45 851")]
    [InlineData("R45.851\u200B")]
    public void A_code_is_excluded_with_or_without_its_dot_in_either_case_with_blanks(string code)
    {
        var line = Line("a", new(ReasonCodes: ["F41.*"], Exclusions: [new("Plan", ["R45.851"], null, "988")]));

        var view = line.Evaluate(Facts(text: null, codes: ["F41.1", code]));

        Assert.Equal((EligibilityOutcome.Redirect, "988"), (view.Outcome, view.Redirect?.Text));
    }

    [Theory]
    [InlineData("psoriasis-arthritis", null, null)]
    [InlineData(null, "Psoriasis-Arthritis", null)]
    [InlineData(null, null, "psoria\u200Bsis  arthritis")]
    [InlineData(null, null, "PSORIÁSIS arthritis")]
    public void An_exclusion_is_found_in_the_text_a_display_or_a_note(string? text,
        string? display, string? note)
    {
        var facts = Facts(text: text) with
        {
            Codes = display is null ? [] : [new ConceptCode("http://snomed.info/sct", "1", display)],
            Notes = note is null ? [] : [note],
        };

        Assert.False(Answer(new(Exclusions: [new("Joints", null, ["psoriasis arthritis"])]), facts, "exclusion"));
    }

    [Theory]
    [InlineData("anxiety disorder", "http://snomed.info/sct", "21897009", null, true)]
    [InlineData(null, "http://snomed.info/sct", "21897009", "Generalized anxiety disorder", true)]
    [InlineData(null, "https://bluebutton.cms.gov/resources/codesystem/hcpcs", "L3000", null, null)]
    [InlineData("shoe insert", "https://bluebutton.cms.gov/resources/codesystem/hcpcs", "L3000", null, null)]
    [InlineData(null, "http://hl7.org/fhir/sid/icd-10-pcs", "F41.1", null, null)]
    [InlineData(null, "urn:oid:2.16.840.1.113883.6.90", "F411", null, true)]
    [InlineData(null, "http://hl7.org/fhir/sid/icd-10-cm/", "L3000", null, false)]
    public void A_code_of_another_system_leaves_the_decision_to_the_words(string? text, string system, string code,
        string? display, bool? passed) =>
            Assert.Equal(passed, Answer(new(ReasonCodes: ["F41.*", "L20*"], ReasonWords: ["anxiety"]),
            Facts(text: text) with { Codes = [new ConceptCode(system, code, display)] }, "reason"));

    [Fact]
    public void A_pattern_of_another_system_is_named_before_a_bar() =>
        Assert.True(Answer(new(ReasonCodes: ["http://snomed.info/sct|21897009"]),
            Facts(text: null) with { Codes = [new ConceptCode("http://snomed.info/sct", "21897009")] }, "reason"));

    [Fact]
    public void A_denied_emergency_of_the_line_is_reviewed_first_and_redirects_nobody()
    {
        var line = Line("a",
            new(Exclusions: [new("Chest pain", null, ["chest pain"], "911", true),
            new("Mole", null, ["mole"], "the clinic", false)]));

        var (denied, met, other) =
            (Evaluate("Asthma. Denies chest pain."), Evaluate("Asthma, chest pain"), Evaluate("a new mole"));

        Assert.Equal((EligibilityOutcome.Eligible, EmergencyConcern.ReviewFirst), (denied.Outcome, denied.Concern));
        Assert.Equal((EligibilityOutcome.Redirect, EmergencyConcern.Emergency), (met.Outcome, met.Concern));
        Assert.Equal((EligibilityOutcome.Redirect, EmergencyConcern.None), (other.Outcome, other.Concern));
        EligibilityResult Evaluate(string text) => line.Evaluate(Facts(text: text));
    }

    private static bool? Answer(EligibilityInput rules, EligibilityFacts facts, string rule) =>
        Line("a", rules).Evaluate(facts).Rules.Single(r => r.Rule == rule).Passed;
}
