using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Patients;

/// <summary>The patient of a new referral.</summary>
/// <param name="Patient">The record to which the referral will belong.</param>
/// <param name="Copy">What is known of the patient; null for a new one, or when nothing is known.</param>
public sealed record FoundPatient(PatientId Patient, PatientCopy? Copy);

/// <summary>
/// Finds the patient of a referral by the keys of <see cref="PatientMatch"/>, which lie among the search tokens of the
/// referrals and so are written in their commits. A new patient's id comes from the first key, so that two referrals of
/// the same person at once, on two silos, end as one patient; without a key it comes from the referral.
/// </summary>
public sealed class PatientFinder(ILedger ledger, PersonSearch persons, PatientMapper patients, KeyedHash hash)
{
    private const int IdCharacters = 31;

    /// <summary>Finds the patient, or chooses the id of a new one.</summary>
    /// <param name="source">Who sent the referral; null when unknown.</param>
    /// <param name="patient">The patient as sent.</param>
    /// <param name="referral">The new referral.</param>
    /// <exception cref="LedgerUnavailableException">The patient is not known.</exception>
    public async Task<FoundPatient> Find(SourceId? source, Patient patient, ReferralId referral)
    {
        if (PatientMatch.RecordKey(source, patient) is not { } key)
            return new FoundPatient(NewId(referral.Value), null);
        var keys = PatientMatch.Keys(source, patient);
        var known = await Known(source, patient, referral, keys);
        if (known.Count == 0)
        {
            var id = NewId(key);
            if (!await Exists(id)) return new FoundPatient(id, null);
            // Another referral of this patient may have created it a moment ago. Otherwise its referrals say another
            // person since, and no one compared the two.
            known = await Known(source, patient, referral, keys);
        }

        (Instant? Died, PatientCopy? Full) left = default;
        foreach (var home in known)
        {
            if (await ledger.Read(new StreamId(PatientMapper.StreamKind, home.Value)) is not { } stored)
                return new FoundPatient(home, null);
            var record = patients.Read(stored.State.Span);
            var copy = record.CopyFor(referral, stored.Version);
            // A referral that is received after a recorded death is of someone who lives, or of another person. It gets
            // its own record, and messages wait until staff compared the two.
            if (copy.DeceasedAt is null && record.Referrals.Count < PatientRecord.MostReferrals)
                return new FoundPatient(home, copy == new PatientCopy(home, stored.Version) ? null : copy);
            left = copy.DeceasedAt is { } died ? (died, left.Full) : (left.Died, copy);
        }

        var own = NewId(referral.Value);
        return new FoundPatient(own, left switch
        {
            { Died: { } died } => new PatientCopy(own, 0) { DeathSuspectedAt = died },
            // What was withdrawn, corrected and noted counts in the next record, too.
            { Full: { } full } => full with { Patient = own, Version = 0 },
            _ => null,
        });
    }

    private async Task<bool> Exists(PatientId id) =>
        await ledger.ReadVersion(new StreamId(PatientMapper.StreamKind, id.Value)) > 0;

    /// <summary>The patients of the referrals that share a key, the one of the oldest referral first.</summary>
    private async Task<IReadOnlyList<PatientId>> Known(SourceId? source, Patient patient, ReferralId referral,
        IReadOnlyList<string> keys)
    {
        var found = await persons.Find(keys);
        return [.. found
            .Where(c => c.PatientId is not null && c.Id != referral && PatientMatch.IsSame(c, source, patient))
            .OrderBy(c => c.ReceivedAt).ThenBy(c => c.Id.Value, StringComparer.Ordinal)
            .Select(c => c.PatientId!.Value).Distinct()];
    }

    private PatientId NewId(string from) => new("p" + hash.Text("patient-id", from)[..IdCharacters]);
}
