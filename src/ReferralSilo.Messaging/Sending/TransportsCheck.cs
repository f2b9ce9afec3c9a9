using Microsoft.Extensions.Diagnostics.HealthChecks;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Messages;

namespace ReferralSilo.Messaging.Sending;

/// <summary>A transport that fails does not make the process unready: another silo would do no better, and its messages
/// wait. <c>transports</c> says per channel whether it sends, since when, and the last error code. <c>stopped</c>: the
/// provider refuses the sender, and an operator must act.</summary>
internal sealed class TransportsCheck(IEnumerable<IMessageTransport> transports, SenderStops senders) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        var states = new Dictionary<string, object>();
        var sends = true;
        foreach (var transport in transports.OrderBy(t => t.Channel))
        {
            var (health, stop) = (transport.Health, await Stop(transport.Channel));
            sends &= health.IsOpen && stop is null;
            states[transport.Channel.ToString().ToLowerInvariant()] = new
            {
                State = stop is not null ? "stopped" : health.IsOpen ? "sending" : "kept-back",
                Since = (stop?.At ?? health.Since).ToDateTimeOffset(), LastError = stop?.Code ?? health.LastError,
            };
        }

        var data = new Dictionary<string, object> { ["transports"] = states };
        return sends ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded(data: data);
    }

    private async Task<InvalidAddress?> Stop(MessageChannel channel)
    {
        try
        {
            return await senders.Of(channel);
        }
        catch (Exception)
        {
            // The silo does not answer, which other checks report.
            return null;
        }
    }
}
