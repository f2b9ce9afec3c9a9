using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>A service line's settings, parsed and valid. Created only by <see cref="ServiceLineParser"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Version of the settings; rises with each change.</param>
/// <param name="Settings">The settings as an administrator sent them. Each number and duration is within its limit, so
/// a rule reads it from here.</param>
/// <param name="Zone">Zone of its business hours.</param>
/// <param name="Hours">Working hours.</param>
/// <param name="Eligibility">Eligibility rules.</param>
/// <param name="Targets">Its own turnaround targets; <see cref="TurnaroundDefaults"/> for the others.</param>
public sealed record ServiceLine(
    ServiceLineId Id, long Version, ServiceLineInput Settings, DateTimeZone Zone, BusinessHours Hours,
    EligibilityRules Eligibility, TurnaroundTargets Targets)
{
    private static readonly Priority[] Priorities = [.. Enum.GetValues<Priority>().Order()];

    /// <summary>Who is alerted when no one takes an alarm; null for no one.</summary>
    public OnCallList? OnCall { get; init; }

    public string Name => Settings.Name;

    /// <summary>Required fields, e.g. <c>patient.birth-date</c>, <c>document:medication-list</c>.</summary>
    public IReadOnlyList<string> RequiredFields => Settings.RequiredFields ?? [];

    public Duration ClaimFor => Duration.FromMinutes(Settings.ClaimMinutes);

    /// <summary>Default duration of an offer.</summary>
    public Duration OfferFor => Duration.FromMinutes(Settings.OfferMinutes);

    /// <summary>Time between contact attempts.</summary>
    public Duration ContactRetry => Duration.FromHours(Settings.ContactRetryHours);

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
    public EligibilityResult Evaluate(EligibilityFacts facts) => EligibilityEvaluator.Evaluate(Eligibility, facts);
}
