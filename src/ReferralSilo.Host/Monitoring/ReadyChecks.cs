using Microsoft.Extensions.Diagnostics.HealthChecks;
using ReferralSilo.Host.Timekeeping;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Host.Monitoring;

/// <summary>Held messages do not make the process unready: they wait for a person, and the work continues.</summary>
internal sealed class MessagesCheck(MessageHold messages) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        var areSent = await messages.MaySend(cancellationToken);
        return HealthCheckResult.Healthy(data: new Dictionary<string, object>
        {
            ["epoch"] = messages.Installation.Epoch, ["messages"] = areSent ? "sent" : "held",
        });
    }
}

/// <summary>A wrong machine clock does not make the process unready, because it is corrected: <c>clock</c> is
/// <c>off</c> then, and <c>clockOffset</c> is the difference in milliseconds.</summary>
internal sealed class ClockCheck(ClockSynchronizer clock) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context,
        CancellationToken cancellationToken = default) =>
        Task.FromResult(HealthCheckResult.Healthy(data: new Dictionary<string, object>
        {
            ["clock"] = clock.IsOff ? "off" : "right",
            ["clockOffset"] = (long)clock.OffsetOfMachine.TotalMilliseconds,
        }));
}
