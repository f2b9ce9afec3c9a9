using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ReferralSilo.Messaging.Status;

/// <summary>A mailbox that cannot be read does not make the process unready: another silo would do no better.
/// <c>inbox</c> says whether it is read, since when, the last error code, and how many mails were set aside. Absent
/// when no mailbox is set up.</summary>
internal sealed class InboxCheck(InboxService inbox) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        if (await inbox.Status() is not { } status) return HealthCheckResult.Healthy();
        var (isNew, isRead) = (status.Error == "not-read-yet", status.Error is null);
        var data = new Dictionary<string, object>
        {
            ["inbox"] = new
            {
                State = isRead ? "read" : isNew ? "starting" : "failing", status.Since,
                LastError = isNew ? null : status.Error, SetAside = status.Unreadable,
            },
        };
        return isRead || isNew ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded(data: data);
    }
}
