using System.Net;
using Microsoft.Extensions.Configuration;
using Orleans.Configuration;
using ReferralSilo.Host.Monitoring;
using ReferralSilo.Host.Setup;
using ReferralSilo.Host.Timekeeping;

namespace ReferralSilo.Host.Tests.Setup;

public sealed class ProgramOptionsTests
{
    private static readonly (string, string)[] Cluster =
        [("ReferralSilo:Storage", "Postgres"), ("ConnectionStrings:ReferralSilo", "Host=db"),
            ("Orleans:TrustedNetwork", "true")];

    [Fact]
    public void Without_any_setting_it_is_the_embedded_database_and_free_ports()
    {
        var options = Read().Value!;

        Assert.True(options.IsAlone);
        Assert.Equal((0, null), (options.SiloPort, options.Cluster.AdvertisedAddress));
        Assert.Equal(ProgramOptions.DefaultUrls, options.Urls);
    }

    [Fact]
    public void A_cluster_takes_its_tuning_from_settings_in_seconds()
    {
        var options =
            Read([.. Cluster, ("Orleans:AdvertisedAddress", "10.1.2.3"), ("Orleans:SiloPort", "11111"),
            ("Orleans:GatewayPort", "30000"),
            ("Orleans:ProbeTimeout", "0.5"), ("Orleans:MissedProbes", "2"), ("Orleans:TableRefresh", "10"),
                ("Orleans:ResponseTimeout", "8")]).Value!;
        var (membership, endpoints) = (new ClusterMembershipOptions(), new EndpointOptions());
        options.Cluster.Apply(membership);
        options.Cluster.Apply(endpoints, options.SiloPort);

        Assert.Equal((TimeSpan.FromSeconds(0.5), 2, TimeSpan.FromSeconds(10)),
            (membership.ProbeTimeout, membership.NumMissedProbesLimit, membership.TableRefreshTimeout));
        Assert.Equal(TimeSpan.FromSeconds(8), options.Cluster.ResponseTimeout);
        Assert.Equal(IPAddress.Parse("10.1.2.3"), endpoints.AdvertisedIPAddress);
        Assert.Equal((new IPEndPoint(IPAddress.Any, 11111), null, 0),
            (endpoints.SiloListeningEndpoint, endpoints.GatewayListeningEndpoint, endpoints.GatewayPort));
    }

    [Fact]
    public void How_the_clock_is_kept_is_set_in_seconds()
    {
        Assert.Equal(new ClockTuning(), Read().Value!.Clock);
        Assert.Equal(new ClockTuning { Period = TimeSpan.FromSeconds(5), ComplainAbove = TimeSpan.FromSeconds(0.25) },
            Read([.. Cluster, ("ReferralSilo:ClockPeriod", "5"),
                ("ReferralSilo:ClockComplaint", "0.25")]).Value!.Clock);
    }

