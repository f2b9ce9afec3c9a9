using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Messaging.Sending;
using ReferralSilo.Messaging.Tests.Support;

namespace ReferralSilo.Messaging.Tests.Sending;

public sealed class GuardedTransportTests : IAsyncDisposable
{
    private static readonly TimeSpan Begin = MessageLimits.BeginWithin.ToTimeSpan();

    private readonly FakeTimeProvider _time = new();
    private readonly FixedClock _clock = new();
    private readonly TransportMetrics _metrics = new();
    private readonly ScriptedGateway _gateway = new();
    private readonly TransportLimits _limits = new();
    private readonly KeptLog<GuardedTransport> _log = new();
    private readonly List<GuardedTransport> _open = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var transport in _open) await transport.DisposeAsync();
        _metrics.Dispose();
    }

    [Fact]
    public async Task A_gateway_that_fails_gets_no_more_messages_for_a_while()
    {
        var transport = Transport();
        _gateway.Answer = GatewayAnswer.NotSent("connection");
        await Submit(transport, _limits.FewestJudged);
        _clock.Now += Duration.FromMinutes(1);

        Assert.Equal(new SubmitOutcome.NotSent(GuardedTransport.CircuitOpen),
            await transport.Submit(AMessage.Sms(), Begin, CancellationToken.None));
        Assert.Equal(_limits.FewestJudged, _gateway.Calls);
        Assert.Equal(new TransportHealth(false, AMessage.Now, "connection") { IsFailing = true }, transport.Health);
    }

    [Fact]
    public async Task A_gateway_that_works_again_gets_messages_again()
    {
        var transport = Transport();
        _gateway.Answer = GatewayAnswer.Unknown("timeout");
        await Submit(transport, _limits.FewestJudged);
        _gateway.Answer = GatewayAnswer.Accepted("SM1");
        _time.Advance(_limits.Break);

        Assert.Equal(new SubmitOutcome.Accepted("SM1"),
            await transport.Submit(AMessage.Sms(), Begin, CancellationToken.None));
        Assert.Equal((true, false), (transport.Health.IsOpen, transport.Health.IsFailing));
    }

    /// <summary>Nothing is submitted to a transport that is not open, so it must open by itself.</summary>
    [Fact]
    public async Task A_transport_that_kept_messages_back_is_open_for_a_try_after_the_break()
    {
        var transport = Transport();
        _gateway.Answer = GatewayAnswer.NotSent("connection");
        await Submit(transport, _limits.FewestJudged);
        _time.Advance(_limits.Break - TimeSpan.FromSeconds(1));
        Assert.False(transport.Health.IsOpen);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((true, true), (transport.Health.IsOpen, transport.Health.IsFailing));

        // The try fails: the next break begins, and it has failed since the first one.
        _clock.Now += Duration.FromTimeSpan(_limits.Break);
        await Submit(transport, 1);
        Assert.Equal((false, true, AMessage.Now),
            (transport.Health.IsOpen, transport.Health.IsFailing, transport.Health.Since));
        Assert.Equal(_limits.FewestJudged + 1, _gateway.Calls);
    }

    [Fact]
    public async Task A_message_that_waits_too_long_for_the_pace_is_not_sent_and_is_no_fault()
    {
        var transport = Transport(new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = 1, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromHours(1), AutoReplenishment = false,
            QueueLimit = 100,
        }));
        await Submit(transport, 1);
        var waiting = Enumerable.Range(0, _limits.FewestJudged)
            .Select(_ => transport.Submit(AMessage.Sms(), Begin, CancellationToken.None)).ToList();
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
        _time.Advance(Begin);

        Assert.All(await Task.WhenAll(waiting),
            outcome => Assert.Equal(new SubmitOutcome.NotSent(GuardedTransport.Pace), outcome));
        Assert.Equal((1, true, null),
            (_gateway.Calls, transport.Health.IsOpen, transport.Health.LastError));
    }

    [Fact]
    public async Task Its_gateway_ends_with_it()
    {
        await Transport().DisposeAsync();

        Assert.True(_gateway.IsDisposed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Messages_that_were_refused_for_themselves_do_not_stop_the_others(bool isForGood)
    {
        var transport = Transport();
        _gateway.Answer = isForGood ? GatewayAnswer.Rejected("21614") : GatewayAnswer.Later("450");

        await Submit(transport, 10 * _limits.FewestJudged);

        Assert.Equal(10 * _limits.FewestJudged, _gateway.Calls);
        Assert.True(transport.Health.IsOpen);
    }

    [Fact]
    public async Task A_few_lost_answers_do_not_stop_the_others()
    {
        var transport = Transport();
        for (var i = 0; i < 200; i++)
        {
            _gateway.Answer = i % 20 == 0 ? GatewayAnswer.Unknown("connection") : GatewayAnswer.Accepted("SM");
            await Submit(transport, 1);
        }

        Assert.Equal(200, _gateway.Calls);
        Assert.True(transport.Health.IsOpen);
    }

    [Fact]
    public async Task The_gateway_is_asked_for_a_lost_message_also_while_messages_are_kept_back()
    {
        var transport = Transport();
        _gateway.Answer = GatewayAnswer.NotSent("connection");
        await Submit(transport, _limits.FewestJudged + 1);

        Assert.IsType<FindOutcome.NotFound>(
            await transport.Find(AMessage.Sms(), AMessage.Now, [], CancellationToken.None));
    }

    [Fact]
    public async Task A_message_above_the_pace_is_not_sent()
    {
        var transport = Transport(new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = 2, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromHours(1), AutoReplenishment = false,
        }));
        await Submit(transport, 2);

        Assert.Equal(new SubmitOutcome.NotSent(GuardedTransport.Pace),
            await transport.Submit(AMessage.Sms(), Begin, CancellationToken.None));
        Assert.Equal(2, _gateway.Calls);
    }

    [Fact]
    public async Task Outcomes_are_counted_by_channel_and_logs_have_ids_only()
    {
        var counted = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == "referralsilo.messages.submissions" && instrument.Meter.Name
                == TransportMetrics.MeterName) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            lock (counted) counted.Add(string.Join(' ', tags.ToArray().Select(t => t.Value)));
        });
        listener.Start();
        var transport = Transport();
        foreach (var answer in (GatewayAnswer[])[GatewayAnswer.Accepted("SM"), GatewayAnswer.Rejected("21610"),
            GatewayAnswer.NotSent("connection"), GatewayAnswer.Unknown("timeout")])
        {
            _gateway.Answer = answer;
            await Submit(transport, 1);
        }

        lock (counted)
            Assert.All((string[])["sms accepted", "sms rejected", "sms not-sent", "sms unknown"],
                expected => Assert.Contains(expected, counted));
        Assert.Contains("m1", _log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("5550123", _log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(AMessage.Body, _log.Text, StringComparison.Ordinal);
    }

    private GuardedTransport Transport(RateLimiter? pace = null)
    {
        var transport = new GuardedTransport(_gateway, _limits, null, _metrics, _time, _clock, _log, pace
            ?? new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 1 }));
        _open.Add(transport);
        return transport;
    }

    private static async Task Submit(GuardedTransport transport, int times)
    {
        for (var i = 0; i < times; i++) await transport.Submit(AMessage.Sms(), Begin, CancellationToken.None);
    }

    private sealed class ScriptedGateway : IGateway, IDisposable
    {
        public GatewayAnswer Answer { get; set; } = GatewayAnswer.Accepted("SM");

        public int Calls { get; private set; }

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;

        public MessageChannel Channel => MessageChannel.Sms;

        public Task<GatewayAnswer> Submit(OutgoingMessage message, BeginLimit begin, CancellationToken ct)
        {
            Calls++;
            return Task.FromResult(Answer);
        }

        public Task<FindOutcome> Find(OutgoingMessage message, Instant submittedAt, IReadOnlyCollection<string> known,
            CancellationToken ct) => Task.FromResult<FindOutcome>(new FindOutcome.NotFound());
    }
}
