using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>How long one stage may last, for one priority or (null) for all.</summary>
public sealed record TurnaroundTarget(ClockKind Clock, Priority? Priority, Duration Within, CountedIn Counted);

/// <summary>The targets a service line set for itself (TR-5).</summary>
public sealed record TurnaroundTargets(IReadOnlyList<TurnaroundTarget> Own)
{
    /// <summary>Only the built-in ones.</summary>
    public static TurnaroundTargets Defaults { get; } = new([]);

    /// <summary>The most specific own target: that of the priority, else that of all priorities, else null.</summary>
    public TurnaroundTarget? Find(ClockKind clock, Priority priority) =>
        Own.FirstOrDefault(t => t.Clock == clock && t.Priority == priority)
        ?? Own.FirstOrDefault(t => t.Clock == clock && t.Priority is null);
}
