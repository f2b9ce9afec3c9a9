using System.Text.Json;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Emergencies;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Host.Tests.Intake;

public sealed class SubmissionParserTests
{
    [Fact]
    public void A_complete_submission_is_read()
    {
        var submission = AnInput.Accepted(AnInput.Full);
        Assert.Equal("behavioral-health", submission.ServiceLine?.Value);
        Assert.Equal("lakeside-family-practice", submission.Source?.Value);
        Assert.Equal(Instant.FromUtc(2031, 3, 5, 17, 0), submission.NeedBy);
        Assert.Equal("1234567893", submission.Referrer?.Npi?.Value);
        Assert.Equal("+13035550123", submission.Patient.Phones.Single().E164);
        Assert.Equal(new LocalDate(1988, 4, 12), submission.Patient.BirthDate);
        Assert.Equal([IsoDayOfWeek.Monday, IsoDayOfWeek.Wednesday], submission.Preferences!.Times.Single().Days);
        Assert.Equal("Okafor, Dana", submission.Patient.DisplayName);
        Assert.Equal(42, submission.Patient.Age(AnInput.Today));
        Assert.Equal(43, submission.Patient.Age(new(2031, 4, 12)));
    }

    [Fact]
    public void A_submission_is_stored_with_plain_strings_and_kebab_case()
    {
        var options = ReferralJson.Options;
        var json = JsonSerializer.Serialize(AnInput.Accepted(AnInput.Full), options);
        Assert.Contains("\"serviceLine\":\"behavioral-health\"", json);
        Assert.Contains("\"model\":\"warm-handoff\"", json);
        Assert.Contains("\"npi\":\"1234567893\"", json);
        Assert.Contains("\"phones\":[\"+13035550123\"]", json);
        Assert.Contains("\"days\":[\"monday\",\"wednesday\"]", json);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<Submission>(json, options), options));
    }

    [Fact]
    public void A_service_line_or_a_reason_and_a_name_with_a_phone_are_enough()
    {
        var patient = new PatientInput(GivenName: "Dana", Phones: ["303 555 0123"]);
        AnInput.Accepted(new(ServiceLine: "dermatology", Patient: patient));
        var bare = AnInput.Accepted(new(Reason: new("Rash"),
            Patient: patient with { Phones = null, Email = "d@example.org" }));
        Assert.Equal(Priority.Routine, bare.Priority);
        Assert.Null(bare.ServiceLine);
    }

    [Fact]
    public void Missing_required_values_are_named()
    {
        AnInput.Refused(new(), "/patient", "/reason");
        AnInput.Refused(new(ServiceLine: "dermatology", Patient: new(Phones: ["+13035550123"])), "/patient");
        AnInput.Refused(new(ServiceLine: "dermatology", Patient: new("Dana")), "/patient");
        AnInput.Refused(new(Reason: new("  ", []), Patient: AnInput.Patient), "/reason");
    }

    [Fact]
    public void The_source_of_the_account_is_the_default()
    {
        Assert.Equal("own", AnInput.Parse(AnInput.Full with { Source = null }, "own").Value!.Source!.Value.Value);
        Assert.Equal("lakeside-family-practice", AnInput.Parse(AnInput.Full, "own").Value!.Source!.Value.Value);
    }

    [Theory]
    [InlineData("Behavioral Health")]
    [InlineData("-x")]
    [InlineData("ä")]
    public void Malformed_ids_are_refused(string id)
    {
        AnInput.Refused(AnInput.Full with { ServiceLine = id, Source = id }, "/serviceLine", "/source");
        AnInput.Warned(AnInput.Full with { Preferences = new(Clinician: id) },
            "/preferences/clinician clinician-unreadable");
    }

    [Theory]
    [InlineData("1234567890")]
    [InlineData("123456789")]
    [InlineData("12345678933")]
    [InlineData("١٢٣٤٥٦٧٨٩٣")]
    public void An_npi_with_a_wrong_check_digit_does_not_refuse_the_referral(string npi)
    {
        var submission = AnInput.Warned(AnInput.Full with { Referrer = new("A. Rivera", npi) },
            "/referrer/npi npi-invalid");
        Assert.Equal((null, npi), (submission.Referrer!.Npi, submission.Warnings!.Single().Value));
    }

    [Theory]
    [InlineData("mon", "16:00", "16:00")]
    [InlineData("mon", "19:00", "16:00")]
    [InlineData("monday", "16:00", "19:00")]
    [InlineData(null, "16:00", "19:00")]
    [InlineData("mon", "4pm", "19:00")]
    public void An_unreadable_window_is_stored_in_a_warning(string? day, string from, string to)
    {
        var read = AnInput.Warned(
            AnInput.Full with { Preferences = new(Times: [new(["tue"], "08:00", "09:00"), new([day!], from, to)]) },
            "/preferences/times/1 window-unreadable");
        Assert.Single(read.Preferences!.Times);
        Assert.Contains(from, read.Warnings!.Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_have_limits_and_no_null()
    {
        AnInput.Refused(AnInput.Full with { Reason = new("x", [.. Enumerable.Repeat(new CodeInput("s", "c"), 21)]) },
            "/reason/codes");
        AnInput.Refused(
            AnInput.Full with { Consents = [.. Enumerable.Repeat(new ConsentInput(ConsentKind.Sms, true), 21)] },
            "/consents");
        AnInput.Refused(AnInput.Full with { Identifiers = [.. Enumerable.Repeat(new IdentifierInput("s", "v"), 11)] },
            "/identifiers");
        AnInput.Refused(AnInput.Full with { Identifiers = [null!] }, "/identifiers/0");
        AnInput.Refused(
            AnInput.Full with { Preferences = new(
                Times: [.. Enumerable.Repeat(new TimeWindow(["mon"], "08:00", "09:00"), 15)]) }, "/preferences/times");
        Assert.Equal("urn:x",
            AnInput.Warned(AnInput.Full with { Reason = new(null, [new("urn:x", "")]) },
            "/reason/codes/0 code-incomplete").Warnings!.Single().Value);
        AnInput.Refused(AnInput.Full with { ServiceLine = null, Reason = new(null, [new("urn:x", " ")]) }, "/reason");
    }

    [Theory]
    [InlineData(" ", "R45.851", null, "code-system-assumed")]
    [InlineData("", "42", "Suicidal ideation with plan", "code-incomplete")]
    [InlineData("http://snomed.info/sct", "", "Suicidal ideation with plan", "code-incomplete")]
    public void Incomplete_reason_code_still_alarms(string system, string code, string? display, string warning)
    {
        var reason = AnInput.Warned(AnInput.Full with { Reason = new("See the code", [new(system, code, display)]) },
            $"/reason/codes/0 {warning}").Reason!;
        Assert.Equal(EmergencyConcern.Emergency,
            EmergencyDetector.Detect([reason.Text!], reason.Codes, AnInput.Today)?.Concern);
    }

    [Fact]
    public void A_repeated_identifier_is_kept_once() =>
        Assert.Single(
            AnInput.Accepted(AnInput.Full with { Identifiers = [new("s", "v"), new(" s", "v ")] }).Identifiers);

    [Fact]
    public void An_instant_out_of_range_is_refused()
    {
        AnInput.Refused(AnInput.Full with { NeedBy = DateTimeOffset.MaxValue }, "/needBy");
        AnInput.Warned(AnInput.Full with { Consents = [new(ConsentKind.Call, true, null, DateTimeOffset.MinValue)] },
            "/consents/0/at moment-out-of-range");
    }
}
