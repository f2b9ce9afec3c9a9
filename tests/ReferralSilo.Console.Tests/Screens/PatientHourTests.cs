using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Words;

namespace ReferralSilo.Console.Tests.Screens;

public sealed class PatientHourTests
{
    private static readonly Zone Denver = Zone.Find("America/Denver");

    /// <summary><see cref="ARow.Now"/> is 09:00 in Denver.</summary>
    [Theory]
    [InlineData("America/New_York", "11:00 there")]
    [InlineData("Asia/Tokyo", "Tue 01:00 there")]
    [InlineData("Asia/Kolkata", "21:30 there")]
    [InlineData("America/Denver", null)]
    [InlineData("America/Boise", null)]
    [InlineData("Mars/Olympus", null)]
    [InlineData(null, null)]
    public void Hour_of_the_patient_is_shown_when_it_is_another_one(string? zone, string? text) =>
        Assert.Equal(text, PatientHour.Beside(ARow.Now, Denver, zone));

    [Theory]
    [InlineData("America/New_York", "11")]
    [InlineData("Asia/Kolkata", "21:30")]
    [InlineData("America/Denver", null)]
    public void Head_of_a_column_has_the_hour_alone(string zone, string? text) =>
        Assert.Equal(text, PatientHour.Short(ARow.Now, Denver, zone));

    [Theory]
    [InlineData("America/Denver", true)]
    [InlineData("Pacific/Honolulu", false)]
    [InlineData("Asia/Kolkata", false)]
    [InlineData(null, null)]
    public void Patients_are_called_from_8_to_21_of_their_own_hours(string? zone, bool? may) =>
        Assert.Equal(may, PatientHour.MayCall(ARow.Now, zone));

    [Fact]
    public void Civil_time_that_a_clock_change_skips_is_the_first_one_after_it() => Assert.Equal(
        new DateTimeOffset(2031, 3, 9, 9, 30, 0, TimeSpan.Zero),
        Denver.At(new DateOnly(2031, 3, 9), 150).ToUniversalTime());
}
