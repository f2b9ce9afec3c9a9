using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Referrals;

namespace ReferralSilo.Grains.Tests;

public sealed class SearchTokensTests
{
    [Theory]
    [InlineData("RS-FXJD-XRDG", "rsfxjdxrdg")]
    [InlineData("rs-7f3k-9q2m", "rs7f3k9q2m")]
    public void A_number_without_digits_is_one_word(string text, string word) =>
        Assert.Equal([word], SearchTokens.SearchWords(text));

    [Theory]
    [InlineData("{0}")]
    [InlineData(" {0} ")]
    [InlineData("Okafor, {0}")]
    public void A_new_number_is_found_in_any_spelling_and_not_with_a_wrong_check_character(string template)
    {
        var number = ReferralNumber.FromCounter(77);
        var word = number.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        Assert.Contains(word, SearchTokens.SearchWords(string.Format(null, template, number)));
        Assert.Contains(word, SearchTokens.SearchWords(string.Format(null, template, number.ToLowerInvariant())));
        var wrong = number[..^1] + (number[^1] == '2' ? '3' : '2');
        Assert.Empty(SearchTokens.SearchWords(string.Format(null, template, wrong)));
    }

    [Fact]
    public void An_old_number_is_found_with_O_for_0_and_with_blanks() =>
        Assert.Equal(["rs0f3k1q2m"], SearchTokens.SearchWords("RS OF3K IQ2M"));

    [Fact]
    public void A_double_name_is_two_words_and_a_phone_needs_no_country_code()
    {
        Assert.Equal(["smith", "jones", "ana"], SearchTokens.SearchWords("Smith-Jones, Ana"));
        Assert.Equal(["13035550123"], SearchTokens.SearchWords("(303) 555-0123"));
    }

    [Fact]
    public void A_number_with_a_plus_has_its_country_code_also_when_it_has_ten_digits()
    {
        Assert.Equal(["4791234567"], SearchTokens.SearchWords("+4791234567"));
        Assert.Equal(["hansen", "4791234567"], SearchTokens.SearchWords("Hansen +4791234567"));
    }
}
