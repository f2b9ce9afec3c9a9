using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>The maximum duration of one stage, for one priority or (null) for all.</summary>
public sealed record TurnaroundTarget(ClockKind Clock, Priority? Priority, Duration Within, CountedIn Counted);

/// <summary>The targets that a service line configured (TR-5).</summary>
public sealed record TurnaroundTargets(IReadOnlyList<TurnaroundTarget> Own)
{
    /// <summary>No own targets, so only the built-in defaults apply.</summary>
    public static TurnaroundTargets Defaults { get; } = new([]);

    /// <summary>The most specific own target: of the priority, otherwise of all priorities, otherwise null.</summary>
    public TurnaroundTarget? Find(ClockKind clock, Priority priority) =>
        Own.FirstOrDefault(t => t.Clock == clock && t.Priority == priority)
        ?? Own.FirstOrDefault(t => t.Clock == clock && t.Priority is null);
}
