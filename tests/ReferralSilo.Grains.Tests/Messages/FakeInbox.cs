using System.Collections.Concurrent;
using NodaTime;
using ReferralSilo.Domain.Inboxes;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>The clinic's mailbox, outside of all silos.</summary>
public sealed class FakeInbox : IMailInbox
{
    private const int Page = 3;

    private readonly ConcurrentQueue<Func<long, ReceivedMail>> _mails = [];

    public string Name => "clinic@mail.example/";

    public string Server => "mail.example:993";

    /// <summary>The UIDVALIDITY.</summary>
    public long Validity { get; set; } = 1;

    /// <summary>The code with which it cannot be read; null when it can.</summary>
    public string? Fails { get; set; }

    /// <summary>Every position from which it was read.</summary>
    public ConcurrentQueue<(long? Validity, long LastUid)> Looks { get; } = [];

    /// <summary>The UIDs of all mails that were read, in their order.</summary>
    public ConcurrentQueue<long> Read { get; } = [];

    /// <summary>Adds a mail; its UID is given to it.</summary>
    public long Add(Func<long, ReceivedMail> mail)
    {
        lock (_mails)
        {
            _mails.Enqueue(mail);
            return _mails.Count;
        }
    }

    public Task<FoundMails> Find(long? validity, long lastUid, Instant since, CancellationToken ct)
    {
        Looks.Enqueue((validity, lastUid));
        if (Fails is { } code) throw new InboxException(code);
        lock (_mails)
        {
            var after = validity == Validity ? (int)lastUid : 0;
            var uids = Enumerable.Range(after + 1, Math.Max(0, _mails.Count - after)).Select(n => (long)n).ToList();
            var page = uids.Take(Page).ToList();
            return Task.FromResult(new FoundMails(Validity, after + page.Count, page, uids.Count > page.Count));
        }
    }

    Task<ReceivedMail?> IMailInbox.Read(long validity, long uid, CancellationToken ct)
    {
        Read.Enqueue(uid);
        lock (_mails) return Task.FromResult<ReceivedMail?>(_mails.ElementAt((int)uid - 1)(uid));
    }
}
