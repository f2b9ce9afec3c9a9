using ReferralSilo.Domain;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Patients;

/// <summary>Finds the referrals of a patient, and those of others who could be the same person.</summary>
public sealed class PatientReferrals(ILedger ledger, ReferralMapper mapper, KeyedHash hash)
{
    /// <summary>Most referrals that are returned.</summary>
    public const int MostReferrals = 200;

    /// <summary>Most referrals that are looked at for each sign.</summary>
    private const int MostPerSign = 20;

    /// <summary>The referrals of these records, newest first, as committed.</summary>
    public async Task<IReadOnlyList<Snapshot<Referral>>> Of(IReadOnlyList<PatientId> patients)
    {
        var page = await ledger.Search(new ReferralListQuery(MostReferrals)
        {
            AnyToken = [.. patients.Select(p => SearchTokens.PatientToken(hash, p))],
        });
        return [.. page.Items.Select(row => new Snapshot<Referral>(mapper.Read(row.State.Span), row.Version))
            .Where(r => r.State.Case.PatientId is { } patient && patients.Contains(patient))];
    }

    /// <summary>
    /// Referrals of other records that could be the same person: the name with the birth date or a phone, or the
    /// birth date with a phone, is the same, and nothing contradicts. Twins have another given name.
    /// </summary>
    public async Task<IReadOnlyList<Referral>> PossiblySame(PatientRecord record)
    {
        var (shown, own) = (record.Shown, record.Parts.Select(p => p.Id).ToHashSet());
        var found = new List<Referral>();
        foreach (var sign in SearchTokens.SignsOf(hash, shown))
        {
            var page = await ledger.Search(new ReferralListQuery(MostPerSign) { Tokens = sign });
            found.AddRange(page.Items.Select(row => mapper.Read(row.State.Span)));
        }

        return [.. found.Where(r => r.Case is { PatientId: { } home, ShownPatient: { } other } && !own.Contains(home)
                && other != record.Id && other != record.Merged?.Into
                && (IsAlike(r.Case.Patient, shown) || IsAlike(r.Case.Submission.Patient, shown)))];

        static bool IsAlike(Patient one, Patient other) =>
            SubmissionMerge.PatientConflicts(one, other).Count == 0;
    }
}
