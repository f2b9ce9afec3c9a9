using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Messaging.Sending;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Messages;

/// <summary>A text gateway that fails until the test ends that.</summary>
internal sealed class FailingGateway : IGateway
{
    public bool Fails { get; set; } = true;

    /// <summary>The numbers of the texts that were accepted.</summary>
    public ConcurrentQueue<string> Accepted { get; } = [];

    public MessageChannel Channel => MessageChannel.Sms;

    public Task<GatewayAnswer> Submit(OutgoingMessage message, BeginLimit begin, CancellationToken ct)
    {
        if (Fails) return Task.FromResult(GatewayAnswer.NotSent("connection"));
        Accepted.Enqueue(message.To);
        return Task.FromResult(GatewayAnswer.Accepted(message.Id));
    }

    public Task<FindOutcome> Find(OutgoingMessage message, Instant submittedAt, IReadOnlyCollection<string> known,
        CancellationToken ct) => Task.FromResult<FindOutcome>(new FindOutcome.NotNow());
}

/// <summary>A program with that gateway, whose texts are kept back after two failures.</summary>
public sealed class FailingGatewayHost : SqliteHost
{
    internal FailingGateway Gateway { get; } = new();

    public IMessageTransport Transport => Services.GetServices<IMessageTransport>().Last();

    protected override void Change(WebApplicationBuilder builder)
    {
        base.Change(builder);
        builder.Services.AddSingleton<IMessageTexts>(new OccasionTexts());
        builder.Services.AddSingleton<IMessageTransport>(provider =>
            ActivatorUtilities.CreateInstance<GuardedTransport>(provider, Gateway,
                new TransportLimits { FewestJudged = 2, Break = TimeSpan.FromSeconds(1) }));
    }
}

/// <summary>The judge of messages and the circuit breaker together.</summary>
public sealed class CircuitBreakerTests(FailingGatewayHost host) : IClassFixture<FailingGatewayHost>
{
    [Fact]
    public async Task Messages_that_were_kept_back_leave_when_the_gateway_works_again()
    {
        var started = host.Transport.Health.Since;
        string[] numbers = ["+13035550181", "+13035550182"];
        foreach (var number in numbers)
            await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IAddressGrain>(
                    host.Services.GetRequiredService<AddressKeys>().Of(MessageChannel.Sms, number))
                .ReceiveText(number, new InboundText($"in-{number}", "STOP"));
        await Eventually.Is("the circuit breaker has opened", () =>
            host.Transport.Health is { LastError: "connection" } health && health.Since > started);

        host.Gateway.Fails = false;

        await Eventually.Is("both confirmations have left", () => host.Gateway.Accepted.Order().SequenceEqual(numbers));
        Assert.True(host.Transport.Health.IsOpen);
    }
}
