using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Grains.Messages;

/// <summary>Texts with words of an emergency that hold the automatic messages to a patient.</summary>
public interface IUndecidedEmergencies
{
    /// <summary>True while words of an emergency came from an address of the patient, and no nurse has decided on them.
    /// </summary>
    Task<bool> IsEmergencyUndecided(ReferralCase referral);
}
