using Microsoft.Extensions.Logging;
using NodaTime;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Inboxes;

/// <inheritdoc cref="IInboxGrain"/>
/// <remarks>A mail takes effect first, then the position is committed. A silo that dies between leads to the same mail
/// once more, which changes nothing. A second activation for a moment does no harm for the same reason. Before mails
/// are read, this is committed too: after a death the next reader takes them one by one, and sets aside the one with
/// which the program ended again and again. An activation that ends while its process lives is no death.</remarks>
[GrainType("inbox")]
public sealed partial class InboxGrain(CommandHandlers<Inbox, InboxCommand, InboxEvent> handlers, MailIntake intake,
    IEnumerable<IMailInbox> inboxes, InboxMetrics metrics, KeyedHash hash, IClock clock, ILocalSiloDetails silo,
    ILogger<InboxGrain> logger)
    : Grain, IInboxGrain
{
    /// <summary>Time between two looks into the mailbox.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(10);

    /// <summary>At the first start, mails are read that came in within this time: an earlier one was someone's to
    /// answer before there was this program.</summary>
    private static readonly Duration FirstRead = Duration.FromDays(7);

    /// <summary>After a change of UIDVALIDITY mails are read again that came in this long before the last position:
    /// the clocks of two computers differ.</summary>
    private static readonly Duration ReadAgain = Duration.FromDays(2);

    private readonly IMailInbox? _inbox = inboxes.LastOrDefault();
    private readonly MailTries _tries = new(clock);

    /// <summary>This start of the process: a new one has another address.</summary>
    private readonly string _reader = silo.SiloAddress.ToParsableString();

    private CommandHandler<Inbox, InboxCommand, InboxEvent> _position = null!;
    private IGrainTimer? _timer;
    private Instant? _lookedAt;
    private Instant _since;
    private string? _error = "not-read-yet";
    private bool _isLoaded;

    /// <summary>What a process before this one began and did not end; null for nothing.</summary>
    private MailTry? _unfinished;

    /// <summary>What this reader began; null for nothing.</summary>
    private MailTry? _begun;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _position = handlers.Open(this.GetPrimaryKeyString(), static _ => { }, this.DeactivateOnIdle);
        _since = clock.GetCurrentInstant();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        metrics.Report(null);
        if (!_isLoaded) return;
        try
        {
            await _position.Receive(new InboxCommand.Pause(_reader)).WaitAsync(cancellationToken);
        }
        catch (Exception e)
        {
            // The mark stays and counts once, however often this process begins again.
            LogFailed(e.GetType().Name);
        }
    }

    public Task EnsureReading()
    {
        if (_inbox is not null) _timer ??= this.RegisterGrainTimer(Look, new GrainTimerCreationOptions
        {
            DueTime = TimeSpan.Zero, Period = Interval, KeepAlive = true,
        });
        return Task.CompletedTask;
    }

    public Task<InboxHealth?> Health() => Task.FromResult(_inbox is null ? null
        : new InboxHealth(_inbox.Server, _lookedAt, _error, _since, _position.State?.Unreadable ?? 0,
            _position.State));

    public Task<CommandOutcome<Inbox>> Handle(CommandEnvelope<InboxCommand> envelope) => _position.Handle(envelope);

    private async Task Look(CancellationToken ct)
    {
        try
        {
            await _position.EnsureLoaded();
            if (!_isLoaded) await Load();
            while (!ct.IsCancellationRequested && await ReadPage(ct)) { }
            foreach (var mail in (_position.State?.SetAside ?? []).Where(m => m.IsAgain).ToList())
                await Retry(mail, ct);
            _lookedAt = clock.GetCurrentInstant();
            Set(null);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // The next look reads the same mails.
            Set(e is InboxException { Code: var code } ? code : "not-recorded");
            LogFailed(e is InboxException failed ? failed.Code : e.GetType().Name);
        }
    }

    /// <summary>Finds out what the reader before this one did not end.</summary>
    private async Task Load()
    {
        _unfinished = _position.State?.Trying?.Before(_reader);
        if (_unfinished is { } t && t.From == t.To && _position.State!.Find(t.Validity, t.From) is { IsAgain: true })
        {
            await Settle(t.Validity, t.From, Aside(t.From, SetAsideReasons.ProgramEnded, null));
            _unfinished = null;
        }

        _isLoaded = true;
    }

    /// <summary>Reads some mails; true when more wait.</summary>
    private async Task<bool> ReadPage(CancellationToken ct)
    {
        var mailbox = hash.Text("mailbox", _inbox!.Name);
        var known = _position.State is { LastUid: > 0 } state && state.Mailbox == mailbox ? state : null;
        var found = await _inbox.Find(known?.Validity, known?.LastUid ?? 0,
            known is null ? clock.GetCurrentInstant() - FirstRead : known.ReadAt - ReadAgain, ct);
        var uids = Careful(found);
        var before = known?.Validity == found.Validity ? known.LastUid : 0;
        var (read, setAside) = (before, new List<SetAsideMail>());
        try
        {
            foreach (var uid in uids)
            {
                await Begin(mailbox, found.Validity, uids);
                if (await Take(mailbox, found.Validity, uid, ct) is { } why)
                    setAside.Add(new SetAsideMail(found.Validity, uid, why, clock.GetCurrentInstant()));
                read = Math.Max(read, uid);
            }

            if (uids.Count == found.Uids.Count) read = Math.Max(read, found.LastUid);
        }
        finally
        {
            if (read > before || uids.Count == 0)
            {
                await _position.Receive(new InboxCommand.Advance(mailbox, found.Validity, read, setAside));
                _begun = null;
                if (_unfinished is { } t && (t.Validity != found.Validity || t.To <= read)) _unfinished = null;
            }
        }

        return found.HasMore || uids.Count < found.Uids.Count;
    }

    /// <summary>All mails that were found; only the first while the program may have ended with one of them.</summary>
    private IReadOnlyList<long> Careful(FoundMails found)
    {
        if (_unfinished is null) return found.Uids;
        if (_unfinished.Validity == found.Validity && found.Uids is [var first, ..] && first <= _unfinished.To)
            return [first];
        if (found.Uids.Count > 0) _unfinished = null;
        return found.Uids;
    }

    /// <summary>Commits that these mails are being read. A reader that goes on after a failure does not count as one
    /// that died.</summary>
    private async Task Begin(string mailbox, long validity, IReadOnlyList<long> uids)
    {
        var begun = new MailTry(validity, uids[0], uids[^1], 0);
        if (IsFatal(validity, uids[0]) || begun == _begun) return;
        await _position.Receive(new InboxCommand.Begin(mailbox, validity, uids[0], uids[^1], _reader));
        _begun = begun;
    }

    /// <summary>Brings a mail into effect. Returns why it is set aside, one of <see cref="SetAsideReasons"/>; null when
    /// it is not.</summary>
    private async Task<string?> Take(string mailbox, long validity, long uid, CancellationToken ct)
    {
        if (IsFatal(validity, uid)) return Aside(uid, SetAsideReasons.ProgramEnded, null);
        ReceivedMail? mail = null;
        try
        {
            if ((mail = await Read(validity, uid, ct)) is null) return null;
            await intake.Take(mail);
            return mail is ReceivedMail.Unreadable ? Aside(uid, SetAsideReasons.Unreadable, null) : null;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Only when another one takes effect, this mail alone is at fault.
            if (!_tries.IsLast(validity, uid, e) || !await TakesLater(mailbox, validity, uid, mail, ct)) throw;
            return Aside(uid, e is InboxException ? SetAsideReasons.NotGiven : SetAsideReasons.NotRecorded, e);
        }
    }

    /// <summary>Reads the mails behind one that fails, until one of them takes effect. True when one does, so that the
    /// mail alone is at fault. They are read again after it, which changes nothing.</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="validity">The UIDVALIDITY.</param>
    /// <param name="failed">The UID of the mail that fails.</param>
    /// <param name="mail">What it is; null when the server does not give it.</param>
    /// <param name="ct">Ends the reading.</param>
    private async Task<bool> TakesLater(string mailbox, long validity, long failed, ReceivedMail? mail,
        CancellationToken ct)
    {
        var refused = 0;
        for (var after = failed; ;)
        {
            var found = await _inbox!.Find(validity, after, clock.GetCurrentInstant(), ct);
            if (found.Validity != validity) return false;
            foreach (var uid in found.Uids.Where(uid => !IsFatal(validity, uid)))
            {
                // One by one: only a mark of one mail shows at which mail a process ended.
                await Begin(mailbox, validity, [uid]);
                try
                {
                    var later = await Read(validity, uid, ct);
                    if (later is not null) await intake.Take(later);
                    if (MailTries.Proves(later, mail)) return true;
                    refused = 0;
                }
                catch (Exception e) when (!ct.IsCancellationRequested)
                {
                    LogFailed(e.GetType().Name);
                    if (e is InboxException && ++refused == MailTries.MostRefused) return false;
                }
            }

            if (!found.HasMore) return false;
            after = found.LastUid;
        }
    }

    /// <summary>Reads and parses away from the turns of this grain: a large mail delays no call to it.</summary>
    private Task<ReceivedMail?> Read(long validity, long uid, CancellationToken ct) =>
        Task.Run(() => _inbox!.Read(validity, uid, ct), ct);

    /// <summary>Reads a mail once more that was set aside, because someone asked for it.</summary>
    private async Task Retry(SetAsideMail mail, CancellationToken ct)
    {
        await Begin(_position.State!.Mailbox, mail.Validity, [mail.Uid]);
        string? why;
        try
        {
            var read = await Read(mail.Validity, mail.Uid, ct);
            if (read is not null) await intake.Take(read);
            why = read switch
            {
                null => SetAsideReasons.Gone,
                ReceivedMail.Unreadable => SetAsideReasons.Unreadable,
                _ => null,
            };
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            why = Aside(mail.Uid, e is InboxException ? SetAsideReasons.NotGiven : SetAsideReasons.NotRecorded, e);
        }

        await Settle(mail.Validity, mail.Uid, why);
    }

    private async Task Settle(long validity, long uid, string? why)
    {
        await _position.Receive(new InboxCommand.Settle(validity, uid, why));
        _begun = null;
    }

    /// <summary>True when the program ended each time it read just this mail.</summary>
    private bool IsFatal(long validity, long uid) =>
        _unfinished is { Times: >= InboxRules.Deaths } t && (t.Validity, t.From, t.To) == (validity, uid, uid);

    private string Aside(long uid, string why, Exception? cause)
    {
        LogLeftOut(uid, why, cause?.GetType().Name ?? "-");
        return why;
    }

    private void Set(string? error)
    {
        if ((error is null) != (_error is null)) _since = clock.GetCurrentInstant();
        _error = error;
        metrics.Report(new InboxReading(error is null ? null : _since, _position.State?.Unreadable ?? 0));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mailbox could not be read to its end: {Error}")]
    private partial void LogFailed(string error);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The mail with UID {Uid} is set aside ({Why}, {Error}): someone must read it in the mailbox")]
    private partial void LogLeftOut(long uid, string why, string error);
}
