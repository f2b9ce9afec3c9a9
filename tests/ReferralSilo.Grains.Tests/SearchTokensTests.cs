using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Referrals;

namespace ReferralSilo.Grains.Tests;

public sealed class SearchTokensTests
{
    [Theory]
    [InlineData("RS-FXJD-XRDG", "rsfxjdxrdg")]
    [InlineData("rs-7f3k-9q2m", "rs7f3k9q2m")]
    public void A_number_is_one_word_also_when_it_has_no_digit(string text, string word) =>
        Assert.Equal([word], SearchTokens.WordsAsked(text));

    [Theory]
    [InlineData("{0}")]
    [InlineData(" {0} ")]
    [InlineData("Okafor, {0}")]
    public void A_new_number_is_found_however_it_is_typed_and_with_a_wrong_check_character_nothing_is(string form)
    {
        var number = ReferralNumber.FromCounter(77);
        var word = number.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        Assert.Contains(word, SearchTokens.WordsAsked(string.Format(null, form, number)));
        Assert.Contains(word, SearchTokens.WordsAsked(string.Format(null, form, number.ToLowerInvariant())));
        var wrong = number[..^1] + (number[^1] == '2' ? '3' : '2');
        Assert.Empty(SearchTokens.WordsAsked(string.Format(null, form, wrong)));
    }

    [Fact]
    public void A_number_of_before_is_found_with_O_for_0_and_with_blanks() =>
        Assert.Equal(["rs0f3k1q2m"], SearchTokens.WordsAsked("RS OF3K IQ2M"));

    [Fact]
    public void A_double_name_is_two_words_and_a_phone_is_found_without_its_country()
    {
        Assert.Equal(["smith", "jones", "ana"], SearchTokens.WordsAsked("Smith-Jones, Ana"));
        Assert.Equal(["13035550123"], SearchTokens.WordsAsked("(303) 555-0123"));
    }
}
