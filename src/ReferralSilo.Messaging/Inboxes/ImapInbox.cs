using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using MimeKit;
using NodaTime;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Messaging.Mail;

namespace ReferralSilo.Messaging.Inboxes;

/// <summary>Reads the clinic's mailbox over IMAP, on one connection that stays open between the looks. The folder is
/// opened for reading only, so every mail stays as it is, unread too.</summary>
internal sealed partial class ImapInbox : IMailInbox, IAsyncDisposable
{
    /// <summary>Most mails that one search returns.</summary>
    public const int Page = 20;

    /// <summary>Largest mail that is read, bytes; of a larger one only the headers are.</summary>
    public const int LargestMail = 25 * 1024 * 1024;

    /// <summary>Parts within parts that are read; deeper ones stay one part.</summary>
    private const int Depth = 20;

    private static readonly ParserOptions Parser = new() { MaxMimeDepth = Depth, RespectContentLength = false };

    private readonly InboxServer _server;
    private readonly InboxLimits _limits;
    private readonly TimeProvider _time;
    private readonly MailReader _reader;
    private readonly ILogger<ImapInbox> _log;
    private readonly RemoteCertificateValidationCallback? _certificateCheck;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ImapClient? _client;

    /// <param name="server">The mailbox.</param>
    /// <param name="own">The mailbox from which our mails come.</param>
    /// <param name="ids">The ids of our mails.</param>
    /// <param name="limits">Time limits.</param>
    /// <param name="time">Measures them.</param>
    /// <param name="log">Gets codes only.</param>
    /// <param name="certificateCheck">Judges the server's certificate; null: the machine's own rules. For tests.
    /// </param>
    public ImapInbox(InboxServer server, MailboxAddress own, MailIds ids, InboxLimits limits, TimeProvider time,
        ILogger<ImapInbox> log, RemoteCertificateValidationCallback? certificateCheck = null)
    {
        (_server, _limits, _time, _log, _certificateCheck) = (server, limits, time, log, certificateCheck);
        _reader = new MailReader(own, ids);
    }

    public string Name => $"{_server.Login.UserName}@{_server.Host}:{_server.Port}/{_server.Folder}";

    public string Server => _server.ToString();

    public Task<FoundMails> Find(long? validity, long lastUid, Instant since, CancellationToken ct) =>
        WithFolder((folder, ends) => Find(folder, validity == folder.UidValidity ? lastUid : null, since, ends), ct);

