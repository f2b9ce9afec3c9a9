using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Interfaces;

/// <summary>The messages of one referral as a whole: plans new ones, supersedes those that a later one replaces, and
/// has the waiting ones judged again when the referral changes. Key: referral id.</summary>
[Alias("outreach"), GrainInterfaceType("outreach")]
public interface IOutreachGrain : IOutboxReceiver;
