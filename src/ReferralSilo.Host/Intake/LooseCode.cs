using System.Text.RegularExpressions;

namespace ReferralSilo.Host.Intake;

/// <summary>A reason code that came without its system.</summary>
internal static partial class LooseCode
{
    /// <summary>The form of ICD-10-CM and of no other system in use: such a code can only be one of it.</summary>
    public static bool IsIcd10Cm(string code) => Icd10Cm().IsMatch(code);

    [GeneratedRegex(@"^[A-Za-z]\d[0-9A-Za-z](\.[0-9A-Za-z]{1,4}|[0-9A-Za-z]{1,4})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Icd10Cm();
}
