using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.Referrals;

/// <summary>
/// What whoever ordered a command is told of the referral. Its whole state would be as long again to write and to read
/// where the answer is only passed on, so another silo is sent no more than what is shown.
/// </summary>
/// <param name="View">As shown after the command; null when it was refused.</param>
/// <param name="ServiceLine">Whose queue it is in.</param>
/// <param name="Person"><see cref="PersonTraits"/> as text.</param>
/// <param name="Need">For the next best slots, when the one that was asked for is taken; else null.</param>
[GenerateSerializer, Immutable, Alias("told-referral")]
public sealed record ReferralResult(
    [property: Id(0)] SerializedView? View, [property: Id(1)] ServiceLineId ServiceLine,
    [property: Id(2)] string? Person, [property: Id(3)] MatchNeed? Need)
{
    /// <summary>The committed state, within the silo that has the referral; null elsewhere.</summary>
    [field: NonSerialized]
    public Referral? State { get; private init; }

    /// <summary>What is told of an outcome.</summary>
    /// <param name="outcome">With the state that it is about.</param>
    /// <param name="now">Claims and offers that are over by then are not shown.</param>
    public static CommandOutcome<ReferralResult> Of(CommandOutcome<Referral> outcome, Instant now) => new(
        outcome.State is { } state ? Of(state, outcome.Version, outcome.Refusal, now) : null,
        outcome.Version, outcome.Refusal, outcome.Replayed, outcome.Unknown, outcome.NoChange);

    private static ReferralResult Of(Referral state, long version, Refusal? refusal, Instant now) => new(
        refusal is null ? new SerializedView(ReferralViews.View(state, version, now)) : null,
        state.Case.ServiceLine,
        PersonTraits.From(state.Case.Submission).ToString(),
        refusal?.Code == ScheduleRefusals.SlotTaken.Code ? MatchNeed.From(state) : null)
    {
        State = state,
    };
}
