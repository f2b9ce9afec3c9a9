using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Api.Access;

/// <summary>
/// What an action is about, with all that the policy needs to judge it: ids of service lines, sources and clinicians,
/// no patient data.
/// </summary>
/// <param name="Kind">Kebab-case.</param>
/// <param name="Id">Id; null for an action without an object.</param>
public abstract record AccessObject(string Kind, string? Id)
{
    /// <summary>The action as such, before its object is known.</summary>
    public static AccessObject None { get; } = new Nothing();

    /// <summary>Something that does not exist: out of everybody's scope.</summary>
    public static AccessObject Absent(string kind, string id) => new Missing(kind, id);

    /// <summary>A service line, with its queues, capacity and settings.</summary>
    public static AccessObject ServiceLine(string id) => new OfServiceLine(id);

    /// <summary>A referral source, with its settings and its board.</summary>
    public static AccessObject Source(string? id) => new OfSource(id);

    /// <summary>A clinician's schedule.</summary>
    /// <param name="clinician">Id of the clinician.</param>
    /// <param name="lines">The service lines of the clinician; empty when there is no such clinician.</param>
    public static AccessObject Schedule(string clinician, IReadOnlyList<string> lines) =>
        new OfSchedule(clinician, lines);

    /// <summary>A referral with its patient.</summary>
    /// <param name="id">Referral id.</param>
    /// <param name="line">The service line of its queue; null for unassigned.</param>
    /// <param name="source">Its source.</param>
    /// <param name="clinicians">Those who have its visit, its newest missed visit, or one of its holds.</param>
    public static AccessObject Referral(string id, string? line, string? source, IReadOnlyList<string> clinicians) =>
        new OfReferral(id, line ?? ServiceLineId.Unassigned.Value, source, clinicians);

    /// <summary>A committed referral; holds that have ended count no longer.</summary>
    public static AccessObject Of(Referral state, Instant now) => Referral(
        state.Case.Id.Value, state.Case.ServiceLine.Value, state.Case.Submission.Source?.Value,
        [
            .. state is Domain.Referrals.Referral.Offered offered && now < offered.Offer.DueAt
                ? offered.Holds.Select(h => h.Clinician.Value) : [],
            .. state.VisitClinician is { } clinician ? [clinician.Value] : (string[])[],
        ]);

    /// <summary>A referral as it is shown to staff.</summary>
    public static AccessObject Of(ReferralView view) => Referral(view.Id, view.ServiceLine, view.Source,
        [.. view.Holds.Select(h => h.Clinician),
            .. (view.Appointment?.Clinician ?? view.NoShowClinician) is { } clinician ? [clinician] : (string[])[]]);

    /// <summary>See <see cref="None"/>.</summary>
    internal sealed record Nothing() : AccessObject("none", null);

    /// <summary>See <see cref="Absent"/>.</summary>
    internal sealed record Missing(string What, string Name) : AccessObject(What, Name);

    /// <summary>See <see cref="ServiceLine"/>.</summary>
    internal sealed record OfServiceLine(string Line) : AccessObject("service-line", Line);

    /// <summary>See <see cref="Source"/>.</summary>
    internal sealed record OfSource(string? SourceId) : AccessObject("source", SourceId);

    /// <summary>See <see cref="Schedule"/>.</summary>
    internal sealed record OfSchedule(string Clinician, IReadOnlyList<string> Lines)
        : AccessObject("schedule", Clinician);

    /// <summary>See <see cref="Referral"/>.</summary>
    internal sealed record OfReferral(string Name, string Line, string? SourceId, IReadOnlyList<string> Clinicians)
        : AccessObject("referral", Name);
}
