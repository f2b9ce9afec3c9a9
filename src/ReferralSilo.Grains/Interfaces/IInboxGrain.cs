using NodaTime;
using Orleans.Concurrency;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Grains.Interfaces;

/// <summary>Reads the mailbox of the clinic: one silo of the cluster at a time does it. Key:
/// <see cref="Key"/>.</summary>
[Alias("inbox"), GrainInterfaceType("inbox")]
public interface IInboxGrain : IGrainWithStringKey
{
    const string Key = "all";

    /// <summary>Has it read from now on; called by each silo again and again.</summary>
    [Alias("keep"), AlwaysInterleave]
    Task EnsureReading();

    /// <summary>How the reading goes; null when this cluster reads no mailbox.</summary>
    [Alias("health"), AlwaysInterleave]
    Task<InboxHealth?> Health();

    /// <summary>Decides and commits one command. Refusals: <see cref="InboxRules"/>.</summary>
    [Alias("handle")]
    Task<CommandOutcome<Inbox>> Handle(CommandEnvelope<InboxCommand> envelope);
}

/// <summary>How the reading of the mailbox goes.</summary>
/// <param name="Server">Host and port.</param>
/// <param name="LookedAt">When it was last read to its end; null for never since this silo reads it.</param>
/// <param name="Error">Why it cannot be read now, kebab-case; null when it can.</param>
/// <param name="Since">Since when it can be read, or cannot.</param>
/// <param name="Unreadable">Number of mails that were set aside.</param>
/// <param name="State">What is committed; null for nothing yet.</param>
[GenerateSerializer, Immutable, Alias("inbox-health")]
public sealed record InboxHealth([property: Id(0)] string Server, [property: Id(1)] Instant? LookedAt,
    [property: Id(2)] string? Error, [property: Id(3)] Instant Since, [property: Id(4)] long Unreadable,
    [property: Id(5)] Inbox? State)
{
    /// <summary>The newest mails that were set aside, oldest first.</summary>
    public IReadOnlyList<SetAsideMail> SetAside => State?.SetAside ?? [];
}
