using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Referrals;

/// <summary>What a decision may know besides the state and the command.</summary>
/// <param name="Now">The moment of the decision.</param>
/// <param name="Actor">Who orders it: a staff id, <c>client:…</c>, or <c>system</c>.</param>
/// <param name="ServiceLines">Settings of all service lines as they stand now.</param>
/// <param name="Grants">What the schedule granted for this command; null before it was asked.</param>
/// <param name="MayAccept">The actor may do triage's part (accept and book in one step).</param>
public sealed record ReferralContext(
    Instant Now, string Actor, IReadOnlyDictionary<ServiceLineId, ServiceLine> ServiceLines,
    IReadOnlyList<SlotGrant>? Grants = null, bool MayAccept = true)
{
    /// <summary>The settings of a line; the built-in defaults where it has none.</summary>
    public ServiceLine Line(ServiceLineId id) => ServiceLines.TryGetValue(id, out var line) ? line : Unconfigured;

    /// <summary>Stands in for <see cref="ServiceLineId.Unassigned"/> and for lines whose settings are gone.</summary>
    private static ServiceLine Unconfigured { get; } =
        ServiceLineParser.Parse(ServiceLineId.Unassigned, 0, new ServiceLineInput("Unassigned", "UTC")).Value!;

    /// <summary>A fresh clock of this kind for the referral, by its line's turnaround target.</summary>
    public Clock Start(ClockKind kind, ReferralCase referral) =>
        Clock.Start(kind, Now, EmergencyRules.DueAt(
            Line(referral.ServiceLine), kind, referral.Priority, EmergencyRules.Concern(referral.Eligibility),
                referral.NeedBy, Now));
}
