using ReferralSilo.Domain;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Patients;

/// <summary>
/// Shows a referral with what the record of its patient says at this moment. The outbox brings the referral its copy a
/// moment after a withdrawal or a death was answered, later when a silo stopped in between; no message may leave in
/// that time.
/// </summary>
public sealed class PresentPatient(ILedger ledger, PatientMapper patients)
{
    /// <summary>Merges that are followed; a longer chain is not made.</summary>
    private const int MostHops = PatientRecord.MostAbsorbed;

    /// <summary>The referral with the newest copy; unchanged when it has it.</summary>
    /// <exception cref="LedgerUnavailableException">The record is not known.</exception>
    public async Task<Referral> Present(Referral state)
    {
        if (state.Case.PatientId is not { } patient) return state;
        var seen = state.Case.Copy?.Version ?? 0;
        if (state.Case.Copy is not { } copy || copy.Patient == patient)
        {
            if (await ledger.ReadVersion(Stream(patient)) <= seen) return state;
        }

        return await Read(patient, MostHops) is { } record
            ? ReferralEvolver.Evolve(state, new ReferralEvent.PatientChanged(
                record.State.CopyFor(state.Case.Id, record.Version)))
            : state;
    }

    /// <summary>What the record that took this one over shows at this moment; null for none, and while that one does
    /// not know of the merge.</summary>
    /// <exception cref="LedgerUnavailableException">The record is not known.</exception>
    public async Task<TakerCopy?> TakerOf(PatientRecord state) =>
        state.Merged is { } link ? await TakerOf(state.Id, link, MostHops) : null;

    private async Task<TakerCopy?> TakerOf(PatientId id, MergeLink link, int hops) =>
        hops > 0 && await Read(link.Into, hops - 1) is { } taker
            && taker.State.Absorbed?.Any(a => a.From == id) == true ? taker.State.ForAbsorbed(taker.Version) : null;

    /// <summary>The committed record, with what the record that took it over shows at this moment.</summary>
    private async Task<Snapshot<PatientRecord>?> Read(PatientId id, int hops)
    {
        if (await ledger.Read(Stream(id)) is not { } stored) return null;
        var state = patients.Read(stored.State.Span);
        if (state.Merged is { } link && await TakerOf(id, link, hops) is { } taker)
            state = state with { Merged = link with { Taker = taker } };
        return new Snapshot<PatientRecord>(state, stored.Version);
    }

    private static StreamId Stream(PatientId id) => new(PatientMapper.StreamKind, id.Value);
}
