using Microsoft.Extensions.Logging;
using NodaTime;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Inboxes;

/// <inheritdoc cref="IInboxGrain"/>
/// <remarks>A mail takes effect first, then the position is committed. A silo that dies between leads to the same mail
/// once more, which changes nothing. A second activation for a moment does no harm for the same reason.</remarks>
[GrainType("inbox")]
public sealed partial class InboxGrain(CommandHandlers<Inbox, AdvanceInbox, InboxEvent> handlers, MailIntake intake,
    IEnumerable<IMailInbox> inboxes, KeyedHash hash, IClock clock, ILogger<InboxGrain> logger) : Grain, IInboxGrain
{
    /// <summary>Time between two looks into the mailbox.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a mail is tried that takes no effect, before it is left out.</summary>
    public const int Tries = 5;

    /// <summary>At the first start, mails are read that came in within this time: an earlier one was someone's to
    /// answer before there was this program.</summary>
    private static readonly Duration FirstRead = Duration.FromDays(7);

    /// <summary>After a change of UIDVALIDITY mails are read again that came in this long before the last position:
    /// the clocks of two computers differ.</summary>
    private static readonly Duration ReadAgain = Duration.FromDays(2);

    private readonly IMailInbox? _inbox = inboxes.LastOrDefault();

    private CommandHandler<Inbox, AdvanceInbox, InboxEvent> _position = null!;
    private IGrainTimer? _timer;
    private Instant? _lookedAt;
    private Instant _since;
    private string? _error = "not-read-yet";
    private (long Uid, int Tries) _failed;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _position = handlers.Open(this.GetPrimaryKeyString(), static _ => { }, this.DeactivateOnIdle);
        _since = clock.GetCurrentInstant();
        return Task.CompletedTask;
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
        : new InboxHealth(_inbox.Server, _lookedAt, _error, _since, _position.State?.Unreadable ?? 0));

    private async Task Look(CancellationToken ct)
    {
        try
        {
            await _position.EnsureLoaded();
            while (!ct.IsCancellationRequested && await ReadPage(ct)) { }
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

    /// <summary>Reads one page; true when more mails wait.</summary>
    private async Task<bool> ReadPage(CancellationToken ct)
    {
        var mailbox = hash.Text("mailbox", _inbox!.Name);
        var known = _position.State is { } state && state.Mailbox == mailbox ? state : null;
        var page = await _inbox.Read(known?.Validity, known?.LastUid ?? 0,
            known is null ? clock.GetCurrentInstant() - FirstRead : known.ReadAt - ReadAgain, ct);
        var (read, unreadable) = (known?.Validity == page.Validity ? known.LastUid : 0, 0);
        try
        {
            foreach (var mail in page.Mails.OrderBy(m => m.Uid))
            {
                if (!await Take(mail)) unreadable++;
                read = Math.Max(read, mail.Uid);
            }

            read = Math.Max(read, page.LastUid);
        }
        finally
        {
            if (read > 0 || page.Mails.Count == 0)
                await _position.Receive(new AdvanceInbox(mailbox, page.Validity, read, unreadable));
        }

        return page.HasMore;
    }

    /// <summary>True when the mail took effect; false when it is left out.</summary>
    private async Task<bool> Take(ReceivedMail mail)
    {
        try
        {
            await intake.Take(mail);
        }
        catch (Exception e)
        {
            _failed = (mail.Uid, _failed.Uid == mail.Uid ? _failed.Tries + 1 : 1);
            // A silo or the ledger is away: no mail is at fault.
            if (_failed.Tries < Tries || e is OutcomeUnknownException or TimeoutException or OrleansException
                or LedgerUnavailableException or OperationCanceledException) throw;
            LogLeftOut(mail.Uid, e.GetType().Name);
            return false;
        }

        if (mail is not ReceivedMail.Unreadable) return true;
        LogLeftOut(mail.Uid, "unreadable");
        return false;
    }

    private void Set(string? error)
    {
        if ((error is null) != (_error is null)) _since = clock.GetCurrentInstant();
        _error = error;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mailbox could not be read to its end: {Error}")]
    private partial void LogFailed(string error);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The mail with UID {Uid} is left out ({Error}): someone must read it in the mailbox")]
    private partial void LogLeftOut(long uid, string error);
}
