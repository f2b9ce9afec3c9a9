using ReferralSilo.Domain;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;

namespace ReferralSilo.Grains.Referrals;

/// <summary>Claims the time of a visit at the patient's record before it is booked, so that two referrals of a patient
/// are never booked at the same time. A claim whose booking fails ends by itself.</summary>
/// <param name="grains">Finds the record.</param>
/// <param name="referral">The referral.</param>
/// <param name="booking">Id of the booking.</param>
/// <param name="slot">The time.</param>
internal sealed class VisitClaims(IGrainFactory grains, Referral referral, string booking, SlotId slot)
{
    /// <summary>Merges that are followed; a longer chain is not made.</summary>
    private const int MostHops = PatientRecord.MostAbsorbed;

    private PatientId? _claimedAt;

    /// <summary>Claims the time. Neither done nor refused: the outcome is unknown.</summary>
    public async Task<(bool Done, Refusal? Refusal)> Claim(bool overruled)
    {
        // A referral of an older version gets its patient a moment after the upgrade.
        if (referral.Case.PatientId is not { } patient) return (true, null);
        var visit = new PatientVisit(referral.Case.Id, booking, slot.Start, slot.End);
        for (var hop = 0; hop < MostHops; hop++)
        {
            var outcome = await Send(patient, new PatientCommand.ClaimVisit(visit, overruled));
            if (outcome.Unknown) return (false, null);
            switch (outcome.Refusal?.Code)
            {
                case null:
                    _claimedAt = patient;
                    return (true, null);
                case PatientRefusals.MergedCode when outcome.State?.Merged is { } link:
                    patient = link.Into;
                    break;
                case var code when code == PatientRefusals.Unknown.Code:
                    // The first message about the patient is on its way.
                    await Send(patient, new PatientCommand.Learn(patient, PatientFacts.From(referral, 0)));
                    break;
                default:
                    return (false, outcome.Refusal);
            }
        }

        return (false, null);
    }

    /// <summary>Ends the claim after the schedule refused the booking.</summary>
    public async Task Release()
    {
        if (_claimedAt is { } patient) await Send(patient, new PatientCommand.ReleaseVisit(booking));
    }

    private Task<CommandOutcome<PatientRecord>> Send(PatientId patient, PatientCommand command) =>
        grains.GetGrain<IPatientGrain>(patient.Value).Handle(CommandEnvelopes.BySystem(command));
}
