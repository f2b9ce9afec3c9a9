using Orleans.Concurrency;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Interfaces;

/// <summary>
/// One service line in memory: waiting referrals, open capacity, the boards <c>triage/{id}</c> and <c>desk/{id}</c>. It
/// is rebuilt from the ledger on activation and updated by versioned messages. Key: service line id.
/// </summary>
[Alias("service-line"), GrainInterfaceType("service-line")]
public interface IServiceLineGrain : IOutboxReceiver, IBoardHost
{
    /// <summary>The best slots of this line's clinicians for a referral's need, best first. The caller sends the need,
    /// because the line receives a change of the referral a moment later.</summary>
    [Alias("best-slots")]
    Task<SlotMatches> BestSlots(MatchNeed need, int limit);

    /// <summary>The best waiting referrals for a slot; empty when the slot is not free.</summary>
    [Alias("best-referrals")]
    Task<IReadOnlyList<ReferralMatch>> BestReferrals(string slot, int limit);

    /// <summary>For each person (<see cref="Domain.Boards.PersonTraits"/> as text), its open referrals in this line
    /// except the one named with it.</summary>
    [Alias("same-persons")]
    Task<IReadOnlyList<IReadOnlyList<string>>> FindDuplicates(IReadOnlyList<(string Person, string Except)> asked);

    /// <summary>Ids of the clinicians who serve this line.</summary>
    [Alias("clinicians")]
    Task<IReadOnlyList<string>> Clinicians();

    /// <summary>Sends its row to the wallboard unless it may be stale. One way: neither waits for the other.</summary>
    [Alias("report"), OneWay]
    Task Report();
}

/// <summary>The numbers of all service lines on one board, <c>wallboard</c>. One grain per cluster.</summary>
[Alias("wallboard"), GrainInterfaceType("wallboard")]
public interface IWallboardGrain : IBoardHost
{
    /// <summary>Key of the only grain.</summary>
    public const string Key = "all";

    /// <summary>Publishes the current row of a line.</summary>
    [Alias("show")]
    Task Show(WallboardRow row);
}
