using Microsoft.Extensions.Diagnostics.HealthChecks;
using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Messaging.Sending;

/// <summary>A transport that fails does not make the process unready: another silo would do no better, and its messages
/// wait. <c>transports</c> says per channel whether it sends, since when, and the last error code.</summary>
internal sealed class TransportsCheck(IEnumerable<IMessageTransport> transports) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        var all = transports.OrderBy(t => t.Channel).Select(t => (t.Channel, t.Health)).ToList();
        var data = new Dictionary<string, object>
        {
            ["transports"] = all.ToDictionary(t => t.Channel.ToString().ToLowerInvariant(), t => new
            {
                State = t.Health.IsOpen ? "sending" : "kept-back", Since = t.Health.Since.ToDateTimeOffset(),
                t.Health.LastError,
            }),
        };
        return Task.FromResult(all.Any(t => !t.Health.IsOpen) ? HealthCheckResult.Degraded(data: data)
            : HealthCheckResult.Healthy(data: data));
    }
}
