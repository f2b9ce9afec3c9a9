using ReferralSilo.Console.Desk;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Desk;

public sealed class MatchChipsTests
{
    [Fact]
    public void Time_without_wishes_of_the_patient_says_when_and_how() =>
        Assert.Equal(["in 1 h 00 m", "video"], Texts(ARow.View("w")));

    [Theory]
    [InlineData(10, "in their times", true)]
    [InlineData(0, "outside their times", false)]
    public void Requested_times_are_named_only_when_there_are_any(double points, string text, bool good)
    {
        var view = ARow.View("w") with
        {
            Preferences = new PreferencesInput(Times: [new TimeWindow(["mon"], "08:00", "12:00")]),
        };
        var chip = MatchChips.Of(Match("times", points), view, ARow.Now)[^1];
        Assert.Equal((text, good), (chip.Text, chip.Good));
    }

    [Theory]
    [InlineData("es", 5, "speaks Spanish")]
    [InlineData("es", 0, "does not speak Spanish")]
    [InlineData("en-US", 0, "video")]
    public void Language_is_named_when_it_is_not_English(string language, double points, string text)
    {
        var view = ARow.View("w");
        view = view with { Patient = view.Patient with { Language = language } };
        Assert.Equal(text, MatchChips.Of(Match("language", points), view, ARow.Now)[^1].Text);
    }

    private static IEnumerable<string> Texts(ReferralView view) =>
        MatchChips.Of(ARow.Match("s1"), view, ARow.Now).Select(c => c.Text);

    private static SlotMatch Match(string rule, double points) =>
        ARow.Match("s1") with { Reasons = [new ScoreReason(rule, points, "…")] };
}
