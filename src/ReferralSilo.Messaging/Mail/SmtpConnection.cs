using System.Globalization;
using System.Net.Security;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Messaging.Sending;

namespace ReferralSilo.Messaging.Mail;

/// <summary>
/// One connection to the mail server, for one mail at a time; it stays open between mails. When it ends between the
/// first byte of a mail's content and the confirmation of DATA, the outcome is unknown; before, the mail was provably
/// not sent.
/// </summary>
internal sealed partial class SmtpConnection(MailServer server, TransportLimits limits, TimeProvider time,
    ILogger<SmtpGateway> log, RemoteCertificateValidationCallback? certificateCheck) : IDisposable
{
    private SmtpClient? _client;

    /// <summary>Sends one mail.</summary>
    /// <param name="mail">Complete.</param>
    /// <param name="begin">Until when the session of the mail may begin.</param>
    /// <param name="ct">Ends the submission.</param>
    public async Task<GatewayAnswer> Send(MimeMessage mail, BeginLimit begin, CancellationToken ct)
    {
        // A server closes connections that wait too long, so one that was kept may fail where a new one works.
        for (var isKept = _client is { IsConnected: true }; ; isKept = false)
        {
            var content = new ContentProgress();
            try
            {
                if (await Connect(begin, ct) is { } refused) return refused;
                if (begin.IsOver) return GatewayAnswer.Later(GatewayAnswer.Pace);
                await _client!.SendAsync(mail, ct, content);
                return GatewayAnswer.Accepted(null);
            }
            catch (SmtpCommandException e)
            {
                // 421: the server closes the connection, whatever command it answers.
                if (e.StatusCode == SmtpStatusCode.ServiceNotAvailable) Dispose();
                if (e.StatusCode != SmtpStatusCode.ServiceNotAvailable || !isKept || content.HasBegun) return Judge(e);
            }
            catch (Exception e)
            {
                // Every other failure ends the connection; what the server has read of the mail decides.
                LogFailed(e.GetType().Name, content.HasBegun);
                Dispose();
                if (content.HasBegun) return GatewayAnswer.Unknown(CodeOf(e, ct));
                if (e is NotSupportedException) return GatewayAnswer.Rejected("smtputf8");
                if (!isKept || ct.IsCancellationRequested) return GatewayAnswer.NotSent(CodeOf(e, ct));
            }
        }
    }

    /// <summary>Ends the connection; the next mail opens another one.</summary>
    public void Dispose()
    {
        _client?.Dispose();
        _client = null;
    }

    /// <summary>Connects when there is no connection. Returns an outcome when the server refuses.</summary>
    private async Task<GatewayAnswer?> Connect(BeginLimit begin, CancellationToken ct)
    {
        if (_client is { IsConnected: true }) return null;
        Dispose();
        // The revocation lists of certificates are not fetched: mail must leave also when their server is away.
        _client = new EnvelopeClient
        {
            CheckCertificateRevocation = false, ServerCertificateValidationCallback = certificateCheck,
        };
        try
        {
            using var limit = new CancellationTokenSource(limits.Connect, time);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token, begin.Token);
            await _client.ConnectAsync(server.Host, server.Port, server.IsTls ? SecureSocketOptions.SslOnConnect
                : SecureSocketOptions.StartTlsWhenAvailable, ends.Token);
            if (server.Login is null) return null;
            if (!_client.IsSecure && !server.IsLocal)
            {
                Dispose();
                return GatewayAnswer.NotSent("tls-required");
            }

            await _client.AuthenticateAsync(server.Login, ends.Token);
            return null;
        }
        catch (SmtpCommandException e)
        {
            // The server refuses the connection, not this mail.
            Dispose();
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

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The connection to the mail server failed ({Error}), content begun: {HasBegun}")]
    private partial void LogFailed(string error, bool hasBegun);

    /// <summary>Gives the envelope our id of the message, where the server can return it in a report (RFC 3461): a
    /// report need not have the headers of the mail.</summary>
    private sealed class EnvelopeClient : SmtpClient
    {
        protected override string GetEnvelopeId(MimeMessage message) =>
            message.Headers[MailComposer.MessageHeader] ?? "";
    }

    /// <summary>Whether the content of the mail has begun, which the server allows after MAIL, RCPT and DATA.</summary>
    private sealed class ContentProgress : ITransferProgress
    {
        public bool HasBegun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => HasBegun = true;

        public void Report(long bytesTransferred) => HasBegun = true;
    }
}
