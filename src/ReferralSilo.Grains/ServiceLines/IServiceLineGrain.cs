using Orleans.Concurrency;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>
/// One service line in memory: who waits, which capacity is open, its boards <c>triage/{id}</c> and <c>desk/{id}</c>.
/// Not truth: rebuilt from the ledger when it wakes, fed by versioned facts. Key: service line id.
/// </summary>
[Alias("service-line"), GrainInterfaceType("service-line")]
public interface IServiceLineGrain : IOutboxReceiver, IBoardHost
{
    /// <summary>
    /// The best slots of this line's clinicians for a referral's need, best first. The need comes with the question,
    /// for the line hears of a referral a moment after it changed.
    /// </summary>
    [Alias("best-slots")]
    Task<SlotMatches> BestSlots(MatchNeed need, int limit);

    /// <summary>The best waiting referrals for a slot; empty when the slot is not free.</summary>
    [Alias("best-referrals")]
    Task<IReadOnlyList<ReferralMatch>> BestReferrals(string slot, int limit);

    /// <summary>For each person (<see cref="Domain.Boards.PersonTraits"/> as text) its open referrals in this line but
    /// the one named with it.</summary>
    [Alias("same-persons")]
    Task<IReadOnlyList<IReadOnlyList<string>>> FindDuplicates(IReadOnlyList<(string Person, string But)> asked);

    /// <summary>Ids of the clinicians who serve this line.</summary>
    [Alias("clinicians")]
    Task<IReadOnlyList<string>> Clinicians();

    /// <summary>Shows its numbers to the wallboard, unless it may have missed something. One way: neither waits for the
    /// other.</summary>
    [Alias("report"), OneWay]
    Task Report();
}

/// <summary>The numbers of all service lines on one board, <c>wallboard</c>. One for the cluster.</summary>
[Alias("wallboard"), GrainInterfaceType("wallboard")]
public interface IWallboardGrain : IBoardHost
{
    /// <summary>The one key.</summary>
    public const string Key = "all";

    /// <summary>A line's numbers as they are now.</summary>
    [Alias("show")]
    Task Show(WallboardRow row);
}
