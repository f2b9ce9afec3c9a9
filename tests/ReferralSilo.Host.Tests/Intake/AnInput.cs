using NodaTime;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Host.Tests.Intake;

/// <summary>A complete submission of the public contract; each test changes a copy.</summary>
public static class AnInput
{
    public static LocalDate Today { get; } = new(2031, 3, 3);

    public static PatientInput Patient { get; } = new("Dana", "Okafor", "1988-04-12", new("US", "CO"), "America/Denver",
        "en", ["+13035550123"], "dana@example.org", Channel.Sms);

    public static SubmitReferral Full { get; } = new(
        "behavioral-health", ReferralModel.WarmHandoff, "lakeside-family-practice",
        new("LFP-SPRING", null, new("newsletter", "email", "spring", "anxiety", "top")),
        new("A. Rivera", "1234567893", "+13035550100"), Priority.Urgent,
        new DateTimeOffset(2031, 3, 5, 17, 0, 0, TimeSpan.Zero),
        new("Panic attacks, increasing", [new("http://hl7.org/fhir/sid/icd-10-cm", "F41.0", "Panic disorder")]),
        "Evaluation and plan", Patient, new(VisitType.Video, [new(["mon", "wed"], "16:00", "19:00")], "dr-rivera"),
        [new(ConsentKind.Sms, true, "verbal", new DateTimeOffset(2031, 3, 3, 8, 55, 0, TimeSpan.Zero))],
        "Acme Health", [new("urn:lakeside:order", "A-1009")], "care-plan update");

    public static SubmitReferral With(PatientInput patient) => Full with { Patient = patient };

    public static Parsed Parse(SubmitReferral input, string? defaultSource = null) =>
        SubmissionParser.Parse(input, IntakeChannel.Api, defaultSource, Today);

    public static void Refused(SubmitReferral input, params string[] pointers) =>
        Assert.Equal(pointers, Parse(input).Errors.Keys.Order(StringComparer.Ordinal));

    public static ReferralSilo.Domain.Referrals.Submission Accepted(SubmitReferral input)
    {
        var parsed = Parse(input);
        Assert.Empty(parsed.Errors);
        return parsed.Value!;
    }

    /// <summary>Accepted with exactly these warnings, each as <c>pointer code</c>.</summary>
    public static ReferralSilo.Domain.Referrals.Submission Warned(SubmitReferral input, params string[] warnings)
    {
        var submission = Accepted(input);
        Assert.Equal(warnings.Order(StringComparer.Ordinal), (submission.Warnings ?? [])
            .Select(w => $"{w.Field} {w.Code}").Order(StringComparer.Ordinal));
        return submission;
    }
}
