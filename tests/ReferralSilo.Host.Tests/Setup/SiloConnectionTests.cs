using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Setup;

/// <summary>Who can connect to a silo: other silos of its cluster, and nothing else.</summary>
public sealed class SiloConnectionTests : IDisposable
{
    private readonly SiloCertificates _own = new(), _foreign = new();

    [Fact]
    public async Task A_lone_silo_listens_for_HTTP_only()
    {
        await using var program = await RunningProgram.Start(null, ("Orleans__SiloPort", $"{FreePort.Next()}"),
            ("Orleans__GatewayPort", $"{FreePort.Next()}"));

        Assert.Equal([program.Address.Port], ListeningPorts.Of(program.Id));
    }

    [Fact]
    public async Task An_outside_client_is_refused_by_a_silo_of_a_cluster()
    {
        var database = PostgresServer.Shared.CreateDatabase();
        try
        {
            var port = FreePort.Next();
            await using var program = await RunningProgram.Start(database,
                [("Orleans__SiloPort", $"{port}"), ("Orleans__AdvertisedAddress", "127.0.0.1"), .. _own.Settings()]);

            Assert.Equal(new HashSet<int> { program.Address.Port, port }, ListeningPorts.Of(program.Id));
            await Assert.ThrowsAnyAsync<Exception>(() => Connect(port, null));
            await Assert.ThrowsAnyAsync<Exception>(() => Connect(port, _foreign.Issue()));
            using var http = new HttpClient { BaseAddress = program.Address };
            await Eventually.Is("the silo serves its own callers", async () =>
            {
                using var ready = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
                return ready.IsSuccessStatusCode;
            });
        }
        finally
        {
            PostgresServer.Shared.DropDatabase(database);
        }
    }

    public void Dispose()
    {
        _own.Dispose();
        _foreign.Dispose();
    }

    /// <summary>Connects as an Orleans client, with TLS when a certificate is given. Throws when refused.</summary>
    private static async Task Connect(int port, string? certificate)
    {
        using var loaded = certificate is null ? null : X509Certificate2.CreateFromPemFile(certificate);
        using var client = new HostBuilder().UseOrleansClient(orleans =>
        {
            orleans.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, port));
            orleans.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = ("referralsilo", "referralsilo"));
            if (loaded is not null)
                orleans.UseTls(loaded, tls =>
                {
                    tls.AllowAnyRemoteCertificate();
                    tls.OnAuthenticateAsClient = (_, to) => to.TargetHost = "referralsilo";
                });
        }).Build();
        await client.StartAsync(TestContext.Current.CancellationToken);
    }
}
