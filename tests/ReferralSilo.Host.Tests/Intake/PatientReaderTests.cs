namespace ReferralSilo.Host.Tests.Intake;

public sealed class PatientReaderTests
{
    [Theory]
    [InlineData("303-555-0123", "US", "+13035550123")]
    [InlineData("(303) 555 0123", null, "+13035550123")]
    [InlineData("06 48352638", "NL", "+31648352638")]
    [InlineData("+31 6 48352638", "US", "+31648352638")]
    public void A_phone_is_kept_as_e164(string written, string? country, string e164) =>
        Assert.Equal(e164, AnInput.Accepted(AnInput.With(AnInput.Patient with
        {
            Location = country is null ? null : new(country),
            Phones = [written],
        })).Patient.Phones.Single().E164);

    [Theory]
    [InlineData("555")]
    [InlineData("call me")]
    [InlineData("")]
    [InlineData("+1 303 555 0123 ext. 7")]
    [InlineData("(03) 5555 6473")]
    public void What_cannot_be_dialled_is_refused_at_its_place(string phone) =>
        AnInput.Refused(AnInput.With(AnInput.Patient with { Phones = ["+13035550123", phone] }), "/patient/phones/1");

    [Fact]
    public void Phones_are_bounded_and_kept_once()
    {
        AnInput.Refused(AnInput.With(AnInput.Patient with { Phones = [.. Enumerable.Repeat("+13035550123", 6)] }), "/patient/phones");
        Assert.Single(AnInput.Accepted(AnInput.With(AnInput.Patient with { Phones = ["+13035550123", "303 555 0123"] })).Patient.Phones);
    }

    [Theory]
    [InlineData("2031-03-04")]
    [InlineData("1899-12-31")]
    [InlineData("1988-02-30")]
    [InlineData("12/04/1988")]
    [InlineData("1988")]
    public void A_birth_date_is_a_day_of_the_past(string birthDate) =>
        AnInput.Refused(AnInput.With(AnInput.Patient with { BirthDate = birthDate }), "/patient/birthDate");

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("america/denver ;")]
    [InlineData("UTC+25:00")]
    public void A_time_zone_is_one_of_the_database(string zone) =>
        AnInput.Refused(AnInput.With(AnInput.Patient with { TimeZone = zone }), "/patient/timeZone");

    [Theory]
    [InlineData("US", "ZZ")]
    [InlineData("US", "Colorado")]
    [InlineData(null, "XX")]
    public void A_us_state_is_a_known_one(string? country, string state) =>
        AnInput.Refused(AnInput.With(AnInput.Patient with { Location = new(country, state) }), "/patient/location/state");

    [Fact]
    public void Country_and_state_are_upper_case_and_the_country_of_a_us_state_may_be_left_out()
    {
        var location = AnInput.Accepted(AnInput.With(AnInput.Patient with { Location = new(null, "co") })).Patient.Location!;
        Assert.Equal(("US", "CO"), (location.Country, location.State));
        AnInput.Refused(AnInput.With(AnInput.Patient with { Location = new("USA", "CO") }), "/patient/location/country");
        Assert.Equal("Noord-Holland", AnInput.Accepted(AnInput.With(AnInput.Patient with { Location = new("nl", "Noord-Holland") })).Patient.Location!.State);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("en_US")]
    [InlineData("en-")]
    public void A_language_is_a_tag(string language) =>
        AnInput.Refused(AnInput.With(AnInput.Patient with { Language = language }), "/patient/language");

    [Theory]
    [InlineData("dana")]
    [InlineData("dana@")]
    [InlineData("dana@localhost")]
    [InlineData("a@b@example.org")]
    [InlineData("dana@example..org")]
    [InlineData("da na@example.org")]
    [InlineData("Dana <dana@example.org>")]
    [InlineData("dana@example.org,eve@example.org")]
    [InlineData("dana@example.org\r\nBcc: eve@example.org")]
    public void An_email_can_stand_in_a_header(string email) =>
        AnInput.Refused(AnInput.With(AnInput.Patient with { Email = email }), "/patient/email");

    [Fact]
    public void A_name_of_invisible_characters_is_no_name() =>
        AnInput.Refused(AnInput.With(AnInput.Patient with { GivenName = "\u200B\u2060", FamilyName = " \uFEFF" }), "/patient");
}
