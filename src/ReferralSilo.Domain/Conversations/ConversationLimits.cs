using NodaTime;

namespace ReferralSilo.Domain.Conversations;

/// <summary>Limits of one conversation, each with its unit.</summary>
public static class ConversationLimits
{
    /// <summary>Entries that a conversation keeps, entries.</summary>
    public const int Entries = 40;

    /// <summary>Ids of messages that came in that it keeps, ids; not fewer than <see cref="Entries"/>.</summary>
    public const int Received = 100;

    /// <summary>Ids of replies that may still fail that it keeps, ids.</summary>
    public const int Replies = 100;

    /// <summary>Most patients of one address that are kept, patients.</summary>
    public const int Patients = 20;

    /// <summary>A message is outstanding this long after it was sent.</summary>
    public static readonly Duration AnsweredWithin = Duration.FromDays(7);

    /// <summary>A reply within this time of the message that it answers leaves at any hour: it answers the person's own
    /// act (quality.md I11).</summary>
    public static readonly Duration AtAnyHourWithin = Duration.FromHours(12);

    /// <summary>A reply that could not leave within this time would not help any more; staff is told.</summary>
    public static readonly Duration ReplyUseful = Duration.FromDays(1);
}
