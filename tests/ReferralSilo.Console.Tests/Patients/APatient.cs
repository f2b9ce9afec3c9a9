using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Patients;

/// <summary>Records of patients with defaults; a test sets only the values it is about.</summary>
internal static class APatient
{
    public static readonly string[] Actions = ["correct", "consents", "deceased", "merge"];

    public static PatientView View(string id = "p1", long version = 3) => new(id, version, null,
        new PatientInput("Dana", "Okafor", "1988-04-12", new LocationInput("US", "CO"), "America/Denver", "es",
            ["+13035550123", "+13035550124"], "dana@example.org", Channel.Call) { Id = id },
        [], null, null, [], [], [])
    {
        Actions = Actions,
    };

    /// <summary>A consent that counts for care and reminders when it is given, and for everything when not.</summary>
    public static PatientConsentView Consent(ConsentKind kind, bool given, string? by = "sue") => new(kind, given,
        "verbal", ARow.Now.AddDays(-1), null, "v2", given ? true : null, by, null,
        given ? [ConsentPurpose.Care, ConsentPurpose.Reminders] : Enum.GetValues<ConsentPurpose>());

    public static CorrectionView Correction(string by = "sue", params string[] fields) =>
        new(ARow.Now.AddMinutes(-5), by, "Read the card.", fields);
}
