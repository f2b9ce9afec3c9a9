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
/// <param name="RequiredFields">What must be there, e.g. <c>patient.birth-date</c>, <c>document:medication-list</c>.</param>
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
    /// <summary>
    /// When a clock started at <paramref name="from"/> is due: the target of this clock and priority, else of this
    /// clock, else the built-in default; counted in business hours of <see cref="Zone"/> where the target says so.
    /// Never before <paramref name="from"/>, and never earlier for a later start.
    /// </summary>
    public Instant DueAt(ClockKind kind, Priority priority, Instant from) =>
        Targets.Find(kind, priority) switch
        {
            { Counted: CountedIn.BusinessHours } own => Hours.After(from, own.Within, Zone),
            { } own => from + own.Within,
            null => from + TurnaroundDefaults.For(kind, priority, ContactRetry, OfferFor),
        };

    /// <summary>The answer and reason of each eligibility rule (EL-2), in a fixed order.</summary>
    public EligibilityView Evaluate(EligibilityFacts facts) => EligibilityEvaluator.Evaluate(Eligibility, facts);
}
