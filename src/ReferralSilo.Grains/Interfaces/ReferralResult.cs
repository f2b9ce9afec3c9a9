using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.Interfaces;

/// <summary>What the caller of a command gets of the referral. Another silo gets only what clients see: the whole state
/// would double the bytes to write and to read.</summary>
/// <param name="View">As shown after the command; null when it was refused.</param>
/// <param name="ServiceLine">The line whose queue holds the referral.</param>
/// <param name="Person"><see cref="PersonTraits"/> as text.</param>
/// <param name="Need">Finds the next best slots when the requested one is taken; otherwise null.</param>
[GenerateSerializer, Immutable, Alias("told-referral")]
public sealed record ReferralResult(
    [property: Id(0)] SerializedView? View, [property: Id(1)] ServiceLineId ServiceLine,
    [property: Id(2)] string? Person, [property: Id(3)] MatchNeed? Need)
{
    /// <summary>The committed state within the silo of the grain; null elsewhere.</summary>
    [field: NonSerialized]
    public Referral? State { get; private init; }

    /// <summary>Converts the outcome of a command.</summary>
    /// <param name="outcome">The outcome with its state.</param>
    /// <param name="now">Claims and offers that have ended by then are not shown.</param>
    public static CommandOutcome<ReferralResult> Of(CommandOutcome<Referral> outcome, Instant now) => new(
        outcome.State is { } state ? Of(state, outcome.Version, outcome.Refusal, now) : null,
        outcome.Version, outcome.Refusal, outcome.Replayed, outcome.Unknown, outcome.NoChange);

    private static ReferralResult Of(Referral state, long version, Refusal? refusal, Instant now) => new(
        refusal is null ? new SerializedView(ReferralViews.View(state, version, now)) : null,
        state.Case.ServiceLine,
        PersonTraits.From(state.Case).ToString(),
        refusal?.Code == ScheduleRefusals.SlotTaken.Code ? MatchNeed.From(state) : null)
    {
        State = state,
    };
}
