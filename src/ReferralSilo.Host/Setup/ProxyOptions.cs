using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace ReferralSilo.Host.Setup;

/// <summary>
/// The proxies in front of this process. Their <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed, those
/// of all other callers are ignored: limits count by address, and an address from anyone would be an address of choice.
/// </summary>
public sealed record ProxyOptions
{
    public const string Name = "Proxies";

    /// <summary>The framework's own switches. They believe every caller.</summary>
    private static readonly string[] Unsafe =
        ["ASPNETCORE_FORWARDEDHEADERS_ENABLED", "DOTNET_FORWARDEDHEADERS_ENABLED", "ForwardedHeaders_Enabled"];

    /// <summary>Addresses and networks of the proxies. Empty: no header is believed.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];

    /// <summary>Reads <c>ReferralSilo:Proxies</c>. Returns an error sentence for the first invalid one.</summary>
    public static (ProxyOptions? Value, string? Error) Read(IConfiguration settings)
    {
        if (FindUnsafe(settings) is { } refused) return (null, refused);
        var networks = new List<IPNetwork>();
        foreach (var proxy in settings.GetSection($"ReferralSilo:{Name}").GetChildren())
        {
            if (Parse(proxy.Value) is not { } network)
                return (null, $"ReferralSilo:{Name}:{proxy.Key} is {proxy.Value}; it must be an IP address or a "
                    + "network such as 10.0.0.0/8, and not all addresses.");
            networks.Add(network);
        }

        return settings[$"ReferralSilo:{Name}"] is null ? (new ProxyOptions { Networks = networks }, null)
            : (null, $"ReferralSilo:{Name} is a list: set ReferralSilo:{Name}:0 and so on.");
    }

    /// <summary>An error sentence when a switch of the framework would believe every caller; null otherwise.</summary>
    public static string? FindUnsafe(IConfiguration settings) =>
        Unsafe.FirstOrDefault(u => "true".Equals(settings[u], StringComparison.OrdinalIgnoreCase)) is { } set
            ? $"{set} believes every caller's headers; name the proxies in ReferralSilo:{Name} instead."
            : null;

    /// <summary>Replaces the caller's address and scheme by those that a named proxy forwards.</summary>
    public void Apply(WebApplication app)
    {
        if (Networks.Count == 0) return;
        // Without a limit of hops: the list is read from its end as long as the address is one of the named proxies.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in Networks) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    private static IPNetwork? Parse(string? text) =>
        text?.AsSpan().ContainsAny('.', ':') == true && IPAddress.TryParse(text, out var one)
            ? new IPNetwork(one, one.GetAddressBytes().Length * 8)
            : IPNetwork.TryParse(text, out var network) && network.PrefixLength > 0 ? network : null;
}
