using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Setup;

/// <summary>Who can connect to a silo: other silos of its cluster, and nothing else.</summary>
public sealed class SiloConnectionTests : IDisposable
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(1);

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
            await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsClient(port));
            await IsRefused(port, null);
            await IsRefused(port, _foreign.Issue());
            await IsRefused(port, _own.Issue(daysFromNow: -1));
            await IsRefused(port, _own.Issue(new OidCollection { new Oid("1.3.6.1.5.5.7.3.1") }));
            await IsCutOff(port, sent: []);
            await IsCutOff(port, sent: [22, 3, 1]);
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

    /// <summary>
    /// Waits until the silo ends the connection of a caller that sends nothing after its certificate. It waits for the
    /// first message of a caller that it accepts; the tests of a cluster show that silos do accept each other.
    /// </summary>
    private static async Task IsRefused(int port, string? certificate)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        using var loaded = certificate is null ? null : X509Certificate2.CreateFromPemFile(certificate);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "referralsilo", LocalCertificateSelectionCallback = (_, _, _, _, _) => loaded!,
            }, TestContext.Current.CancellationToken);
            Assert.Equal(0, await tls.ReadAsync(new byte[1]).AsTask().WaitAsync(EndsWithin));
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The silo has refused the handshake or cut the connection.
        }
    }

    /// <summary>Waits until the silo ends the connection of a caller whose TLS handshake does not go on.</summary>
    private static async Task IsCutOff(int port, byte[] sent)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        await stream.WriteAsync(sent, TestContext.Current.CancellationToken);
        try
        {
            Assert.Equal(0, await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(EndsWithin));
        }
        catch (IOException)
        {
            // The silo has reset the connection.
        }
    }

    /// <summary>Connects as an Orleans client. Throws when refused.</summary>
    private static async Task ConnectAsClient(int port)
    {
        using var client = new HostBuilder().UseOrleansClient(orleans =>
        {
            orleans.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, port));
            orleans.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = ("referralsilo", "referralsilo"));
        }).Build();
        await client.StartAsync(TestContext.Current.CancellationToken);
    }
}
