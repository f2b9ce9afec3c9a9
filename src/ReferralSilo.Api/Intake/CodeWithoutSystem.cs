using System.Text.RegularExpressions;

namespace ReferralSilo.Api.Intake;

/// <summary>A reason code without its code system.</summary>
public static partial class CodeWithoutSystem
{
    /// <summary>Whether the code has the form of ICD-10-CM; no other code system in use has this form.</summary>
    public static bool IsIcd10Cm(string code) => Icd10Cm().IsMatch(code);

    [GeneratedRegex(@"^[A-Za-z]\d[0-9A-Za-z](\.[0-9A-Za-z]{1,4}|[0-9A-Za-z]{1,4})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Icd10Cm();
}
