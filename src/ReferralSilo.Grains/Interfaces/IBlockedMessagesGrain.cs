using Orleans.Concurrency;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Interfaces;

/// <summary>Has messages judged again that are blocked for what an operator provides: a transport, or an approved
/// template. Key: <see cref="Key"/>. From the outbox it receives <see cref="JudgeAgain"/> when a template was
/// approved.</summary>
[Alias("blocked-messages"), GrainInterfaceType("blocked-messages")]
public interface IBlockedMessagesGrain : IOutboxReceiver
{
    const string Key = "all";

    /// <summary>Has all of them judged soon, unless that was done lately; called by each silo from its start
    /// on.</summary>
    [Alias("keep"), AlwaysInterleave]
    Task EnsureJudged();
}
