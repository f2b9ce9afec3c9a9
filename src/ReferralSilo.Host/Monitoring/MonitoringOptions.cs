using System.Net;

namespace ReferralSilo.Host.Monitoring;

/// <summary>Who gets the metrics and traces of this process.</summary>
public sealed record MonitoringOptions
{
    /// <summary>The standard setting of OpenTelemetry; its exporter reads it, and the other OTEL settings, by
    /// itself.</summary>
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>A second address that serves only <c>/metrics</c>, without a sign-in. Null for none.</summary>
    public BindingAddress? MetricsUrl { get; init; }

    /// <summary>True when metrics and traces are sent to a collector.</summary>
    public bool Exports { get; init; }

    public const string Help = """
          ReferralSilo__MetricsUrl         a further address that serves /metrics and nothing else, to everybody who
                                           reaches it, such as http://127.0.0.1:9464 (default: none)
          OTEL_EXPORTER_OTLP_ENDPOINT      address of an OpenTelemetry collector that gets metrics and traces
                                           (default: none; the other OTEL_ settings of the exporter also apply)

        """;

    /// <summary>Names of these settings in the section <c>ReferralSilo</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["MetricsUrl"];

    /// <summary>Reads the settings. Returns an error sentence for the first invalid one.</summary>
    /// <param name="settings">All settings.</param>
    /// <param name="urls">The other addresses of the process, separated by semicolons.</param>
    public static (MonitoringOptions? Value, string? Error) Read(IConfiguration settings, string urls)
    {
        var collector = settings[Collector];
        if (!string.IsNullOrEmpty(collector)
            && (!Uri.TryCreate(collector, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
            return (null, $"{Collector} is not an http address.");
        var exports = !string.IsNullOrEmpty(collector);
        if (settings["ReferralSilo:MetricsUrl"] is not { } text) return (new() { Exports = exports }, null);
        if (Parsed(text) is not { Scheme: "http", Port: > 0 and <= 65535, PathBase: "" } url)
            return (null, $"ReferralSilo:MetricsUrl is {text}; it must be an http address with a port and no path.");
        // Kestrel listens on all addresses of the machine when the host is any other name.
        var isNamed = url.Host is "*" or "+" || url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        if (!isNamed && !IPAddress.TryParse(url.Host.Trim('[', ']'), out _))
            return (null, $"ReferralSilo:MetricsUrl is {text}; its host must be localhost, an IP address or *.");
        return urls.Split(';').Any(u => Parsed(u)?.Port == url.Port)
            ? (null, $"ReferralSilo:MetricsUrl has the port of --urls, {url.Port}; they must differ.")
            : (new() { MetricsUrl = url, Exports = exports }, null);
    }

    /// <summary>The address of the metrics as one to listen on; empty for none.</summary>
    public IEnumerable<string> Urls => MetricsUrl is { } url ? [url.ToString()] : [];

    /// <summary>The addresses without that of the metrics.</summary>
    public IEnumerable<string> Others(IEnumerable<string> urls) =>
        urls.Where(u => MetricsUrl is not { } own || BindingAddress.Parse(u).Port != own.Port);

    private static BindingAddress? Parsed(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
