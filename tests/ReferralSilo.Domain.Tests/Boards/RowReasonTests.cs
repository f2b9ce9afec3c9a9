using System.Text;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Domain.Tests.Boards;

/// <summary>The start of a reason on board rows.</summary>
public sealed class RowReasonTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Panic attacks")]
    public void A_short_reason_stays(string? reason) => Assert.Equal(reason, RowReason.Shorten(reason));

    [Fact]
    public void A_reason_of_the_greatest_length_stays()
    {
        var longest = new string('a', RowReason.MaxBytes);
        Assert.Equal(longest, RowReason.Shorten(longest));
        Assert.Equal(longest[..^3] + "…", RowReason.Shorten(longest + "b"));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("é")]
    [InlineData("漢")]
    [InlineData("👩🏽‍⚕️")]
    [InlineData("e\u0301\u0302")]
    public void A_long_reason_is_cut_between_characters(string character)
    {
        var shortened = RowReason.Shorten(string.Concat(Enumerable.Repeat(character, 20_000)))!;

        var size = Encoding.UTF8.GetByteCount(character);
        var kept = (RowReason.MaxBytes - Encoding.UTF8.GetByteCount("…")) / size;
        Assert.Equal(string.Concat(Enumerable.Repeat(character, kept)) + "…", shortened);
    }

    [Fact]
    public void No_space_stands_before_the_ellipsis() => Assert.Equal(
        new string('a', 70) + "…", RowReason.Shorten(new string('a', 70) + new string(' ', 20) + "b"));

    [Fact]
    public void A_character_longer_than_a_row_is_left_out() =>
        Assert.Equal("…", RowReason.Shorten("a" + new string('\u0301', 500)));
}
