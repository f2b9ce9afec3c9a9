using System.Diagnostics;
using NodaTime;
using C = ReferralSilo.Domain.Inboxes.InboxCommand;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Inboxes.InboxEvent>;
using E = ReferralSilo.Domain.Inboxes.InboxEvent;

namespace ReferralSilo.Domain.Inboxes;

/// <summary>The rules of the position: within one mailbox and validity it only rises.</summary>
public static class InboxRules
{
    /// <summary>How many processes may end while they read a mail, before the mail is set aside.</summary>
    public const int Deaths = 3;

    /// <summary>Most mails that were set aside that are listed, mails; all are counted.</summary>
    public const int MostSetAside = 100;

    /// <summary>Refused: the mail was not set aside, or was read again since.</summary>
    public static Refusal NotSetAside { get; } = new("mail-not-set-aside", "This mail is not set aside.");

    /// <summary>Decides one command. Refused: <c>mail-not-set-aside</c>.</summary>
    public static D Decide(Inbox? state, InboxCommand command, Instant now) => command switch
    {
        C.Begin c => new E.Begun(c.Mailbox, new MailTry(c.Validity, c.From, c.To,
            (state?.Mailbox == c.Mailbox && state.Trying is { } t && (t.Validity, t.From, t.To)
                == (c.Validity, c.From, c.To) ? t.Ended(c.Reader).Times : 0) + 1) { Reader = c.Reader }, now),
        C.Pause c => state?.Trying is { } t && t.Reader == c.Reader
            ? new E.Begun(state.Mailbox, t.Ended(c.Reader), now) : D.NoChange,
        C.Advance c => Advance(state, c, now),
        C.Retry c => state?.Find(c.Validity, c.Uid) switch
        {
            null => NotSetAside,
            { IsAgain: true } => D.NoChange,
            _ => new E.RetryAsked(c.Validity, c.Uid, now),
        },
        C.Settle c => state?.Find(c.Validity, c.Uid) is { IsAgain: true }
            ? new E.Settled(c.Validity, c.Uid, c.Why, now) : D.NoChange,
        _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
    };

    /// <summary>The state after the event.</summary>
    /// <exception cref="UnreachableException">The event cannot follow this state.</exception>
    public static Inbox Evolve(Inbox? state, InboxEvent happened) => (state, happened) switch
    {
        (_, E.Advanced e) => new(e.Mailbox, e.Validity, LastUid(state, e.Mailbox, e.Validity, e.LastUid), e.At)
        {
            Unreadable = (state?.Mailbox == e.Mailbox ? state.Unreadable : 0) + e.Unreadable,
            SetAside = [.. Kept(state, e.Mailbox, e.Validity).Concat(e.SetAside ?? []).TakeLast(MostSetAside)],
        },
        (_, E.Begun e) => state?.Mailbox == e.Mailbox ? state with { Trying = e.Try }
            : new(e.Mailbox, e.Try.Validity, 0, e.At) { Trying = e.Try },
        ({ } s, E.RetryAsked e) => Changed(s, e.Validity, e.Uid, m => m with { IsAgain = true }),
        ({ } s, E.Settled { Why: { } why } e) => Changed(s, e.Validity, e.Uid,
            m => m with { IsAgain = false, Why = why, At = e.At }) with { Trying = null },
        ({ } s, E.Settled e) => s with
        {
            Trying = null, Unreadable = Math.Max(0, s.Unreadable - 1),
            SetAside = [.. s.SetAside.Where(m => (m.Validity, m.Uid) != (e.Validity, e.Uid))],
        },
        _ => throw new UnreachableException($"{happened.GetType().Name} cannot be the first event."),
    };

    private static D Advance(Inbox? state, C.Advance command, Instant now)
    {
        var known = state?.Mailbox == command.Mailbox && state.Validity == command.Validity ? state.LastUid : -1;
        if (command.LastUid <= known && state!.Trying is null) return D.NoChange;
        // What a second reader has recorded counts once.
        var added = command.SetAside.Where(m => m.Uid > known).ToList();
        return new E.Advanced(command.Mailbox, command.Validity, Math.Max(known, command.LastUid), now, added.Count)
        {
            SetAside = added.Count == 0 ? null : added,
        };
    }

    private static long LastUid(Inbox? state, string mailbox, long validity, long uid) =>
        state?.Mailbox == mailbox && state.Validity == validity ? Math.Max(state.LastUid, uid) : uid;

    /// <summary>Under another UIDVALIDITY their UIDs mean other mails.</summary>
    private static IEnumerable<SetAsideMail> Kept(Inbox? state, string mailbox, long validity) =>
        state?.Mailbox == mailbox && state.Validity == validity ? state.SetAside : [];

    private static Inbox Changed(Inbox state, long validity, long uid, Func<SetAsideMail, SetAsideMail> change) =>
        state with
        {
            SetAside = [.. state.SetAside.Select(m => (m.Validity, m.Uid) == (validity, uid) ? change(m) : m)],
        };
}
