using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Grains.Messages;

/// <summary>A part of the program that keeps messages from ever leaving, for reasons that are not the
/// referral's.</summary>
public interface IMessageFilter
{
    /// <summary>False: the message ends as superseded, <see cref="MessageReasons.NotNeeded"/>.</summary>
    ValueTask<bool> MayLeave(MessageCase message, CancellationToken ct);
}
