using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Words;

/// <summary>Texts of intake warnings: the part of the referral, and what is wrong with it.</summary>
public static class WarningWords
{
    /// <summary><c>phone-unverified</c> → <c>Phone unverified</c>.</summary>
    public static string What(IntakeWarning warning) => warning.Code == "reached-through-guardian"
        ? "The patient has no phone or email: confirm the guardian on the page of the patient before anyone calls"
        : PlainWords.Sentence(warning.Code);

    /// <summary>
    /// <c>/patient/phones/0</c> → <c>Patient, phones</c>;
    /// <c>Patient.telecom[1].value</c> → <c>Patient, telecom, value</c>.
    /// </summary>
    public static string Where(IntakeWarning warning) => PlainWords.Field(string.Join(", ", warning.Field
        .Split(['/', '.', '[', ']', '(', ')', '\''],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(part => !part.All(char.IsAsciiDigit))
        .Select(part => char.ToLowerInvariant(part[0]) + part[1..])));
}
