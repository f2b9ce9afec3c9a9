using System.Globalization;
using System.Net.Security;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Messaging.Sending;

namespace ReferralSilo.Messaging.Mail;

/// <summary>
/// Sends mails over one connection, one after the other. A mail is sent once the server confirms the end of DATA. When
/// the connection ends between the first byte of the content and that confirmation, the outcome is unknown; before, the
/// mail was provably not sent.
/// </summary>
internal sealed partial class SmtpGateway : IGateway, IAsyncDisposable
{
    private readonly MailServer _server;
    private readonly MailComposer _composer;
    private readonly TransportLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<SmtpGateway> _log;
    private readonly RemoteCertificateValidationCallback? _judge;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SmtpClient? _client;

    /// <param name="server">Where mails go.</param>
    /// <param name="settings">For the address of the unsubscribe page.</param>
    /// <param name="limits">Time limits.</param>
    /// <param name="time">Measures them.</param>
    /// <param name="clock">Dates the mails.</param>
    /// <param name="log">Gets codes only.</param>
    /// <param name="judge">Judges the server's certificate; null: the machine's own rules. For tests.</param>
    public SmtpGateway(MailServer server, MessageSettings settings, TransportLimits limits, TimeProvider time,
        IClock clock, ILogger<SmtpGateway> log, RemoteCertificateValidationCallback? judge = null)
    {
        (_server, _limits, _time, _log, _judge) = (server, limits, time, log, judge);
        _composer = new MailComposer(server.From, settings, clock);
    }

    public MessageChannel Channel => MessageChannel.Email;

    public async Task<GatewayAnswer> Submit(OutgoingMessage message, CancellationToken ct)
    {
        if (_composer.Compose(message) is not { } mail) return GatewayAnswer.Rejected("invalid-address");
        using (mail)
        using (var limit = new CancellationTokenSource(_limits.Submission, _time))
        using (var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token))
        {
            try
            {
                await _turn.WaitAsync(ends.Token);
            }
            catch (OperationCanceledException)
            {
                return GatewayAnswer.NotSent("timeout");
            }

            try
            {
                return await Send(mail, ends.Token);
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    /// <summary>A mail server cannot be asked.</summary>
    public Task<FindOutcome> Find(OutgoingMessage message, Instant submittedAt, IReadOnlyCollection<string> known,
        CancellationToken ct) => Task.FromResult<FindOutcome>(new FindOutcome.CannotTell(Ever: true));

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        Drop();
        _turn.Dispose();
    }

    private async Task<GatewayAnswer> Send(MimeMessage mail, CancellationToken ct)
    {
        // A server closes connections that wait too long, so one that was kept may fail where a new one works.
        for (var isKept = _client is { IsConnected: true }; ; isKept = false)
        {
            var content = new ContentProgress();
            try
            {
                if (await Connect(ct) is { } refused) return refused;
                await _client!.SendAsync(mail, ct, content);
                return GatewayAnswer.Accepted(null);
            }
            catch (SmtpCommandException e)
            {
                return Judge(e);
            }
            catch (Exception e)
            {
                // Every other failure ends the connection; what the server has read of the mail decides.
                LogFailed(e.GetType().Name, content.HasBegun);
                Drop();
                if (content.HasBegun) return GatewayAnswer.Unknown(CodeOf(e, ct));
                if (e is NotSupportedException) return GatewayAnswer.Rejected("smtputf8");
                if (!isKept || ct.IsCancellationRequested) return GatewayAnswer.NotSent(CodeOf(e, ct));
            }
        }
    }

    /// <summary>Connects when there is no connection. Returns an outcome when the server refuses.</summary>
    private async Task<GatewayAnswer?> Connect(CancellationToken ct)
    {
        if (_client is { IsConnected: true }) return null;
        Drop();
        // The revocation lists of certificates are not fetched: mail must leave also when their server is away.
        _client = new SmtpClient { CheckCertificateRevocation = false, ServerCertificateValidationCallback = _judge };
        try
        {
            using var limit = new CancellationTokenSource(_limits.Connect, _time);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
            await _client.ConnectAsync(_server.Host, _server.Port, _server.IsTls ? SecureSocketOptions.SslOnConnect
                : SecureSocketOptions.StartTlsWhenAvailable, ends.Token);
            if (_server.Login is null) return null;
            if (!_client.IsSecure && !_server.IsLocal)
            {
                Drop();
                return GatewayAnswer.NotSent("tls-required");
            }

            await _client.AuthenticateAsync(_server.Login, ends.Token);
            return null;
        }
        catch (SmtpCommandException e)
        {
            // The server refuses the connection, not this mail.
            Drop();
            return GatewayAnswer.NotSent(CodeOf(e));
        }
    }

    private static GatewayAnswer Judge(SmtpCommandException refused)
    {
        var isPermanent = (int)refused.StatusCode >= 500;
        return refused.ErrorCode switch
        {
            SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted =>
                isPermanent ? GatewayAnswer.Rejected(CodeOf(refused)) : GatewayAnswer.Later(CodeOf(refused)),
            // The sender or the session is refused: every mail would be.
            _ => GatewayAnswer.NotSent(CodeOf(refused)),
        };
    }

    private static string CodeOf(SmtpCommandException refused) =>
        ((int)refused.StatusCode).ToString(CultureInfo.InvariantCulture);

    private static string CodeOf(Exception failed, CancellationToken ct) => failed switch
    {
        OperationCanceledException => ct.IsCancellationRequested ? "timeout" : "connect-timeout",
        SslHandshakeException => "tls",
        AuthenticationException or ServiceNotAuthenticatedException => "authentication",
        _ => "connection",
    };

    private void Drop()
    {
        _client?.Dispose();
        _client = null;
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The connection to the mail server failed ({Error}), content begun: {HasBegun}")]
    private partial void LogFailed(string error, bool hasBegun);

    /// <summary>Whether the content of the mail has begun, which the server allows after MAIL, RCPT and DATA.</summary>
    private sealed class ContentProgress : ITransferProgress
    {
        public bool HasBegun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => HasBegun = true;

        public void Report(long bytesTransferred) => HasBegun = true;
    }
}
