using System.Reflection;
using System.Text.RegularExpressions;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.ServiceLines;
using static ReferralSilo.Domain.Tests.ServiceLines.AServiceLine;

namespace ReferralSilo.Domain.Tests.ServiceLines;

public sealed partial class RuleSentencesTests
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["age"] = "12", ["min"] = "18", ["max"] = "65", ["country"] = "CA", ["accepted"] = "CO, WY", ["state"] = "TX",
        ["visitType"] = "phone", ["visitTypes"] = "video, phone", ["code"] = "F41.1", ["codes"] = "L20, L30",
        ["word"] = "rash", ["builtInNames"] = BuiltInText.SelfHarm,
        ["names"] = "Pregnancy", ["builtInRedirect"] = BuiltInText.CrisisLine,
    };

    public static TheoryData<string> Codes => [.. Constants(typeof(RuleCodes)), .. Constants(typeof(BuiltInText))];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_has_a_text_in_both_languages_with_the_same_values(string code)
    {
        var result = new RuleResult("rule", null, code, Values);
        var (english, spanish) = (RuleSentences.Of(result), RuleSentences.Of(result, "es-MX"));

        Assert.True(RuleSentences.IsKnown(code));
        Assert.NotEqual(english, spanish);
        Assert.DoesNotMatch("[{}@?]", english + spanish);
        Assert.Equal(Used(english), Used(spanish));
    }

    [Theory]
    [InlineData(RuleCodes.AgeOutside, "12 years is not within 18 to 65.",
        "La edad de 12 años no está dentro de 18 a 65 años.")]
    [InlineData(RuleCodes.OtherCountry, "CA is outside the United States; accepted are CO, WY.",
        "CA está fuera de los Estados Unidos; se aceptan CO, WY.")]
    [InlineData(RuleCodes.VisitTypeNotOffered, "A visit by phone is not offered; offered is video, phone.",
        "No se ofrece la consulta por teléfono; se ofrece video, teléfono.")]
    [InlineData(RuleCodes.ExcludedWithRedirect,
        "Excluded: Suicide or self-harm, Pregnancy; send to 988 Suicide & Crisis Lifeline, or the nearest emergency "
        + "department.",
        "Excluido: Suicidio o autolesión, Pregnancy; derive a Línea 988 de Prevención del Suicidio y Crisis, o la sala "
        + "de emergencias más cercana.")]
    public void Values_stand_in_the_sentence(string code, string english, string spanish)
    {
        var result = new RuleResult("rule", false, code, Values);

        Assert.Equal(english, RuleSentences.Of(result));
        Assert.Equal(spanish, RuleSentences.Of(result, "es"));
        Assert.Equal(english, RuleSentences.Of(result, "fr"));
    }

    [Theory]
    [InlineData(18, null, "The age is not known; accepted is 18 or older.")]
    [InlineData(null, 17, "The age is not known; accepted is 17 or younger.")]
    [InlineData(18, 64, "The age is not known; accepted is 18 to 64.")]
    public void A_range_may_have_one_end(int? min, int? max, string sentence) =>
        Assert.Equal(sentence, RuleSentences.Of(Line("a", new(MinAge: min, MaxAge: max)).Evaluate(Facts(age: null))
            .Rules.Single(r => r.Rule == EligibilityEvaluator.AgeRange)));

    [Theory]
    [InlineData("info@danger.org")]
    [InlineData(BuiltInText.CrisisLine)]
    [InlineData("@" + BuiltInText.EmergencyInOrder)]
    [InlineData(RuleCodes.AnyAge)]
    [InlineData("video, {age} {redirect}")]
    public void A_text_of_a_person_stays_as_it_was_written(string text)
    {
        Assert.Equal(text, RuleSentences.Of(ShownText.Written(text)!));
        var result = Line("a", new(Exclusions: [new(text, null, ["panic"], text)])).Evaluate(Facts(text: "panic"));

        Assert.Equal(text, RuleSentences.Of(result.Redirect!, "es"));
        Assert.Equal($"Excluded: {text}; send to {text}.", RuleSentences.Of(
            result.Rules.Single(r => r.Rule == EligibilityEvaluator.ExclusionRule)));
    }

    [Fact]
    public void A_word_a_code_and_a_country_are_shown_as_they_are() =>
        Assert.Equal("danger is outside the United States; accepted are crisis-line.", RuleSentences.Of(
            new RuleResult("location", false, RuleCodes.OtherCountry, new Dictionary<string, string>
            {
                ["country"] = BuiltInText.Danger, ["accepted"] = BuiltInText.CrisisLine,
            })));

    [Fact]
    public void No_own_text_has_the_code_of_a_rule() =>
        Assert.Empty(Constants(typeof(RuleCodes)).Intersect(Constants(typeof(BuiltInText))));

    [Fact]
    public void An_emergency_is_stored_without_sentences()
    {
        var result = Line("a").Evaluate(Facts(text: "suicide plan"));

        Assert.Equal(EmergencyConcern.Emergency, result.Concern);
        Assert.Equal(ShownText.BuiltIn(BuiltInText.CrisisLine), result.Redirect);
        var rule = result.Rules.Single(r => r.Rule == EligibilityEvaluator.ExclusionRule);
        Assert.Equal((RuleCodes.ExcludedWithRedirect, BuiltInText.SelfHarm), (rule.Code, rule.Values!["builtInNames"]));
    }

    private static string Used(string sentence) =>
        string.Join(' ', Number().Matches(sentence).Select(m => m.Value).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);

    [GeneratedRegex(@"\b\d+\b|\b[A-Z]{2}\b")]
    private static partial Regex Number();
}
