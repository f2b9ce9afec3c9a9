using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using ReferralSilo.Host.Setup;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Setup;

/// <summary>Certificates of silos that cannot work are found at the start.</summary>
public sealed class ConnectionSecurityTests : IDisposable
{
    private readonly SiloCertificates _own = new(), _foreign = new();

    [Fact]
    public void A_silo_has_a_certificate_of_its_authority()
    {
        var (value, error) = Read(_own.Issue(), _own.AuthorityFile);

        Assert.Null(error);
        Assert.True(value!.Certificate!.HasPrivateKey);
    }

    [Fact]
    public void A_certificate_of_another_authority_stops_the_start() =>
        Assert.Contains("did not issue it", Read(_foreign.Issue(), _own.AuthorityFile).Error);

    [Fact]
    public void An_expired_certificate_stops_the_start() =>
        Assert.Contains("is not valid now", Read(_own.Issue(daysFromNow: -1), _own.AuthorityFile).Error);

    [Fact]
    public void A_certificate_of_a_web_server_only_stops_the_start() =>
        Assert.Contains("as a server and as a client",
            Read(_own.Issue(new OidCollection { new Oid("1.3.6.1.5.5.7.3.1") }), _own.AuthorityFile).Error);

    [Fact]
    public void Files_that_are_missing_or_hold_something_else_stop_the_start()
    {
        Assert.Contains("Orleans:CertificateAuthority cannot be read", Read(_own.Issue(), "/nowhere.pem").Error);
        Assert.Contains("Orleans:Certificate cannot be read with its key",
            Read("/nowhere.pem", _own.AuthorityFile).Error);
        Assert.Contains("Orleans:Certificate cannot be read with its key",
            Read(_own.AuthorityFile, _own.AuthorityFile).Error);
        Assert.Contains("a file without a certificate", Read(_own.Issue(), "/dev/null").Error);
    }

    public void Dispose()
    {
        _own.Dispose();
        _foreign.Dispose();
    }

    private static (ConnectionSecurity? Value, string? Error) Read(string certificate, string authority) =>
        ConnectionSecurity.Read(new ConfigurationBuilder().AddInMemoryCollection([
            new("Orleans:Certificate", certificate), new("Orleans:CertificateAuthority", authority)])
            .Build().GetSection("Orleans"), alone: false);
}
