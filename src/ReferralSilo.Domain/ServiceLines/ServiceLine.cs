using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>A service line's settings, parsed and valid. Created only by <see cref="ServiceLineParser"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Version of the settings; rises with each change.</param>
/// <param name="Name">Display name.</param>
/// <param name="Zone">Zone of its business hours.</param>
/// <param name="Hours">Working hours.</param>
/// <param name="Eligibility">Eligibility rules.</param>
/// <param name="Targets">Its own turnaround targets; <see cref="TurnaroundDefaults"/> for the others.</param>
/// <param name="RequiredFields">Required fields, e.g. <c>patient.birth-date</c>,
/// <c>document:medication-list</c>.</param>
/// <param name="ClaimFor">Duration of a claim.</param>
/// <param name="OfferFor">Default duration of an offer.</param>
/// <param name="MaxContactAttempts">Failed attempts until the patient counts as unreachable.</param>
/// <param name="ContactRetry">Time between contact attempts.</param>
/// <param name="MaxNoShows">No-shows until the referral ends.</param>
public sealed record ServiceLine(
    ServiceLineId Id, long Version, string Name, DateTimeZone Zone, BusinessHours Hours, EligibilityRules Eligibility,
    TurnaroundTargets Targets, IReadOnlyList<string> RequiredFields, Duration ClaimFor, Duration OfferFor,
    int MaxContactAttempts, Duration ContactRetry, int MaxNoShows)
{
    private static readonly Priority[] Priorities = [.. Enum.GetValues<Priority>().Order()];

    /// <summary>
    /// When a clock that started at <paramref name="from"/> is due: by the target of its priority, and never later than
    /// by the target of a lower one. Counted in business hours of <see cref="Zone"/> when a target says so. Never
    /// before <paramref name="from"/>; a later start is never due earlier.
    /// </summary>
    public Instant DueAt(ClockKind kind, Priority priority, Instant from) =>
        Priorities.TakeWhile(p => p <= priority).Min(p => OwnDueAt(kind, p, from));

    /// <summary>
    /// By the target of this clock and priority, otherwise of this clock, otherwise the built-in default. A target for
    /// all priorities is meant for routine work and does not replace a shorter default of a higher priority.
    /// </summary>
    private Instant OwnDueAt(ClockKind kind, Priority priority, Instant from)
    {
        var standard = from + TurnaroundDefaults.For(kind, priority, ContactRetry, OfferFor);
        if (Targets.Find(kind, priority) is not { } own) return standard;
        var due = own.Counted == CountedIn.BusinessHours ? Hours.After(from, own.Within, Zone) : from + own.Within;
        return own.Priority is null && priority > Priority.Routine ? Instant.Min(due, standard) : due;
    }

    /// <summary>The result and reason of each eligibility rule (EL-2), in a fixed order.</summary>
    public EligibilityView Evaluate(EligibilityFacts facts) => EligibilityEvaluator.Evaluate(Eligibility, facts);
}
