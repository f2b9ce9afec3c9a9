using CsCheck;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Tests.Text;

public sealed class FoldedTextTests
{
    [Theory]
    [InlineData("Suicide-Plan", "suicide plan")]
    [InlineData("sui\u200Bcide\u00A0plan", "suicide plan")]
    [InlineData("SUI\u00ADCIDE — plan!", "suicide plan")]
    [InlineData("suicide\u202Eplan", "suicideplan")]
    [InlineData("José Núñez", "jose nunez")]
    [InlineData("Jose\u0301", "jose")]
    [InlineData("O’Brien", "obrien")]
    [InlineData("O'Brien", "obrien")]
    [InlineData("Straße  42", "strasse 42")]
    [InlineData("ＳＵＩＣＩＤＥ", "suicide")]
    [InlineData("  ...  ", "")]
    [InlineData("", "")]
    [InlineData("a\uD800b", "a b")]
    [InlineData("Łukasz Ørsted", "lukasz orsted")]
    [InlineData("محمد", "محمد")]
    public void Text_is_compared_without_case_accents_punctuation_and_invisible_characters(string text,
        string folded) =>
        Assert.Equal(folded, FoldedText.Fold(text));

    [Fact]
    public void Ascii_text_folds_like_other_text()
    {
        var ascii = Gen.Char[(char)0, (char)127].Array[0, 40].Select(chars => new string(chars));
        ascii.Sample(text =>
            Assert.Equal(FoldedText.Fold(text + " é"), (FoldedText.Fold(text) + " e").TrimStart()), iter: 20_000);
    }

    [Theory]
    [InlineData("has a suicide plan", "suicide plan", true)]
    [InlineData("suicide planning", "suicide plan", false)]
    [InlineData("parasuicide plan", "suicide plan", false)]
    [InlineData("anything", "", false)]
    public void A_phrase_is_found_as_whole_words(string text, string phrase, bool found) =>
        Assert.Equal(found, FoldedText.Contains(text, phrase));

    [Theory]
    [InlineData("Dana\u202E", "Dana")]
    [InlineData("Dana", "Dana")]
    [InlineData("\u200B\u200B", "")]
    [InlineData("D\u2066an\u2069a\uFEFF", "Dana")]
    public void Invisible_characters_are_removed(string text, string left) =>
        Assert.Equal(left, InvisibleText.Remove(text));
}
