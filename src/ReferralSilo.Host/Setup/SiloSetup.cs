using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using ReferralSilo.Grains;
using ReferralSilo.Grains.Patients;
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Host.Setup;

/// <summary>The Orleans silo inside the process.</summary>
public static class SiloSetup
{
    /// <summary>How long an idle grain stays in memory.</summary>
    private static readonly TimeSpan CollectionAge = TimeSpan.FromMinutes(5);

    /// <summary>Port of a silo that serves no Orleans clients, because the program has none.</summary>
    private const int NoGateway = 0;

    public static void AddSilo(this WebApplicationBuilder builder, ProgramOptions options, Stores stores)
    {
        builder.Services.AddSingleton(stores.Ledger.Ledger).AddSingleton(stores.Ledger.Projections)
            .AddSingleton(stores.Ledger.Hash)
            .AddSingleton(stores.Ledger.Messages);
        builder.Host.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster =>
                (cluster.ClusterId, cluster.ServiceId) = ("referralsilo", "referralsilo"));
            silo.Configure<SiloMessagingOptions>(messaging =>
                messaging.ResponseTimeout = messaging.SystemResponseTimeout = options.Cluster.ResponseTimeout);
            silo.Configure<ClientMessagingOptions>(messaging =>
                messaging.ResponseTimeout = options.Cluster.ResponseTimeout);
            silo.Configure<GrainCollectionOptions>(collection =>
            {
                collection.CollectionAge = CollectionAge;
                collection.CollectionQuantum = TimeSpan.FromMinutes(1);
            });
            silo.AddAdoNetGrainStorage(SettingsStore.Name, (OptionsBuilder<AdoNetGrainStorageOptions> storage) =>
                storage.Configure(o =>
            {
                o.Invariant = stores.Settings.Invariant;
                o.DataSource = stores.Settings.DataSource;
                o.GrainStorageSerializer = new SettingsJsonSerializer();
            }));
            // Costs two filters for each call, so only when someone gets the traces.
            if (options.Monitoring.Exports) silo.AddActivityPropagation();
            if (options.IsAlone) Alone(silo, options);
            else Clustered(silo, options, stores);
        });
        // Registered after the silo, so that the silo is running when background services start.
        builder.Services.AddReferralSiloGrains();
        builder.Services.AddHostedService<PatientAdoption>();
    }

    /// <summary>A lone silo opens no port: the numbers only name it.</summary>
    private static void Alone(ISiloBuilder silo, ProgramOptions options)
    {
        var port = options.SiloPort != 0 ? options.SiloPort : EndpointOptions.DEFAULT_SILO_PORT;
        silo.UseLocalhostClustering(port, NoGateway, new IPEndPoint(IPAddress.Loopback, port),
            "referralsilo", "referralsilo");
        NoConnections.Apply(silo.Services);
    }

    /// <summary>
    /// The cluster replaces a killed silo within seconds but does not replace a busy one (architecture, rule 12).
    /// </summary>
    private static void Clustered(ISiloBuilder silo, ProgramOptions options, Stores stores)
    {
        var port = options.SiloPort != 0 ? options.SiloPort : FreePort();
        if (options.Cluster.AdvertisedAddress is null)
            silo.ConfigureEndpoints(port, NoGateway, listenOnAnyHostAddress: false);
        else silo.Configure<EndpointOptions>(endpoints => options.Cluster.Apply(endpoints, port));
        silo.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = stores.Settings.Invariant;
            clustering.DataSource = stores.Settings.DataSource;
        });
        silo.Configure<ClusterMembershipOptions>(options.Cluster.Apply);
        options.Connections.Apply(silo);
    }

    /// <summary>
    /// Lets the kernel pick a free port. On Linux, two silos with the same port would both start
    /// and mix their clusters.
    /// </summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
