using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Referrals;

/// <summary>The inputs of a decision besides the state and the command.</summary>
/// <param name="Now">The instant of the decision.</param>
/// <param name="Actor">Who sends the command: a staff id, <c>client:…</c>, or <c>system</c>.</param>
/// <param name="ServiceLines">Current settings of all service lines.</param>
/// <param name="Grants">The slots that the schedule granted for this command; null before the request.</param>
/// <param name="MayAccept">True when the actor may do triage (accept and book in one step).</param>
/// <param name="LastAct">What the last command did; only for <c>undo</c>, else null.</param>
/// <param name="BySource">True when the source acts: no claim binds it.</param>
public sealed record ReferralContext(
    Instant Now, string Actor, IReadOnlyDictionary<ServiceLineId, ServiceLine> ServiceLines,
    IReadOnlyList<SlotGrant>? Grants = null, bool MayAccept = true, LastAct? LastAct = null, bool BySource = false)
{
    /// <summary>The clinician of the booked visit, for the commands that change the patient or the order; null without
    /// a visit, and for other commands.</summary>
    public ClinicianProfile? Clinician { get; init; }

    /// <summary>The settings of a line; built-in defaults when it has none.</summary>
    public ServiceLine Line(ServiceLineId id) =>
        ServiceLines.TryGetValue(id, out var line) ? line : UnassignedLine.Settings;

    /// <summary>True when some line has people on call.</summary>
    public bool HasOnCall => ServiceLines.Values.Any(line => line.OnCall is not null);

    /// <summary>Who is on call for a queue; null for no one.</summary>
    public OnCallList? OnCall(ServiceLineId queue) => OnCallList.Serving(queue, ServiceLines);

    /// <summary>A new clock of this kind for the referral, by its line's turnaround target.</summary>
    public Clock Start(ClockKind kind, ReferralCase referral) =>
        Clock.Start(kind, Now, EmergencyRules.DueAt(
            Line(referral.ServiceLine), kind, referral.Priority, referral.Eligibility.Concern,
            referral.NeedBy, Now));
}
