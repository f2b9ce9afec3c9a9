using System.Collections.Concurrent;
using System.Net.Security;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Messaging.Sending;

namespace ReferralSilo.Messaging.Mail;

/// <summary>Sends mails over a few connections to one mail server. A mail is sent once the server confirms the end of
/// DATA.</summary>
internal sealed class SmtpGateway : IGateway, IAsyncDisposable
{
    private readonly MailComposer _composer;
    private readonly TransportLimits _limits;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _places;

    /// <summary>Those without a mail. The one that was used last is used next, so few are kept open.</summary>
    private readonly ConcurrentStack<SmtpConnection> _free;

    /// <param name="server">Where mails go.</param>
    /// <param name="settings">For the address of the unsubscribe page.</param>
    /// <param name="ids">The ids of mails.</param>
    /// <param name="limits">Time limits and connections.</param>
    /// <param name="time">Measures them.</param>
    /// <param name="clock">Dates the mails.</param>
    /// <param name="log">Gets codes only.</param>
    /// <param name="certificateCheck">Judges the server's certificate; null: the machine's own rules. For tests.
    /// </param>
    public SmtpGateway(MailServer server, MessageSettings settings, MailIds ids, TransportLimits limits,
        TimeProvider time, IClock clock, ILogger<SmtpGateway> log,
        RemoteCertificateValidationCallback? certificateCheck = null)
    {
        (_limits, _time) = (limits, time);
        _composer = new MailComposer(server.From, settings, ids, clock);
        _places = new SemaphoreSlim(limits.MailConnections, limits.MailConnections);
        _free = new ConcurrentStack<SmtpConnection>(Enumerable.Range(0, limits.MailConnections)
            .Select(_ => new SmtpConnection(server, limits, time, log, certificateCheck)));
    }

    public MessageChannel Channel => MessageChannel.Email;

    public async Task<GatewayAnswer> Submit(OutgoingMessage message, BeginLimit begin, CancellationToken ct)
    {
        if (_composer.Compose(message) is not { } mail) return GatewayAnswer.Rejected("invalid-address");
        using (mail)
        using (var limit = new CancellationTokenSource(_limits.Submission, _time))
        using (var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token))
        {
            try
            {
                using var wait = CancellationTokenSource.CreateLinkedTokenSource(ends.Token, begin.Token);
                await _places.WaitAsync(wait.Token);
            }
            catch (OperationCanceledException)
            {
                return GatewayAnswer.Later(GatewayAnswer.Pace);
            }

            _free.TryPop(out var connection);
            try
            {
                return await connection!.Send(mail, begin, ends.Token);
            }
            finally
            {
                _free.Push(connection!);
                _places.Release();
            }
        }
    }

    /// <summary>A mail server cannot be asked.</summary>
    public Task<FindOutcome> Find(OutgoingMessage message, Instant submittedAt, IReadOnlyCollection<string> known,
        CancellationToken ct) => Task.FromResult<FindOutcome>(new FindOutcome.Never());

    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < _limits.MailConnections; i++) await _places.WaitAsync();
        foreach (var connection in _free) connection.Dispose();
        _places.Dispose();
    }
}
