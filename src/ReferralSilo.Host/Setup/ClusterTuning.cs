using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using ReferralSilo.Host.Settings;

namespace ReferralSilo.Host.Setup;

/// <summary>
/// How silos find each other and when a silo counts as failed (architecture, rule 12). Used only by a cluster.
/// </summary>
public sealed record ClusterTuning
{
    /// <summary>
    /// Address at which other silos reach this one, for pods and containers. Null means the machine's own address.
    /// </summary>
    public IPAddress? AdvertisedAddress { get; init; }

    /// <summary>
    /// A probe without an answer for this time is missed. Below 0.5 s, a busy silo would count as failed;
    /// above 2 s, a failed silo would be noticed too late.
    /// </summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Number of missed probes in a row after which the other silos vote a silo out.</summary>
    public int MissedProbes { get; init; } = 3;

    /// <summary>
    /// Interval at which each silo reads the membership table even without a notice of a change,
    /// and updates its own entry in the table.
    /// </summary>
    public TimeSpan TableRefresh { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest duration of a call between grains. After this time the outcome is unknown.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public const string Help = """
          Orleans__SiloPort                silo port, 0 picks a free one (default 0; a lone silo opens none)
          Orleans__GatewayPort             ignored: the silos serve no Orleans clients
          Orleans__AdvertisedAddress       IP address other silos reach this one at, for pods and containers
                                           (default: this machine's own; PostgreSQL only)
          Orleans__ProbeTimeout            seconds until a probe counts as missed, 0.5 to 2 (default 1)
          Orleans__MissedProbes            missed probes until a silo counts as gone, 2 to 10 (default 3)
          Orleans__TableRefresh            seconds between readings of the membership table, 1 to 60 (default 5)
          Orleans__ResponseTimeout         seconds a call between silos may take, 1 to 60 (default 5)
        """;

    /// <summary>All setting names of the section <c>Orleans</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["SiloPort", "GatewayPort", "AdvertisedAddress", "ProbeTimeout", "MissedProbes", "TableRefresh",
            "ResponseTimeout"];

    /// <summary>Reads the section. Returns an error sentence for the first invalid setting.</summary>
    public static (ClusterTuning? Value, string? Error) Read(IConfigurationSection section, bool alone)
    {
        var standard = new ClusterTuning();
        IPAddress? address = null;
        if (section["AdvertisedAddress"] is { } text)
        {
            if (!IPAddress.TryParse(text, out address) || IPAddress.Any.Equals(address)
                || IPAddress.IPv6Any.Equals(address))
                return (null,
                    $"Orleans:AdvertisedAddress is {text}; it must be one IP address that other silos can reach.");
            if (alone) return (null,
                "Orleans:AdvertisedAddress is for a cluster, and the embedded database serves one process. Set "
                + "ReferralSilo:Storage to Postgres.");
        }

        if (SettingNumber.Read(section, "ProbeTimeout", 0.5, 2, standard.ProbeTimeout.TotalSeconds,
            out var probe) is { } e1) return (null, e1);
        if (SettingNumber.Read(section, "MissedProbes", 2, 10, standard.MissedProbes,
            out var missed) is { } e2) return (null, e2);
        if (SettingNumber.Read(section, "TableRefresh", 1, 60, standard.TableRefresh.TotalSeconds,
            out var refresh) is { } e3) return (null, e3);
        if (SettingNumber.Read(section, "ResponseTimeout", 1, 60, standard.ResponseTimeout.TotalSeconds,
            out var response) is { } e4) return (null, e4);
        if (missed % 1 != 0) return (null,
            $"Orleans:MissedProbes is {section["MissedProbes"]}; it must be a whole number.");
        return (new ClusterTuning
        {
            AdvertisedAddress = address,
            ProbeTimeout = TimeSpan.FromSeconds(probe),
            MissedProbes = (int)missed,
            TableRefresh = TimeSpan.FromSeconds(refresh),
            ResponseTimeout = TimeSpan.FromSeconds(response),
        }, null);
    }

    public void Apply(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = ProbeTimeout;
        membership.NumMissedProbesLimit = MissedProbes;
        membership.TableRefreshTimeout = membership.IAmAliveTablePublishTimeout = TableRefresh;
    }

    /// <summary>
    /// Advertises the configured address and listens on all addresses. A pod has only one address of its own,
    /// and that address changes.
    /// </summary>
    public void Apply(EndpointOptions endpoints, int siloPort)
    {
        var any = AdvertisedAddress!.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        (endpoints.AdvertisedIPAddress, endpoints.SiloPort, endpoints.GatewayPort) = (AdvertisedAddress, siloPort, 0);
        endpoints.SiloListeningEndpoint = new IPEndPoint(any, siloPort);
    }
}