    [Theory]
    [InlineData("ReferralSilo:Storage=Oracle", "must be Sqlite or Postgres")]
    [InlineData("ReferralSilo:Storage=Postgres", "needs ConnectionStrings:ReferralSilo")]
    [InlineData("ConnectionStrings:ReferralSilo=Host=db", "Set ReferralSilo:Storage to Postgres, or remove it")]
    [InlineData("ReferralSilo:Storage=Postgres;ConnectionStrings:ReferralSilo=postgres://u:secret@h/db",
        "ConnectionStrings:ReferralSilo is not a PostgreSQL connection string")]
    [InlineData("ReferralSilo:Storage=Postgres;ConnectionStrings:ReferralSilo=Password=secret",
        "ConnectionStrings:ReferralSilo names no host")]
    [InlineData("ReferralSilo:Storrage=Postgres", "There is no setting ReferralSilo:Storrage")]
    [InlineData("Orleans:Siloport1=1", "There is no setting Orleans:Siloport1")]
    [InlineData("Orleans:SiloPort=70000", "must be a port, 0 to 65535")]
    [InlineData("ReferralSilo:Storage=Postgres;ConnectionStrings:ReferralSilo=Host=db", "need mutual TLS: set")]
    [InlineData("ReferralSilo:Storage=Postgres;ConnectionStrings:ReferralSilo=Host=db;Orleans:Certificate=a.pem",
        "need mutual TLS: set")]
    [InlineData("ReferralSilo:Storage=Postgres;ConnectionStrings:ReferralSilo=Host=db;Orleans:TrustedNetwork=yes",
        "Orleans:TrustedNetwork is yes; it must be true or false")]
    [InlineData("ReferralSilo:Storage=Postgres;ConnectionStrings:ReferralSilo=Host=db;Orleans:TrustedNetwork=true;"
        + "Orleans:CertificateAuthority=ca.pem", "remove one of them")]
    [InlineData("Orleans:TrustedNetwork=true", "the embedded database serves one process")]
    [InlineData("ASPNETCORE_FORWARDEDHEADERS_ENABLED=true", "believes every caller's headers; name the proxies")]
    [InlineData("ReferralSilo:Proxies:0=0.0.0.0/0", "must be an IP address or a network such as 10.0.0.0/8")]
    [InlineData("ReferralSilo:Proxies:0=10", "must be an IP address or a network")]
    [InlineData("ReferralSilo:Storage=Postgres;ConnectionStrings:ReferralSilo=Host=db;Orleans:Certificate=;"
        + "Orleans:CertificateAuthority=", "need mutual TLS: set")]
    [InlineData("ReferralSilo:Proxies:0=proxy.example.org", "must be an IP address or a network")]
    [InlineData("ReferralSilo:Proxies=10.0.0.1", "ReferralSilo:Proxies is a list: set ReferralSilo:Proxies:0")]
    [InlineData("Orleans:AdvertisedAddress=10.1.2.3", "the embedded database serves one process")]
    [InlineData("Orleans:ProbeTimeout=0.1", "Orleans:ProbeTimeout is 0.1; it must be a number, 0.5 to 2")]
    [InlineData("Orleans:ProbeTimeout=3", "0.5 to 2")]
    [InlineData("Orleans:MissedProbes=2.5", "must be a whole number")]
    [InlineData("Orleans:TableRefresh=soon", "must be a number, 1 to 60")]
    [InlineData("Orleans:ResponseTimeout=-1", "must be a number, 1 to 60")]
    [InlineData("ReferralSilo:ClockPeriod=0", "ReferralSilo:ClockPeriod is 0; it must be a number, 1 to 3600")]
    [InlineData("ReferralSilo:ClockComplaint=never", "must be a number, 0.1 to 3600")]
    [InlineData("ReferralSilo:MetricsUrl=9464", "ReferralSilo:MetricsUrl is 9464; it must be an http")]
    [InlineData("ReferralSilo:MetricsUrl=https://localhost:9464", "must be an http address with a port and no path")]
    [InlineData("ReferralSilo:MetricsUrl=http://localhost:9464/x", "a port and no path")]
    [InlineData("ReferralSilo:MetricsUrl=http://localhost:0", "a port and no path")]
    [InlineData("ReferralSilo:MetricsUrl=http://10.0.0.300:5991", "must be localhost, an IP address or *")]
    [InlineData("ReferralSilo:MetricsUrl=http://localhost:70000", "an http address with a port and no path")]
    [InlineData("ReferralSilo:MetricsUrl=http://127.0.0.1:5080", "the port of --urls, 5080; they must differ")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT is not an http address")]
    public void What_makes_no_sense_stops_the_start_with_one_sentence(string settings, string says)
    {
        var (value, error) =
            Read([.. settings.Split(';').Select(s => (s[..s.IndexOf('=')], s[(s.IndexOf('=') + 1)..]))]);

        Assert.Null(value);
        Assert.Contains(says, error);
        Assert.DoesNotContain('\n', error!);
        Assert.DoesNotContain("secret", error!);
    }

    [Fact]
    public void Metrics_have_no_address_of_their_own_and_no_collector_unless_set()
    {
        Assert.Equal(new MonitoringOptions(), Read().Value!.Monitoring);
        var set = Read(("ReferralSilo:MetricsUrl", "http://*:9464"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://otel:4317")).Value!.Monitoring;

        Assert.Equal(("http://*:9464", true), (Assert.Single(set.Urls), set.Exports));
        Assert.Equal(["http://[::]:5080"], set.Others(["http://[::]:5080", "http://[::]:9464"]));
    }

    [Theory]
    [InlineData("silo-2")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void The_advertised_address_is_one_that_others_can_reach(string address) =>
        Assert.Contains("one IP address that other silos can reach",
            Read([.. Cluster, ("Orleans:AdvertisedAddress", address)]).Error);

    [Fact]
    public void Help_lists_every_setting() =>
        Assert.All(ClusterTuning.Names.Concat(ConnectionSecurity.Names).Select(n => "Orleans__" + n)
            .Concat(ClockTuning.Names.Concat(MonitoringOptions.Names).Select(n => "ReferralSilo__" + n))
            .Concat(["OTEL_EXPORTER_OTLP_ENDPOINT", "ReferralSilo__Storage", "ReferralSilo__KeyFile",
                "ReferralSilo__Proxies__0", "ConnectionStrings__ReferralSilo"]),
            name => Assert.Contains($"  {name} ", ProgramOptions.Help));

    private static (ProgramOptions? Value, string? Error) Read(params (string Key, string Value)[] settings) =>
        ProgramOptions.Read([], new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build());
}
