using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace ReferralSilo.Host.Monitoring;

/// <summary>
/// Removes from a span what is not listed here: paths and queries with ids of patients, keys of grains, texts of
/// exceptions, what clients send about themselves. A list of what stays, because a new version of a library may add
/// attributes.
/// </summary>
internal sealed class SpanFilter : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Kept = FrozenSet.Create("http.request.method", "http.route",
        "http.response.status_code", "url.scheme", "network.protocol.version", "error.type", "exception.type",
        "rpc.system", "rpc.system.name", "rpc.service", "rpc.method", "orleans.rpc.service", "orleans.grain.type",
        "signalr.connection.status");

    /// <summary>Each silo makes dozens of these calls every few seconds, only to keep grains active.</summary>
    private const string KeepsActive = "/EnsureRunning";

    public override void OnEnd(Activity data)
    {
        if (data.DisplayName.EndsWith(KeepsActive, StringComparison.Ordinal))
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        foreach (var (name, _) in data.TagObjects.ToArray())
            // A null removes the attribute.
            if (!Kept.Contains(name)) data.SetTag(name, null);
        if (data.StatusDescription is not null) data.SetStatus(data.Status);
    }
}
