using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ReferralSilo.Testing;

/// <summary>The certificate authority of a cluster and the certificates of its silos, as PEM files.</summary>
public sealed class SiloCertificates : IDisposable
{
    private static readonly OidCollection ServerAndClient = [new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")];

    private readonly TempFolder _folder = new();
    private readonly X509Certificate2 _authority;

    public SiloCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=silos of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
    }

    public string AuthorityFile => Path.Combine(_folder.Path, "authority.pem");

    /// <summary>Issues a certificate; returns the file with it and its key.</summary>
    public string Issue(OidCollection? uses = null, int daysFromNow = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a silo", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(uses ?? ServerAndClient, false));
        using var certificate = request.Create(_authority, DateTimeOffset.UtcNow.AddDays(-2).AddMinutes(1),
            DateTimeOffset.UtcNow.AddDays(daysFromNow), RandomNumberGenerator.GetBytes(8));
        var file = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.pem");
        File.WriteAllText(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return file;
    }

    /// <summary>Settings of a silo with a certificate of its own.</summary>
    public (string Name, string Value)[] Settings() =>
        [("Orleans__Certificate", Issue()), ("Orleans__CertificateAuthority", AuthorityFile)];

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }
}
