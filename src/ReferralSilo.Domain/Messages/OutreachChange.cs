using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Messages;

/// <summary>A change of a referral that plans messages, or may change what waits. It holds ids and times only: who is
/// written to, and where, is read when it is needed.</summary>
/// <param name="Referral">The referral.</param>
/// <param name="Version">Its version after the change: the occurrence of the planned messages.</param>
/// <param name="Plans">What is planned; empty when only what waits is judged again.</param>
public sealed record OutreachChange(ReferralId Referral, long Version, IReadOnlyList<PlannedOccasion> Plans)
{
    /// <summary>After a decision was taken back: the occasions that the restored state needs. Of these, what was
    /// superseded meanwhile is planned again. Null for other changes.</summary>
    public IReadOnlyList<MessageOccasion>? Restores { get; init; }

    /// <summary>True when the referral came to another service line: the conversations of its patient follow.</summary>
    public bool LineChanged { get; init; }
}

/// <summary>One message to plan.</summary>
/// <param name="Occasion">What causes it.</param>
/// <param name="Subject">Id of the appointment that it is about; null for none.</param>
/// <param name="At">When the change was decided.</param>
/// <param name="DueAt">When it is to leave at the earliest.</param>
/// <param name="UsefulUntil">From then on it would not help any more.</param>
public sealed record PlannedOccasion(MessageOccasion Occasion, string? Subject, Instant At, Instant DueAt,
    Instant UsefulUntil)
{
    /// <summary>See <see cref="MessageCase.FormerVisit"/>.</summary>
    public VisitTime? FormerVisit { get; init; }

    /// <summary>See <see cref="MessageCase.Asked"/>.</summary>
    public MessageChannel? Channel { get; init; }

    /// <summary>See <see cref="MessageCase.DaysBefore"/>.</summary>
    public int? DaysBefore { get; init; }

    /// <summary>True when it only moves a reminder that waits to another time; <see cref="At"/> says nothing then.
    /// Null for a new message.</summary>
    public bool? Moves { get; init; }
}
