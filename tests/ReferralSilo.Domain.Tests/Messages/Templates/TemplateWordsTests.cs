using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Domain.Messages.Text;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Tests.Messages.Templates;

public sealed class TemplateWordsTests
{
    private static readonly Instant Start = Instant.FromUtc(2031, 3, 5, 21, 30);

    [Theory]
    [InlineData("en", MessageChannel.Email, "America/Denver", "Wednesday, March 5 at 2:30 PM MST")]
    [InlineData("en", MessageChannel.Sms, "America/Denver", "Wed, Mar 5 at 2:30 PM MST")]
    [InlineData("es-MX", MessageChannel.Email, "America/Denver", "miércoles 5 de marzo at 2:30 p. m. MST")]
    [InlineData("es", MessageChannel.Sms, "America/Denver", "mié 5 mar at 2:30 pm MST")]
    [InlineData("en", MessageChannel.Sms, "Pacific/Guam", "Thu, Mar 6 at 7:30 AM ChST")]
    [InlineData("fr", MessageChannel.Sms, "America/New_York", "Wed, Mar 5 at 4:30 PM EST")]
    public void Days_and_times_are_those_of_the_patient(string language, MessageChannel channel, string zone,
        string expected)
    {
        var (words, at) = (new MessageWords(language, channel), CivilTime.FindZone(zone)!);

        Assert.Equal(expected, $"{words.Day(Start, at)} at {words.Time(Start, at)}");
    }

    [Fact]
    public void Noon_and_midnight_are_twelve()
    {
        var words = new MessageWords("en", MessageChannel.Sms);

        Assert.Equal("12:00 PM UTC", words.Time(Instant.FromUtc(2031, 3, 5, 12, 0), DateTimeZone.Utc));
        Assert.Equal("12:05 AM UTC", words.Time(Instant.FromUtc(2031, 3, 5, 0, 5), DateTimeZone.Utc));
    }

    [Fact]
    public void Every_short_day_of_a_text_message_is_in_its_alphabet()
    {
        foreach (var language in (string[])["en", "es"])
            for (var day = 0; day < 366; day++)
            {
                var words = new MessageWords(language, MessageChannel.Sms);
                var text = words.Day(Start + Duration.FromDays(day), DateTimeZone.Utc);
                Assert.False(SmsSegments.Measure(text).IsUnicode);
            }
    }

    [Theory]
    [InlineData("+13035550100", "(303) 555-0100")]
    [InlineData("+442071234567", "+44 20 7123 4567")]
    [InlineData("the desk", "the desk")]
    public void A_phone_number_is_written_as_it_is_dialled(string number, string expected) =>
        Assert.Equal(expected, MessageWords.Phone(number));

    [Theory]
    [InlineData("The cat sat on the mat.", "en", 0)]
    [InlineData("We called you. Please call us back at https://clinic.example.org/p or 303-555-0100.", "en", 1)]
    [InlineData("El perro corre por la casa.", "es", 5)]
    [InlineData("", "en", 0)]
    public void An_easy_text_has_a_low_grade(string text, string language, double atMost) =>
        Assert.InRange(ReadingLevel.Grade(text, language), 0, atMost);

    [Theory]
    [InlineData("Notwithstanding administrative considerations, organizational representatives will subsequently "
        + "communicate individualized recommendations.", "en")]
    [InlineData("Independientemente de las consideraciones administrativas, los representantes organizacionales "
        + "comunicarán posteriormente recomendaciones individualizadas.", "es")]
    public void A_hard_text_has_a_high_grade(string text, string language) =>
        Assert.True(ReadingLevel.Grade(text, language) > ReadingLevel.HighestGrade);

    [Fact]
    public void Flesch_Kincaid_is_computed_as_published() =>
        // 9 words, 1 sentence, 16 syllables: 0.39 * 9 + 11.8 * 16 / 9 - 15.59.
        Assert.Equal(8.9, ReadingLevel.Grade("The patient can contact the clinic for another appointment.", "en"), 1);

    [Theory]
    [InlineData("Your therapy visit", "therapy")]
    [InlineData("Su cita de psiquiatría", "psiquiatria")]
    [InlineData("Lakeside Family Practice sent us your name", "lakeside family practice")]
    [InlineData("Your visit is booked", null)]
    public void Words_that_tell_the_reason_or_the_source_are_found(string text, string? expected) =>
        Assert.Equal(expected, ForbiddenWords.Find(text, ["Lakeside Family Practice"]));
}
