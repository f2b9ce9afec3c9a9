using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Grains.Messages;

/// <summary>Texts with words of an emergency that hold the automatic messages to a patient.</summary>
public interface IUndecidedEmergencies
{
    /// <summary>True while words of an emergency came from an address of the patient, and no nurse has decided on them.
    /// </summary>
    Task<bool> IsEmergencyUndecided(ReferralCase referral);

    /// <summary>The conversations of the patient follow the referral to another service line.</summary>
    /// <exception cref="Committing.OutcomeUnknownException">It must be done again.</exception>
    Task FollowLines(ReferralCase referral);

    /// <summary>The committed state of a conversation; null when there is none.</summary>
    Task<Conversation?> Conversation(string id);
}
