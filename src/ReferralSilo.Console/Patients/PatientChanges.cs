using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Patients;

namespace ReferralSilo.Console.Patients;

/// <summary>What others changed in a record since it was read, as a sentence.</summary>
internal static class PatientChanges
{
    public static string Describe(PatientView before, PatientView now, Names names, Zone zone)
    {
        if (before.MergedInto != now.MergedInto)
            return now.MergedInto is null ? "This record was separated again just now."
                : "This record was merged into another one just now.";
        if (Death(before) != Death(now))
            return now.Deceased switch
            {
                null => "It was recorded just now that the patient lives.",
                { Suspected: true } => "A sender or another record said just now that the patient may have died.",
                _ => "It was recorded just now that the patient has died.",
            };
        if (now.Corrections is [var last, ..] && (before.Corrections is not [var known, ..] || known != last
            && known.At < last.At))
            return last.Kind is not null
                ? $"{CorrectionHistory.Fields(last)}, by {names.Subject(last.By)} at {zone.Clock(last.At)}."
                : $"{names.Subject(last.By)} corrected {CorrectionHistory.Fields(last).ToLowerInvariant()} at "
                + $"{zone.Clock(last.At)}.";
        var consent = now.Consents.FirstOrDefault(c => !before.Consents.Any(b => (b.Kind, b.Purpose, b.Given, b.At)
            == (c.Kind, c.Purpose, c.Given, c.At)));
        return consent is null ? "It was changed by somebody else just now."
            : $"{(consent.By is { } by ? names.Subject(by) : "A referral")} recorded: consent to "
                + $"{ConsentWords.Lower(consent.Kind)} {(consent.Given ? "given" : "withdrawn")}.";
    }

    private static (bool Known, bool Suspected) Death(PatientView view) =>
        (view.Deceased is not null, view.Deceased?.Suspected == true);
}
