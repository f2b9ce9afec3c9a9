using System.Globalization;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Words;

namespace ReferralSilo.Console.Tests.Screens;

public sealed class WordsTests
{
    [Theory]
    [InlineData("es", "Spanish")]
    [InlineData("ES-MX", "Spanish (MX)")]
    [InlineData("en-US", "English")]
    [InlineData("x-klingon", "x-klingon")]
    public void Languages_have_names(string tag, string name) => Assert.Equal(name, PlaceNames.Language(tag));

    [Theory]
    [InlineData(0, "now")]
    [InlineData(12, "12 min")]
    [InlineData(65, "1 h 05 m")]
    [InlineData(1680, "1 d 4 h")]
    public void Lengths_are_shown_in_words(int minutes, string words) =>
        Assert.Equal(words, TimeWords.Length(TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData(8, "due in 8 min")]
    [InlineData(0.5, "due now")]
    [InlineData(-0.5, "just late")]
    [InlineData(-3, "3 min late")]
    public void Due_shows_ahead_or_late(double minutes, string words) =>
        Assert.Equal(words, TimeWords.Due(ARow.Now.AddMinutes(minutes), ARow.Now));

    [Theory]
    [InlineData(252, "4:12")]
    [InlineData(3729, "1:02:09")]
    [InlineData(0, "ended")]
    [InlineData(-9, "ended")]
    public void Countdown_shows_the_remaining_time(int seconds, string words) =>
        Assert.Equal(words, TimeWords.Countdown(ARow.Now.AddSeconds(seconds), ARow.Now));

    [Theory]
    [InlineData("America/Denver", "2031-03-03T16:00:00Z", "09:00", "Mountain time, UTC−07:00")]
    [InlineData("America/Denver", "2031-07-01T16:00:00Z", "10:00", "Mountain time, UTC−06:00")]
    [InlineData("America/Boise", "2031-03-03T16:00:00Z", "09:00", "Boise time, UTC−07:00")]
    [InlineData("Nowhere/Here", "2031-03-03T16:00:00Z", "16:00", "UTC")]
    public void Times_are_in_the_stated_zone(string zone, string at, string clock, string stated)
    {
        var moment = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);
        Assert.Equal((clock, stated), (Zone.Find(zone).Clock(moment), Zone.Find(zone).Stated(moment)));
    }
}
