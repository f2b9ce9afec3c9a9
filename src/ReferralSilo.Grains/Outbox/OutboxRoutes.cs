using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.ServiceLines;

namespace ReferralSilo.Grains.Outbox;

/// <summary>Destination names as stored in the outbox, and the grains behind them.</summary>
public static class OutboxRoutes
{
    public static string ServiceLine(string id) => $"service-line/{id}";

    public static bool IsServiceLine(string destination) =>
        destination.StartsWith("service-line/", StringComparison.Ordinal);

    public static string Schedule(string clinician) => $"schedule/{clinician}";

    public static string Referral(string id) => $"referral/{id}";

    public static IOutboxReceiver Receiver(IGrainFactory grains, string destination)
    {
        var slash = destination.IndexOf('/');
        var (kind, key) = (destination[..slash], destination[(slash + 1)..]);
        return kind switch
        {
            "service-line" => grains.GetGrain<IServiceLineGrain>(key),
            "schedule" => grains.GetGrain<IScheduleGrain>(key),
            "referral" => grains.GetGrain<IReferralGrain>(key),
            _ => throw new InvalidOperationException($"No receiver of kind {kind}."),
        };
    }
}
