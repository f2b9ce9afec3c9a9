using NodaTime;

namespace ReferralSilo.Domain.Conversations;

/// <summary>The alarms of other unknown senders. Anyone can write from any number of made-up mailboxes: people are
/// called for the alarm that began first, and the others wait for it.</summary>
/// <param name="On">Those for which people are called, or will be: since when, and when their next step is
/// due.</param>
/// <param name="TakenAt">When someone who may triage last took one; null for never.</param>
public sealed record UnknownAlarms(IReadOnlyList<(string Id, Instant Since, Instant NextAt)> On, Instant? TakenAt)
{
    /// <summary>From one look at the others to the next.</summary>
    public static readonly Duration Look = Duration.FromMinutes(5);

    /// <summary>How long the other alarms call no one after one of them was taken.</summary>
    public static readonly Duration Worked = Duration.FromMinutes(15);

    /// <summary>How long after its time the step of an alarm may be taken, until the others do not wait for it any
    /// more.</summary>
    public static readonly Duration Late = Duration.FromMinutes(2);

    /// <summary>No other alarm.</summary>
    public static UnknownAlarms None { get; } = new([], null);

    /// <summary>The alarms of these conversations.</summary>
    public static UnknownAlarms Of(IEnumerable<(string Id, Conversation State)> others)
    {
        var unknown = others.Where(o => o.State.Patients.Count == 0).ToList();
        return new UnknownAlarms(
            [.. unknown.Where(o => o.State is { Alarms: true, OnCall.NextAt: not null })
                .Select(o => (o.Id, o.State.OnCall!.StartedAt, o.State.OnCall.NextAt!.Value))],
            unknown.Select(o => o.State.Emergency?.TakenAt).Max());
    }

    /// <summary>When an alarm that calls nobody looks at the others again; null when it must call people itself. Of all
    /// that look at once, only the first one calls.</summary>
    /// <param name="since">When the alarm began.</param>
    /// <param name="key">The key of its conversation, for two that began at once.</param>
    /// <param name="dueAt">When its own step was due. After a stop of the whole program all are late, and none of them
    /// is left out for it.</param>
    public Instant? LookAt(Instant since, string key, Instant now, Instant dueAt)
    {
        if (On.Any(a => a.NextAt >= dueAt - Late
            && (a.Since < since || a.Since == since && string.CompareOrdinal(a.Id, key) < 0))) return now + Look;
        return TakenAt + Worked is { } end && end > now ? end : null;
    }
}
