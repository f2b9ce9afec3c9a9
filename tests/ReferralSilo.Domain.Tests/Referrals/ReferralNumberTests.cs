using CsCheck;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class ReferralNumberTests
{
    private static readonly Gen<long> Counters = Gen.Long[0, ReferralNumber.Capacity - 1];

    [Fact]
    public void A_million_referrals_have_a_million_numbers()
    {
        const int million = 1_000_000;
        Assert.Equal(million, Enumerable.Range(0, million).Select(i => ReferralNumber.FromCounter(i))
            .Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_number_has_no_confusable_characters_and_parses_to_itself() => Counters.Sample(counter =>
    {
        var number = ReferralNumber.FromCounter(counter);
        Assert.Matches("^RS-U[2-9A-HJKMNP-Z]{3}-[2-9A-HJKMNP-Z]{4}$", number);
        Assert.True(ReferralNumber.TryParse(number.Replace('-', ' ').ToLowerInvariant(), out var read));
        Assert.Equal(number, read);
    });

    [Fact]
    public void One_wrong_character_or_two_swapped_ones_are_detected() =>
        Gen.Select(Counters, Gen.Int[4, 11], Gen.Int[0, 30], Gen.Int[4, 11]).Sample(
        (counter, at, letter, other) =>
        {
            var number = ReferralNumber.FromCounter(counter);
            if (number[at] == '-' || number[other] == '-') return;
            AssertNotAccepted(number, ReplaceAt(number, at, "23456789ABCDEFGHJKMNPQRSTUVWXYZ"[letter]));
            AssertNotAccepted(number, ReplaceAt(ReplaceAt(number, at, number[other]), other, number[at]));
        });

    [Fact]
    public void Consecutive_numbers_look_unrelated()
    {
        var numbers = Enumerable.Range(0, 1000).Select(i => ReferralNumber.FromCounter(i)).ToList();
        Assert.NotEqual(numbers.Order(StringComparer.Ordinal), numbers);
        Assert.All(numbers.Zip(numbers.Skip(1)), pair =>
            Assert.True(pair.First.Zip(pair.Second).Count(c => c.First != c.Second) >= 2));
    }

    [Theory]
    [InlineData("RS-7F3K-9Q2M", "RS-7F3K-9Q2M")]
    [InlineData("rs 7f3k 9q2m", "RS-7F3K-9Q2M")]
    [InlineData("RS-OF3K-LQ2I", "RS-0F3K-1Q21")]
    [InlineData("RS-ABCD-EFGH", "RS-ABCD-EFGH")]
    public void An_older_number_is_parsed_with_O_as_0(string typed, string number)
    {
        Assert.True(ReferralNumber.TryParse(typed, out var read));
        Assert.Equal(number, read);
    }

    [Theory]
    [InlineData("RS-7F3K-9Q2")]
    [InlineData("RS-7F3K-9Q2M5")]
    [InlineData("R.S. Thompson")]
    [InlineData("RS Thompson")]
    [InlineData("Rs'abcd-efgh")]
    [InlineData("303-555-0123")]
    [InlineData("")]
    public void Other_texts_are_not_numbers(string typed) => Assert.False(ReferralNumber.TryParse(typed, out _));

    [Fact]
    public void A_counter_beyond_the_last_number_is_refused_and_not_wrapped_around()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ReferralNumber.FromCounter(ReferralNumber.Capacity));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReferralNumber.FromCounter(-1));
    }

    private static void AssertNotAccepted(string number, string typed)
    {
        if (typed == number) return;
        // Without the U it is an older number without a check character, but still another number.
        Assert.True(ReferralNumber.TryParse(typed, out var read));
        if (typed[3] == 'U') Assert.Null(read);
        else Assert.NotEqual(number, read);
    }

    private static string ReplaceAt(string text, int at, char c) =>
        string.Concat(text.AsSpan(0, at), [c], text.AsSpan(at + 1));
}
