using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>A service line's settings, parsed and valid. Made by <see cref="ServiceLineParser"/> only.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Version of the settings; rises with each change.</param>
/// <param name="Name">Display name.</param>
/// <param name="Zone">Zone of its business hours.</param>
/// <param name="Hours">When work is done.</param>
/// <param name="Eligibility">Who may be seen.</param>
/// <param name="Targets">Its own turnaround targets; <see cref="TurnaroundDefaults"/> fill the rest.</param>
/// <param name="RequiredFields">What must be there, e.g. <c>patient.birth-date</c>,
/// <c>document:medication-list</c>.</param>
/// <param name="ClaimFor">How long a claim lasts.</param>
/// <param name="OfferFor">How long an offer lasts by default.</param>
/// <param name="MaxContactAttempts">After so many failed attempts the patient is unreachable.</param>
/// <param name="ContactRetry">Time between contact attempts.</param>
/// <param name="MaxNoShows">After so many no-shows the referral ends.</param>
public sealed record ServiceLine(
    ServiceLineId Id, long Version, string Name, DateTimeZone Zone, BusinessHours Hours, EligibilityRules Eligibility,
    TurnaroundTargets Targets, IReadOnlyList<string> RequiredFields, Duration ClaimFor, Duration OfferFor,
    int MaxContactAttempts, Duration ContactRetry, int MaxNoShows)
{
    private static readonly Priority[] Priorities = [.. Enum.GetValues<Priority>().Order()];

    /// <summary>
    /// When a clock started at <paramref name="from"/> is due: by the target of its priority, and never later than by
    /// that of any lower one. Counted in business hours of <see cref="Zone"/> where a target says so. Never before
    /// <paramref name="from"/>, and never earlier for a later start.
    /// </summary>
    public Instant DueAt(ClockKind kind, Priority priority, Instant from) =>
        Priorities.TakeWhile(p => p <= priority).Min(p => OwnDueAt(kind, p, from));

    /// <summary>
    /// By the target of this clock and priority, else of this clock, else the built-in default. A target for all
    /// priorities is meant for routine work: it does not hide a shorter default of a higher one.
    /// </summary>
    private Instant OwnDueAt(ClockKind kind, Priority priority, Instant from)
    {
        var standard = from + TurnaroundDefaults.For(kind, priority, ContactRetry, OfferFor);
        if (Targets.Find(kind, priority) is not { } own) return standard;
        var due = own.Counted == CountedIn.BusinessHours ? Hours.After(from, own.Within, Zone) : from + own.Within;
        return own.Priority is null && priority > Priority.Routine ? Instant.Min(due, standard) : due;
    }

    /// <summary>The answer and reason of each eligibility rule (EL-2), in a fixed order.</summary>
    public EligibilityView Evaluate(EligibilityFacts facts) => EligibilityEvaluator.Evaluate(Eligibility, facts);
}