    public Task<ReceivedMail?> Read(long validity, long uid, CancellationToken ct) =>
        WithFolder((folder, ends) => validity == folder.UidValidity && uid is > 0 and <= uint.MaxValue
            ? Read(folder, new UniqueId((uint)uid), ends) : Task.FromResult<ReceivedMail?>(null), ct);

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        Disconnect();
        _gate.Dispose();
    }

    /// <summary>Works on the open folder. Whatever failed, the next call begins with a new connection.</summary>
    private async Task<T> WithFolder<T>(Func<IMailFolder, CancellationToken, Task<T>> work, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(_limits.Mail, _time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        await _gate.WaitAsync(ends.Token);
        try
        {
            return await work(await Open(ends.Token), ends.Token);
        }
        catch (Exception e) when (e is not InboxException && !ct.IsCancellationRequested)
        {
            LogLost(e.GetType().Name);
            Disconnect();
            throw new InboxException(CodeOf(e), e);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<FoundMails> Find(IMailFolder folder, long? lastUid, Instant since, CancellationToken ct)
    {
        // Has the server tell of new mails.
        await _client!.NoOpAsync(ct);
        // SINCE counts days in the zone of the server.
        var found = lastUid is { } last
            ? await folder.SearchAsync(SearchQuery.Uids(new UniqueIdRange(
                new UniqueId((uint)Math.Min(last + 1, uint.MaxValue)), UniqueId.MaxValue)), ct)
            : await folder.SearchAsync(SearchQuery.DeliveredAfter(
                (since - Duration.FromDays(1)).ToDateTimeUtc().Date), ct);
        // "n:*" names the last mail also when its UID is below n. One mail may be named twice.
        var uids = found.Where(uid => uid.Id > (lastUid ?? 0)).Distinct().Order().Select(uid => (long)uid.Id).ToList();
        if (uids.Count > Page) return new FoundMails(folder.UidValidity, uids[Page - 1], uids[..Page], true);
        if (uids.Count > 0) return new FoundMails(folder.UidValidity, uids[^1], uids, false);
        // Without a mail that is new enough, a server that names no next UID is asked for its last one.
        if (lastUid is null && folder.UidNext is null)
            return new FoundMails(folder.UidValidity, (await folder.SearchAsync(SearchQuery.All, ct))
                .Select(uid => (long)uid.Id).DefaultIfEmpty().Max(), [], false);
        return new FoundMails(folder.UidValidity, Math.Max(lastUid ?? 0, (folder.UidNext?.Id ?? 1L) - 1), [], false);
    }

    /// <summary>Null for a mail that was removed meanwhile.</summary>
    private async Task<ReceivedMail?> Read(IMailFolder folder, UniqueId uid, CancellationToken ct)
    {
        if ((await folder.FetchAsync([uid], MessageSummaryItems.UniqueId | MessageSummaryItems.Size, ct))
            .FirstOrDefault(m => m.UniqueId == uid) is not { } summary)
        {
            // An answer without data is not enough: a mail that is still there would be lost.
            return (await folder.SearchAsync(SearchQuery.Uids([uid]), ct)).Contains(uid)
                ? throw new IOException("The server did not answer about a mail that it has.") : null;
        }

        var isTooLarge = summary.Size > LargestMail;
        try
        {
            using var content = new MemoryStream();
            if (isTooLarge)
            {
                await using (var headers = await folder.GetStreamAsync(uid, "HEADER", 0, MailSize.MostHeaders, ct))
                    await headers.CopyToAsync(content, ct);
                return ReadHeaders(uid, content.ToArray());
            }

            await using (var stream = await folder.GetStreamAsync(uid, "", ct)) await stream.CopyToAsync(content, ct);
            content.Position = 0;
            if (MailSize.IsTooLarge(Parser, content, ct)) return ReadHeaders(uid, content.ToArray());
            content.Position = 0;
            using var mail = await MimeMessage.LoadAsync(Parser, content, ct);
            return _reader.Read(uid.Id, mail, content.ToArray(), isTooLarge: false);
        }
        catch (MessageNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is not (OperationCanceledException or IOException or ProtocolException
            or ServiceNotConnectedException or ServiceNotAuthenticatedException or ImapCommandException
            or FolderNotOpenException))
        {
            // Whatever its bytes are, the mails behind it are read.
            LogUnreadable(uid.Id, e.GetType().Name);
            return new ReceivedMail.Unreadable(uid.Id);
        }
    }

    /// <summary>Reads the headers at the beginning of a mail that is too large.</summary>
    private ReceivedMail ReadHeaders(UniqueId uid, byte[] content)
    {
        var end = content.AsSpan().IndexOf("\r\n\r\n"u8);
        var length = Math.Min(end < 0 ? content.Length : end + 2, MailSize.MostHeaders);
        // Half a header at the end would be read as another one.
        var whole = content.AsSpan(0, content.AsSpan(0, length).LastIndexOf("\r\n"u8) is var last and >= 0
            ? last + 2 : length);
        using var lines = new MemoryStream([.. whole, .. "\r\n"u8]);
        using var mail = new MimeMessage(HeaderList.Load(Parser, lines));
        return _reader.Read(uid.Id, mail, whole, isTooLarge: true);
    }

    private async Task<IMailFolder> Open(CancellationToken ct)
    {
        if (_client is not { IsConnected: true, IsAuthenticated: true })
        {
            Disconnect();
            _client = new ImapClient
            {
                CheckCertificateRevocation = false, ServerCertificateValidationCallback = _certificateCheck,
            };
            using var limit = new CancellationTokenSource(_limits.Connect, _time);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
            await _client.ConnectAsync(_server.Host, _server.Port, _server.IsTls ? SecureSocketOptions.SslOnConnect
                : SecureSocketOptions.StartTlsWhenAvailable, ends.Token);
            await _client.AuthenticateAsync(_server.Login, ends.Token);
        }

        var folder = _server.Folder is { } path ? await _client.GetFolderAsync(path, ct) : _client.Inbox;
        if (!folder.IsOpen) await folder.OpenAsync(FolderAccess.ReadOnly, ct);
        return folder;
    }

    private void Disconnect()
    {
        _client?.Dispose();
        _client = null;
    }

    private static string CodeOf(Exception failed) => failed switch
    {
        OperationCanceledException => "timeout",
        SslHandshakeException => "tls",
        AuthenticationException or ServiceNotAuthenticatedException => "authentication",
        FolderNotFoundException or FolderNotOpenException => "no-folder",
        ImapCommandException => "refused",
        ProtocolException => "protocol",
        IOException or SocketException or ServiceNotConnectedException => "connection",
        _ => "failed",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "The connection to the mailbox is given up: {Error}")]
    private partial void LogLost(string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail with UID {Uid} cannot be read: {Error}")]
    private partial void LogUnreadable(uint uid, string error);
}

/// <summary>Time limits of the mailbox.</summary>
internal sealed record InboxLimits
{
    /// <summary>Longest wait for a connection with its sign-in.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest search, and longest reading of one mail.</summary>
    public TimeSpan Mail { get; init; } = TimeSpan.FromMinutes(1);
}
