using System.Threading.RateLimiting;
using NodaTime;
using Polly;
using Polly.CircuitBreaker;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Messaging.Sending;

/// <summary>Adds to a gateway what all transports share: held messages after a restore, the pace, the circuit breaker,
/// health and metrics.</summary>
public sealed partial class GuardedTransport : IMessageTransport, IAsyncDisposable
{
    /// <summary>Codes of messages that were kept back here.</summary>
    public const string Held = "held", Pace = GatewayAnswer.Pace, CircuitOpen = "circuit-open";

    private readonly IGateway _gateway;
    private readonly MessageHold? _hold;
    private readonly TransportMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly IClock _clock;
    private readonly ILogger<GuardedTransport> _log;
    private readonly RateLimiter _pace;
    private readonly ResiliencePipeline<GatewayAnswer> _breaker;
    private readonly Lock _gate = new();
    private readonly TimeSpan _break;
    private TransportHealth _health;

    /// <summary>Timestamp of the moment when the circuit breaker opened; null while it is closed.</summary>
    private long? _openedAt;

    /// <param name="gateway">The provider.</param>
    /// <param name="limits">Pace and circuit breaker.</param>
    /// <param name="hold">Whether messages are held; null: they never are.</param>
    /// <param name="metrics">Counts outcomes.</param>
    /// <param name="time">Measures durations.</param>
    /// <param name="clock">For <see cref="TransportHealth.Since"/>.</param>
    /// <param name="log">Gets ids and codes only.</param>
    /// <param name="pace">Replaces the limiter of the limits; for tests.</param>
    public GuardedTransport(IGateway gateway, TransportLimits limits, MessageHold? hold, TransportMetrics metrics,
        TimeProvider time, IClock clock, ILogger<GuardedTransport> log, RateLimiter? pace = null)
    {
        (_gateway, _hold, _metrics, _time, _clock, _log) = (gateway, hold, metrics, time, clock, log);
        _break = limits.Break;
        _health = new TransportHealth(true, clock.GetCurrentInstant(), null);
        _pace = pace ?? new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = limits.PerSecond, TokensPerPeriod = Math.Max(1, limits.PerSecond / 10),
            ReplenishmentPeriod = TimeSpan.FromSeconds(0.1), QueueLimit = limits.Waiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        _breaker = new ResiliencePipelineBuilder<GatewayAnswer> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<GatewayAnswer>
            {
                FailureRatio = limits.FailureRatio, MinimumThroughput = limits.FewestJudged,
                SamplingDuration = limits.Sampling, BreakDuration = limits.Break,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { IsFault: true }),
                OnOpened = _ => Changed(isOpen: false), OnClosed = _ => Changed(isOpen: true),
            }).Build();
    }

    public MessageChannel Channel => _gateway.Channel;

    public string? Sender => _gateway.Sender;

    /// <summary>Open again when the break is over: only a message that is tried closes the circuit breaker.</summary>
    public TransportHealth Health
    {
        get
        {
            lock (_gate)
                return _openedAt is { } at && _time.GetElapsedTime(at) >= _break ? _health with { IsOpen = true }
                    : _health;
        }
    }

    public async Task<SubmitOutcome> Submit(OutgoingMessage message, TimeSpan beginWithin, CancellationToken ct)
    {
        var started = _time.GetTimestamp();
        var outcome = await Guarded(message, started, beginWithin, ct);
        _metrics.Submitted(Channel, outcome, _time.GetElapsedTime(started));
        if (outcome is SubmitOutcome.NotSent { Code: var notSent }) LogNotSent(message.Id, Channel, notSent);
        else if (outcome is SubmitOutcome.Unknown { Code: var unknown }) LogUnknown(message.Id, Channel, unknown);
        return outcome;
    }

    /// <summary>Not limited by the circuit breaker: the answer decides whether a message is sent twice.</summary>
    public Task<FindOutcome> Find(OutgoingMessage message, Instant submittedAt, IReadOnlyCollection<string> known,
        CancellationToken ct) => _gateway.Find(message, submittedAt, known, ct);

    public async ValueTask DisposeAsync()
    {
        await _pace.DisposeAsync();
        if (_gateway is IAsyncDisposable owned) await owned.DisposeAsync();
        else if (_gateway is IDisposable disposable) disposable.Dispose();
    }

    private async Task<SubmitOutcome> Guarded(OutgoingMessage message, long started, TimeSpan beginWithin,
        CancellationToken ct)
    {
        using var begin = new BeginLimit(beginWithin, _time);
        try
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(begin.Token, ct);
            if (_hold is not null && !await _hold.MaySend(ends.Token)) return new SubmitOutcome.NotSent(Held);
            using var lease = await _pace.AcquireAsync(cancellationToken: ends.Token);
            if (!lease.IsAcquired) return new SubmitOutcome.NotSent(Pace);
        }
        catch (OperationCanceledException)
        {
            return new SubmitOutcome.NotSent(Pace);
        }

        try
        {
            // The gateway gets the caller's token itself: a cancelled submission still has an outcome.
            return (await _breaker.ExecuteAsync(async _ =>
            {
                _metrics.Waited(Channel, _time.GetElapsedTime(started));
                var submission = await _gateway.Submit(message, begin, ct);
                if (submission.IsFault) Failed(CodeOf(submission.Outcome));
                return submission;
            }, CancellationToken.None)).Outcome;
        }
        catch (BrokenCircuitException)
        {
            return new SubmitOutcome.NotSent(CircuitOpen);
        }
    }

    private ValueTask Changed(bool isOpen)
    {
        var now = _clock.GetCurrentInstant();
        lock (_gate)
        {
            // A message that is tried in vain opens it anew: it has failed since it opened first.
            var since = !isOpen && _health.IsFailing ? _health.Since : now;
            _health = new TransportHealth(isOpen, since, _health.LastError) { IsFailing = !isOpen };
            _openedAt = isOpen ? null : _time.GetTimestamp();
        }

        if (isOpen) LogResumed(Channel);
        else LogKeptBack(Channel, Health.LastError);
        return default;
    }

    private void Failed(string? code)
    {
        lock (_gate) _health = _health with { LastError = code };
    }

    private static string? CodeOf(SubmitOutcome outcome) => outcome switch
    {
        SubmitOutcome.NotSent o => o.Code,
        SubmitOutcome.Unknown o => o.Code,
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Message {Message} was not sent by {Channel}: {Code}")]
    private partial void LogNotSent(string message, MessageChannel channel, string code);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The answer about message {Message} by {Channel} was lost: {Code}")]
    private partial void LogUnknown(string message, MessageChannel channel, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The transport {Channel} fails; messages are kept back: {Code}")]
    private partial void LogKeptBack(MessageChannel channel, string? code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The transport {Channel} works again")]
    private partial void LogResumed(MessageChannel channel);
}
