using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

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
    [InlineData("303-555-0123 (mobile)", "US", "+13035550123")]
    [InlineData("cell: 303.555.0123", "US", "+13035550123")]
    [InlineData("303 555 0123 móvil", null, "+13035550123")]
    [InlineData("0044 20 7946 0958", "US", "+442079460958")]
    [InlineData("020 7946 0958", "UK", "+442079460958")]
    [InlineData("011 44 20 7946 0958", "US", "+442079460958")]
    public void A_phone_with_a_label_or_foreign_prefix_is_read(string written, string? country,
        string e164) =>
        Assert.Equal(e164, AnInput.Warned(AnInput.With(AnInput.Patient with
        {
            Location = country is null ? null : new(country), Phones = [written],
        })).Patient.Phones.Single().E164);

    [Theory]
    [InlineData("+1 837 555 0123", "+18375550123")]
    [InlineData("(837) 555-0123", "+18375550123")]
    public void A_possible_number_of_an_unknown_area_is_kept_as_unverified(string written, string e164) =>
        Assert.Equal(e164, AnInput.Warned(AnInput.With(AnInput.Patient with { Phones = [written] }),
            "/patient/phones/0 phone-unverified").Patient.Phones.Single().E164);

    [Theory]
    [InlineData("555")]
    [InlineData("call me")]
    [InlineData("")]
    [InlineData("+1 303 555 0123 ext. 7")]
    [InlineData("(03) 5555 6473")]
    public void An_unreadable_phone_is_refused_only_without_another_contact(string phone)
    {
        var patient = AnInput.Patient with { Phones = ["+13035550123", phone], Email = null };
        var warning = AnInput.Warned(AnInput.With(patient), "/patient/phones/1 phone-unreadable").Warnings!.Single();
        Assert.Equal(phone.Length == 0 ? null : phone, warning.Value);
        AnInput.Refused(AnInput.With(patient with { Phones = [phone] }), "/patient/phones/0");
        // The number of a neighbor makes it no better.
        AnInput.Refused(AnInput.With(patient with
        {
            Phones = [phone], Contacts = [new RelatedPersonInput("Ada", "neighbor", "303-555-0177")],
        }), "/patient/phones/0");
    }

    [Theory]
    [InlineData("303-555-0177; 303-555-0178", null, true)]
    [InlineData(null, "ada@example.org", true)]
    [InlineData("none", "none", false)]
    [InlineData(null, null, false)]
    public void A_patient_without_a_phone_is_reached_through_a_contact_and_gets_no_address_of_the_contact(string? phone,
        string? email, bool may)
    {
        var input = AnInput.With(AnInput.Patient with
        {
            Phones = [], Email = null, Contacts = [new RelatedPersonInput("Ada", "mother", phone, email)],
        });
        if (!may)
        {
            AnInput.Refused(input, "/patient");
            return;
        }

        var patient = AnInput.Warned(input, "/patient/contacts reached-through-guardian").Patient;
        Assert.Equal((0, null), (patient.Phones.Count, patient.Email));
        Assert.Equal((phone, email), (patient.Contacts![0].Phone, patient.Contacts[0].Email));
    }

    [Fact]
    public void Phones_are_limited_and_distinct()
    {
        AnInput.Refused(AnInput.With(AnInput.Patient with { Phones = [.. Enumerable.Repeat("+13035550123", 6)] }),
            "/patient/phones");
        Assert.Single(
            AnInput.Accepted(
                AnInput.With(AnInput.Patient with { Phones = ["+13035550123", "303 555 0123"] })).Patient.Phones);
    }

    [Theory]
    [InlineData("2031-03-04")]
    [InlineData("1899-12-31")]
    [InlineData("1988-02-30")]
    [InlineData("12/04/1988")]
    [InlineData("1988")]
    public void An_invalid_birth_date_is_stored_in_a_warning(string birthDate)
    {
        var submission = AnInput.Warned(AnInput.With(AnInput.Patient with { BirthDate = birthDate }),
            "/patient/birthDate birth-date-unreadable");
        Assert.Equal((null, birthDate), (submission.Patient.BirthDate, submission.Warnings!.Single().Value));
    }

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("america/denver ;")]
    [InlineData("UTC+25:00")]
    public void An_unknown_time_zone_does_not_refuse_the_referral(string zone) =>
        Assert.Null(AnInput.Warned(AnInput.With(AnInput.Patient with { TimeZone = zone }),
            "/patient/timeZone time-zone-unreadable").Patient.TimeZone);

    [Fact]
    public void A_time_zone_is_case_insensitive() =>
        Assert.Equal("America/Denver",
            AnInput.Warned(AnInput.With(AnInput.Patient with { TimeZone = "america/DENVER" })).Patient.TimeZone);

    [Theory]
    [InlineData("US", "ZZ", "US", null, "/patient/location/state state-unreadable")]
    [InlineData(null, "XX", null, null, "/patient/location/state state-unreadable")]
    [InlineData("Narnia", "CO", null, null, "/patient/location/country country-unreadable",
        "/patient/location/state state-unreadable")]
    [InlineData("US", "Colorado", "US", "CO")]
    [InlineData("USA", "co", "US", "CO")]
    [InlineData(null, "co", "US", "CO")]
    [InlineData("nl", "Noord-Holland", "NL", "Noord-Holland")]
    [InlineData("UK", "Kent", "GB", "Kent")]
    public void An_unknown_place_gets_a_warning_and_is_never_guessed(string? country, string state, string? kept,
        string? keptState, params string[] warnings)
    {
        var location = AnInput.Warned(AnInput.With(AnInput.Patient with { Location = new(country, state) }),
            warnings).Patient.Location;
        Assert.Equal((kept, keptState), (location?.Country, location?.State));
    }

    [Theory]
    [InlineData("en_US", "en-US")]
    [InlineData("spa", "es")]
    [InlineData("Spanish", "es")]
    [InlineData("español", "es")]
    [InlineData("ESPANOL", "es")]
    [InlineData("Spanish; Castilian", "es")]
    [InlineData("ES-mx", "es-MX")]
    [InlineData("zh-hans-cn", "zh-Hans-CN")]
    [InlineData("Haitian Creole", "ht")]
    [InlineData("American Sign Language", "ase")]
    [InlineData("hmn", "hmn")]
    [InlineData("pt_BR.UTF-8", "pt-BR")]
    [InlineData("fre", "fr")]
    public void A_language_is_normalized(string written, string tag) =>
        Assert.Equal(tag, AnInput.Warned(AnInput.With(AnInput.Patient with { Language = written })).Patient.Language);

    [Theory]
    [InlineData("x")]
    [InlineData("en-")]
    [InlineData("klingonish")]
    [InlineData("qq")]
    public void An_unknown_language_is_stored_in_a_warning(string language) =>
        Assert.Equal(language, AnInput.Warned(AnInput.With(AnInput.Patient with { Language = language }),
            "/patient/language language-unreadable").Warnings!.Single().Value);

    [Fact]
    public void A_language_has_a_name_for_people() =>
        Assert.Equal(("Spanish", "Spanish (MX)", "qqq"), (Languages.Name("es"), Languages.Name("es-MX"),
            Languages.Name("qqq")));

    [Theory]
    [InlineData("dana")]
    [InlineData("dana@")]
    [InlineData("dana@localhost")]
    [InlineData("a@b@example.org")]
    [InlineData("dana@example..org")]
    [InlineData("da na@example.org")]
    [InlineData("Dana <dana@example.org>")]
    [InlineData("dana@example.org,eve@example.org")]
    public void An_invalid_email_is_refused_only_without_a_phone(string email)
    {
        Assert.Null(AnInput.Warned(AnInput.With(AnInput.Patient with { Email = email }),
            "/patient/email email-unreadable").Patient.Email);
        AnInput.Refused(AnInput.With(AnInput.Patient with { Email = email, Phones = null }), "/patient/email");
    }

    [Fact]
    public void An_email_that_would_break_a_header_is_never_kept() => Assert.Null(AnInput.Warned(
        AnInput.With(AnInput.Patient with { Email = "dana@example.org\r\nBcc: eve@example.org" }),
        "/patient/email email-unreadable", "/patient/email characters-dropped").Patient.Email);

    [Fact]
    public void A_phone_with_a_million_spaces_is_read_quickly() =>
        Assert.Null(PhoneReader.Classify("3035550123" + new string(' ', 1_000_000) + "x", "US"));

    [Fact]
    public void A_line_break_or_tab_in_a_name_separates_words()
    {
        foreach (var name in (string[])["Ana\nLucia", "Ana\tLucia"])
            Assert.Equal("Ana Lucia",
                AnInput.Warned(AnInput.With(AnInput.Patient with { GivenName = name }),
                "/patient/givenName characters-dropped").Patient.Name.Given);
    }

    [Fact]
    public void A_name_of_invisible_characters_is_refused() =>
        AnInput.Refused(AnInput.With(AnInput.Patient with { GivenName = "\u200B\u2060", FamilyName = " \uFEFF" }),
            "/patient");
}
