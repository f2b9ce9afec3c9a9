using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Api.Intake;

/// <summary>A submission, or its errors by JSON pointer; never both.</summary>
public sealed record Parsed(Submission? Value, IReadOnlyDictionary<string, string[]> Errors);

/// <summary>Parses a submission. Whether ids exist is checked later.</summary>
public static class SubmissionParser
{
    /// <param name="input">The submission as received; any string may contain anything.</param>
    /// <param name="channel">The channel of the submission.</param>
    /// <param name="defaultSource">Source of the sender's account, for a submission without a source.</param>
    /// <param name="today">The latest possible birth date.</param>
    public static Parsed Parse(SubmitReferral input, IntakeChannel channel, string? defaultSource, LocalDate today)
    {
        var errors = new IntakeErrors();
        var text = new IntakeText(errors);
        var parts = new SubmissionParts(errors, text, today);

        var serviceLine = parts.ChosenId(input.ServiceLine, "/serviceLine");
        var longest = channel == IntakeChannel.Fhir ? IntakeLimits.FhirTextCharacters : IntakeLimits.TextCharacters;
        var reason = parts.Reason(input.Reason, longest);
        if (serviceLine is null && reason is null && !errors.AnyUnder("/serviceLine") && !errors.AnyUnder("/reason"))
            errors.Add("/reason", "A service line or a reason is needed.");
        var source = parts.ChosenId(string.IsNullOrWhiteSpace(input.Source) ? defaultSource : input.Source, "/source");
        var patient = parts.WithDetails(new PatientReader(errors, text, today).Read(input.Patient), input.Patient);
        var country = patient?.Location?.Country;
        // A FHIR request names the guardian in a warning of its own.
        if (patient is { Phones.Count: 0, Email: null } && channel != IntakeChannel.Fhir)
            errors.Warn("/patient/contacts", GuardianCopies.Warning, null);

        var submission = new Submission(
            serviceLine is null ? null : new ServiceLineId(serviceLine), input.Model,
            source is null ? null : new SourceId(source), channel, parts.Tracking(input.Tracking),
            parts.Referrer(input.Referrer, country), input.Priority, parts.Moment(input.NeedBy, "/needBy"), reason,
            text.Paragraphs(input.VisitGoal, "/visitGoal", longest), patient!, parts.Preferences(input.Preferences),
            parts.Consents(input.Consents), text.Line(input.Payer, "/payer"), parts.Identifiers(input.Identifiers),
            text.Line(input.Trigger, "/trigger"))
        {
            Warnings = errors.Warnings.Count > 0 ? errors.Warnings : null,
            Order = parts.Order(input.Order), MemberId = text.Line(input.MemberId, "/memberId"),
        };
        return new(errors.Any ? null : submission, errors.ToDictionary());
    }

    /// <summary>Parses only the identifiers and, as far as readable, the patient: for a message that withdraws an
    /// order.</summary>
    public static (IReadOnlyList<Identifier> Identifiers, Patient? Patient) ParseOrderIdentity(SubmitReferral input,
        LocalDate today)
    {
        var errors = new IntakeErrors();
        var text = new IntakeText(errors);
        var patient = input.Patient is null ? null : new PatientReader(errors, text, today).ReadIdentity(input.Patient);
        return (new SubmissionParts(errors, text, today).Identifiers(input.Identifiers), patient);
    }
}
