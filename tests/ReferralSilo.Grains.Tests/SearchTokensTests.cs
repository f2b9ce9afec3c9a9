using ReferralSilo.Grains.Referrals;

namespace ReferralSilo.Grains.Tests;

public sealed class SearchTokensTests
{
    [Theory]
    [InlineData("RS-FXJD-XRDG", "rsfxjdxrdg")]
    [InlineData("rs-7f3k-9q2m", "rs7f3k9q2m")]
    public void A_number_is_one_word_also_when_it_has_no_digit(string text, string word) => Assert.Equal([word], SearchTokens.WordsAsked(text));

    [Fact]
    public void A_double_name_is_two_words_and_a_phone_is_found_without_its_country()
    {
        Assert.Equal(["smith", "jones", "ana"], SearchTokens.WordsAsked("Smith-Jones, Ana"));
        Assert.Equal(["13035550123"], SearchTokens.WordsAsked("(303) 555-0123"));
    }
}
