using ReferralSilo.Domain.Messages.Text;

namespace ReferralSilo.Domain.Tests.Messages.Text;

public sealed class SmsTextTests
{
    [Theory]
    [InlineData("a", 0, "", 0)]
    [InlineData("a", 160, "", 1)]
    [InlineData("a", 161, "", 2)]
    [InlineData("a", 306, "", 2)]
    [InlineData("a", 307, "", 3)]
    [InlineData("a", 159, "€", 2)]
    [InlineData("a", 158, "€", 1)]
    [InlineData("a", 69, "’", 1)]
    [InlineData("a", 70, "’", 2)]
    [InlineData("😀", 35, "", 1)]
    [InlineData("😀", 36, "", 2)]
    [InlineData("é", 160, "", 1)]
    [InlineData("í", 71, "", 2)]
    // An escaped character and a pair of surrogates stay in one part: 152 + 152 septets, 66 + 66 units.
    [InlineData("€", 153, "", 3)]
    [InlineData("😀", 67, "", 3)]
    public void Parts_are_counted_as_carriers_do(string repeated, int times, string end, int parts) =>
        Assert.Equal(parts,
            SmsSegments.Measure(string.Concat(Enumerable.Repeat(repeated, times)) + end).Parts);

    [Theory]
    [InlineData("€^{}[]~|\\", 18, false)]
    [InlineData("sábado", 6, true)]
    [InlineData("mañana a las 3", 14, false)]
    public void Units_and_alphabet_are_named(string text, int units, bool isUnicode)
    {
        var length = SmsSegments.Measure(text);

        Assert.Equal((units, isUnicode), (length.Units, length.IsUnicode));
    }

    [Theory]
    [InlineData("It’s “today” – call…", "It's \"today\" - call...")]
    [InlineData("9:00\u202fAM\u00a0MST", "9:00 AM MST")]
    [InlineData("Dr. Núñez-Žák, Þóra, 王", "Dr. Núñez-Žák, Þóra, 王")]
    [InlineData("plain", "plain")]
    [InlineData("a\u200bb", "ab")]
    public void Typographic_characters_become_ascii_and_letters_stay(string text, string expected) =>
        Assert.Equal(expected, PlainCharacters.Replace(text));
}
