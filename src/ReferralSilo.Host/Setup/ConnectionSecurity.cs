using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;

namespace ReferralSilo.Host.Setup;

/// <summary>
/// How the silos of a cluster prove to each other that they belong to it: by mutual TLS, or not at all in a network
/// that only silos can reach. Used only by a cluster: a lone silo has no connections.
/// </summary>
public sealed record ConnectionSecurity
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1", ClientUse = "1.3.6.1.5.5.7.3.2";

    /// <summary>The name of the cluster in each TLS handshake. The authority proves a silo, not its name.</summary>
    private const string TargetHost = "referralsilo";

    /// <summary>Longest TLS handshake; then the connection ends, because its other side may be frozen or cut
    /// off.</summary>
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>This silo's certificate with its private key; null in a trusted network.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>
    /// The certificates whose holders issue certificates to silos of this cluster only. Empty in a
    /// trusted network.
    /// </summary>
    public X509Certificate2Collection Authority { get; init; } = [];

    public const string Help = """
          Orleans__Certificate             PEM file of this silo's certificate, and of its key unless that is in
                                           Orleans__CertificateKey (PostgreSQL; read at the start)
          Orleans__CertificateKey          PEM file of the key of Orleans__Certificate
          Orleans__CertificateAuthority    PEM file of the authority that issues certificates to the silos of this
                                           cluster and to nothing else
          Orleans__TrustedNetwork          true: no TLS between silos, because nothing else can reach their ports
        """;

    /// <summary>Names of the settings, in the section <c>Orleans</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["Certificate", "CertificateKey", "CertificateAuthority", "TrustedNetwork"];

    /// <summary>Reads the settings and the files. Returns an error sentence for the first invalid one.</summary>
    public static (ConnectionSecurity? Value, string? Error) Read(IConfigurationSection section, bool alone)
    {
        if (alone && Names.FirstOrDefault(n => Set(section, n) is not null) is { } set)
            return (null, $"Orleans:{set} is for a cluster, and the embedded database serves one process. Set "
                + "ReferralSilo:Storage to Postgres.");
        var trusted = false;
        if (Set(section, "TrustedNetwork") is { } text && !bool.TryParse(text, out trusted))
            return (null, $"Orleans:TrustedNetwork is {text}; it must be true or false.");
        var (certificate, key, authority) =
            (Set(section, "Certificate"), Set(section, "CertificateKey"), Set(section, "CertificateAuthority"));
        if (alone) return (new ConnectionSecurity(), null);
        if (trusted)
            return certificate is null && authority is null && key is null
                ? (new ConnectionSecurity(), null)
                : (null, "Orleans:TrustedNetwork is true, and certificates of silos are set; remove one of them.");
        if (certificate is null || authority is null)
            return (null, "Silos with PostgreSQL need mutual TLS: set Orleans:Certificate and "
                + "Orleans:CertificateAuthority, or Orleans:TrustedNetwork to true where only silos reach each other.");
        return Load(certificate, key, authority);
    }

    /// <summary>Requires a certificate of the authority on every connection that this silo makes or takes.</summary>
    public void Apply(ISiloBuilder silo)
    {
        if (Certificate is not { } certificate) return;
        silo.UseTls(certificate, tls =>
        {
            tls.RemoteCertificateMode = tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.RemoteCertificateValidation = (remote, chain, _) => IsOfAuthority(remote, chain);
            tls.HandshakeTimeout = HandshakeTimeout;
            tls.OnAuthenticateAsClient = (_, client) => client.TargetHost = TargetHost;
        });
    }

    /// <summary>True for a certificate that the authority issued, for this time and for the use of the chain.</summary>
    private bool IsOfAuthority(X509Certificate2 certificate, X509Chain? handshake)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (handshake is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(handshake.ChainPolicy.ExtraStore);
            foreach (var use in handshake.ChainPolicy.ApplicationPolicy) chain.ChainPolicy.ApplicationPolicy.Add(use);
        }

        return chain.Build(certificate);
    }

    /// <summary>An empty setting, as compose files write it, is none.</summary>
    private static string? Set(IConfigurationSection section, string name) =>
        string.IsNullOrWhiteSpace(section[name]) ? null : section[name];

    private static (ConnectionSecurity? Value, string? Error) Load(string file, string? key, string authority)
    {
        var security = new ConnectionSecurity();
        try
        {
            security.Authority.ImportFromPemFile(authority);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return (null, $"Orleans:CertificateAuthority cannot be read: {e.Message}");
        }

        if (security.Authority.Count == 0)
            return (null, "Orleans:CertificateAuthority is a file without a certificate in PEM.");
        try
        {
            security = security with { Certificate = X509Certificate2.CreateFromPemFile(file, key) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return (null, $"Orleans:Certificate cannot be read with its key: {e.Message}");
        }

        return Refusal(security) is { } refusal ? (null, refusal) : (security, null);
    }

    /// <summary>Finds at the start what each connection would be refused for.</summary>
    private static string? Refusal(ConnectionSecurity security)
    {
        var uses = security.Certificate!.Extensions.OfType<X509EnhancedKeyUsageExtension>().SingleOrDefault();
        var allowed = uses?.EnhancedKeyUsages.Cast<Oid>().Select(o => o.Value).ToList() ?? [];
        if (uses is not null && !(allowed.Contains(ServerUse) && allowed.Contains(ClientUse)))
            return "Orleans:Certificate must allow the use as a server and as a client (extended key usage).";
        return security.IsOfAuthority(security.Certificate, null) ? null
            : "Orleans:Certificate is not valid now, or Orleans:CertificateAuthority did not issue it.";
    }
}
