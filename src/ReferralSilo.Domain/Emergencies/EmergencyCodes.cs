using ReferralSilo.Contracts;
using ReferralSilo.Domain.Codes;

namespace ReferralSilo.Domain.Emergencies;

/// <summary>The built-in emergency codes: intentional self-harm and suicidal ideation in ICD-10-CM (FY 2026), with
/// their counterparts in WHO ICD-10 and SNOMED CT. A personal history (Z91.5) is reviewed first.</summary>
internal static class EmergencyCodes
{
    private static readonly CodePattern[] Harm = Patterns([
        "R45.851", "R45.88", "T14.91*", "X71*", "X72*", "X73*", "X74*", "X75*", "X76*", "X77*", "X78*", "X79*", "X80*",
        "X81*", "X82*", "X83*",
        $"{CodeSystems.Icd10}|X6*", $"{CodeSystems.Icd10}|X7*", $"{CodeSystems.Icd10}|X80*",
        $"{CodeSystems.Icd10}|X81*", $"{CodeSystems.Icd10}|X82*", $"{CodeSystems.Icd10}|X83*",
        $"{CodeSystems.Icd10}|X84*",
        // Suicidal thoughts; suicidal; suicide attempt; at risk for suicide; self-injurious behavior; self-inflicted
        // injury; intentional overdose.
        .. new[] { "6471006", "267073005", "82313006", "225444004", "248062006", "276853009", "59274003" }.Select(c =>
            $"{CodeSystems.Snomed}|{c}")]);

    private static readonly CodePattern[] Overdose = Patterns([$"{CodeSystems.Snomed}|55680006"]);

    private static readonly CodePattern[] History = Patterns(["Z91.5*"]);

    /// <summary>The concern and the number to call; null for other codes.</summary>
    public static (EmergencyConcern Concern, string Phone)? Detect(ConceptCode code)
    {
        if (Harm.Any(p => p.Matches(code)) || IsIntentional(code))
            return (EmergencyConcern.Emergency, EmergencyTerms.CrisisLine);
        if (Overdose.Any(p => p.Matches(code))) return (EmergencyConcern.Emergency, EmergencyTerms.EmergencyServices);
        return History.Any(p => p.Matches(code)) ? (EmergencyConcern.ReviewFirst, EmergencyTerms.CrisisLine) : null;
    }

    /// <summary>
    /// In codes for poisoning (T36–T65) and asphyxiation (T71) the sixth character is the intent, or the fifth when the
    /// sixth is the placeholder X: 2 is intentional self-harm. A code of this length is ICD-10-CM, whatever system is
    /// sent.
    /// </summary>
    private static bool IsIntentional(ConceptCode code)
    {
        var plain = CodeSystems.Plain(CodeSystems.Icd10Cm, code.Code);
        if (plain.Length < (CodeSystems.Canonical(code.System) == CodeSystems.Icd10Cm ? 5 : 6) || plain.Length > 7
            || plain[0] != 'T' || !int.TryParse(plain[1..3], out var category)
            || category is not (>= 36 and <= 65 or 71))
            return false;
        return plain.Length > 5 && plain[5] != 'X' ? plain[5] == '2' : plain[4] == '2';
    }

    private static CodePattern[] Patterns(IEnumerable<string> patterns) => [.. patterns.Select(CodePattern.Parse)];
}
