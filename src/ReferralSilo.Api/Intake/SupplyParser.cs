using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Api.Intake;

/// <summary>Parses the data of <c>supply-information</c> as the intake does. A value that cannot be read is an error:
/// nothing else is waiting for the answer, so its sender can write it again.</summary>
public static class SupplyParser
{
    /// <summary>The parsed command, or its errors by JSON pointer; never both.</summary>
    /// <param name="input">The command as received.</param>
    /// <param name="byStaff">False for a caller who is bound to a source.</param>
    /// <param name="today">The latest possible birth date.</param>
    public static (SuppliedInformation? Value, IReadOnlyDictionary<string, string[]> Errors) Parse(
        SupplyInformation input, bool byStaff, LocalDate today)
    {
        var errors = new IntakeErrors();
        var text = new IntakeText(errors);
        var items = (input.Items ?? []).Select((item, i) => text.Line(item, $"/items/{i}")).OfType<string>().ToList();
        var patient = input.Patient is { } sent
            ? new SubmissionParts(errors, text, today).WithDetails(
                new PatientReader(errors, text, today).ReadPart(sent), sent)
            : null;
        foreach (var warning in errors.Warnings.Where(w => !IsKept(w.Code)))
            errors.Add(warning.Field, IntakeWarningCodes.All[warning.Code]);
        return errors.Any ? (null, errors.ToDictionary())
            : (new SuppliedInformation(items, text.Paragraphs(input.Message, "/message"), patient,
                errors.Warnings.Count > 0 ? errors.Warnings : null, byStaff), errors.ToDictionary());
    }

    /// <summary>True when the value is in the data, and only worth a look.</summary>
    private static bool IsKept(string code) =>
        code is IntakeWarningCodes.PhoneUnverified or IntakeWarningCodes.CharactersDropped;
}
