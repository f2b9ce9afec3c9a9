using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;

namespace ReferralSilo.Domain.Inboxes;

/// <summary>Up to where the mailbox of the clinic was read. A mail before that position took effect.</summary>
/// <param name="Mailbox">Keyed hash of server, user and folder: another mailbox is read from its own beginning.</param>
/// <param name="Validity">The server's UIDVALIDITY: with another one, UIDs mean other mails.</param>
/// <param name="LastUid">The last UID that was read.</param>
/// <param name="ReadAt">When the position last changed.</param>
public sealed record Inbox(string Mailbox, long Validity, long LastUid, Instant ReadAt)
{
    /// <summary>Number of mails that could not be read and were left out: staff finds them in the mailbox.</summary>
    public long Unreadable { get; init; }
}

/// <summary>A command to an inbox.</summary>
/// <param name="Unreadable">Number of mails left out since the position before.</param>
public sealed record AdvanceInbox(string Mailbox, long Validity, long LastUid, int Unreadable);

/// <summary>An event of an inbox. The discriminator is the stored name: never rename one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Advanced), "inbox-advanced")]
public abstract record InboxEvent
{
    private InboxEvent() { }

    /// <summary>All mails up to a position took effect.</summary>
    public sealed record Advanced(string Mailbox, long Validity, long LastUid, Instant At, int Unreadable) : InboxEvent;
}

/// <summary>The rules of the position: within one mailbox and validity it only rises.</summary>
public static class InboxRules
{
    /// <summary>Decides one command; never refuses.</summary>
    public static Decision<InboxEvent> Decide(Inbox? state, AdvanceInbox command, Instant now) =>
        state is not null && state.Mailbox == command.Mailbox && state.Validity == command.Validity
            && command.LastUid <= state.LastUid ? Decision<InboxEvent>.NoChange
            : new InboxEvent.Advanced(command.Mailbox, command.Validity, command.LastUid, now, command.Unreadable);

    /// <summary>The state after the event.</summary>
    public static Inbox Evolve(Inbox? state, InboxEvent happened) => happened switch
    {
        InboxEvent.Advanced e => new(e.Mailbox, e.Validity, e.LastUid, e.At)
        {
            Unreadable = (state?.Mailbox == e.Mailbox ? state.Unreadable : 0) + e.Unreadable,
        },
        _ => throw new UnreachableException(),
    };
}
