using System.Globalization;
using ReferralSilo.Host.Monitoring;
using ReferralSilo.Host.Timekeeping;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Storage;

namespace ReferralSilo.Host.Setup;

/// <summary>Options of this process from the command line and the settings.</summary>
/// <param name="Demo">Whether to load the demo program and its sign-ins.</param>
/// <param name="LivePerMinute">Referrals per minute that the demo keeps sending; 0 for none.</param>
/// <param name="Urls">Addresses to listen on, separated by semicolons.</param>
/// <param name="Storage">Where the ledger is stored.</param>
/// <param name="SiloPort">Silo-to-silo port; 0 picks a free one.</param>
public sealed record ProgramOptions(bool Demo, int LivePerMinute, string Urls, StorageOptions Storage, int SiloPort)
{
    /// <summary>How silos find each other and when a silo counts as failed.</summary>
    public ClusterTuning Cluster { get; init; } = new();

    /// <summary>How silos prove to each other that they belong to this cluster.</summary>
    public ConnectionSecurity Connections { get; init; } = new();

    /// <summary>The proxies whose forwarded headers are believed.</summary>
    public ProxyOptions Proxies { get; init; } = new();

    /// <summary>How this silo follows the database's clock.</summary>
    public ClockTuning Clock { get; init; } = new();

    /// <summary>Who gets the metrics and traces of this process.</summary>
    public MonitoringOptions Monitoring { get; init; } = new();

    /// <summary>How messages leave.</summary>
    public MessagingOptions Messaging { get; init; } = MessagingOptions.None;

    /// <summary>True when messages go into the mailbox of the demo: no transport is set.</summary>
    public bool HasMailbox => Demo && !Messaging.HasTransport;

    /// <summary>True when the database serves only this process.</summary>
    public bool IsAlone => Storage.Engine == StorageEngine.Sqlite;

    /// <summary>Maximum number of demo referrals per minute.</summary>
    public const int MaxLivePerMinute = 6_000;

    public const string DefaultUrls = "http://localhost:5080";

    public const string Help = """
        ReferralSilo: coordinates telehealth referrals in real time.

          --demo              load a synthetic telehealth program once, and print its sign-ins
          --live N            with --demo: about N new referrals a minute and people working on them
          --data DIR          folder of the embedded database (default ./data)
          --urls URLS         addresses to listen on (default http://localhost:5080)
          --help              this text
          --version           the version of the program

        Commands, while nothing runs on the data (exit status 0: done, 1: a check failed, 2: it made no sense):
          migrate --to "CONNECTION STRING" [--data DIR]    copy the embedded database into PostgreSQL, checked row by row
          backup --out FILE [--data DIR] [--online]        copy the embedded database and its keys into one file;
                                                           --online: beside a running process
          restore --from FILE [--data DIR] [--release-messages]
                                                           a backup into an empty folder; messages are held until released
          verify [--data DIR]                              check everything in the embedded database
          mark-restored [--data DIR] [--release-messages]  after a restore by other means: a new epoch, messages held
          reset-administrator --user NAME [--data DIR]     make an account administrator with a one-time password; on
                                                           PostgreSQL also beside running processes
          release-messages [--data DIR]                    let held messages go; also beside a running process

        Settings (environment or appsettings.json):
          ReferralSilo__Storage            Sqlite (default) or Postgres
          ReferralSilo__KeyFile            file of the key that seals patient data (default {data}/keys/ledger.key;
                                           PostgreSQL: the database itself, with a warning)
          ReferralSilo__Proxies__0         address or network (10.0.0.0/8) of a proxy whose X-Forwarded-For and
                                           X-Forwarded-Proto are believed
          ReferralSilo__AllowedOrigins__0  further web origins whose pages may use a session
          ConnectionStrings__ReferralSilo  PostgreSQL connection string
        """ + "\n" + MonitoringOptions.Help + ClockTuning.Help + ClusterTuning.Help
        + "\n" + ConnectionSecurity.Help + "\n" + MessagingOptions.Help;

    /// <summary>All setting names of the section <c>ReferralSilo</c>; any other name stops the start.</summary>
    private static readonly string[] Names = ["Storage", "KeyFile", "AllowedOrigins", ProxyOptions.Name,
        .. MonitoringOptions.Names, .. ClockTuning.Names];

    /// <summary>Reads and checks all options. Returns an error sentence for the first invalid one.</summary>
    public static (ProgramOptions? Value, string? Error) Read(string[] args, IConfiguration settings)
    {
        var (demo, live, data, urls) = (false, 0, "data", settings["urls"] ?? DefaultUrls);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--demo":
                    demo = true;
                    break;
                case "--live":
                    if (i + 1 >= args.Length || !int.TryParse(args[++i], CultureInfo.InvariantCulture, out live)
                        || live is < 1 or > MaxLivePerMinute)
                        return (null, $"--live needs a number of referrals a minute, 1 to {MaxLivePerMinute}.");
                    break;
                case "--data":
                    if (i + 1 >= args.Length) return (null, "--data needs a folder.");
                    data = args[++i];
                    break;
                case "--urls":
                    if (i + 1 >= args.Length) return (null, "--urls needs addresses, such as http://localhost:5080.");
                    urls = args[++i];
                    break;
                default:
                    return (null, $"Unknown option {args[i]}; --help lists all.");
            }
        }

        if (live > 0 && !demo) return (null, "--live needs --demo.");
        if (urls.Split(';')
            .Any(u => !Uri.TryCreate(u.Replace("*", "localhost").Replace("+", "localhost"), UriKind.Absolute,
            out var uri) || uri.Scheme is not ("http" or "https")))
            return (null, $"--urls is not a list of http addresses: {urls}");
        if ((Unknown(settings, "ReferralSilo", Names)
            ?? Unknown(settings, "Orleans", [.. ClusterTuning.Names, .. ConnectionSecurity.Names]))
            is { } unknown) return (null, unknown);
        var storage = ReadStorage(data, settings, out var error);
        if (error is not null) return (null, error);
        if ((Port(settings, "Orleans:SiloPort", out var silo)
            ?? Port(settings, "Orleans:GatewayPort", out _)) is { } bad) return (null, bad);
        var alone = storage!.Engine == StorageEngine.Sqlite;
        var (cluster, wrong) = ClusterTuning.Read(settings.GetSection("Orleans"), alone);
        if (cluster is null) return (null, wrong);
        var (connections, unproven) = ConnectionSecurity.Read(settings.GetSection("Orleans"), alone);
        if (connections is null) return (null, unproven);
        var (proxies, unnamed) = ProxyOptions.Read(settings);
        if (proxies is null) return (null, unnamed);
        var (clock, off) = ClockTuning.Read(settings.GetSection("ReferralSilo"));
        if (clock is null) return (null, off);
        var (monitoring, unclear) = MonitoringOptions.Read(settings, urls);
        if (monitoring is null) return (null, unclear);
        var (messaging, unsendable) = MessagingOptions.Read(settings, urls);
        if (messaging is null) return (null, unsendable);
        if (live > 0 && messaging.HasTransport)
            return (null, "--live needs that no Messaging:Email or Messaging:Sms is set: its patients are invented.");
        var options = new ProgramOptions(demo, live, urls, storage, silo)
        {
            Cluster = cluster, Connections = connections, Proxies = proxies, Clock = clock, Monitoring = monitoring,
            Messaging = messaging,
        };
        return (options, null);
    }

    /// <summary>
    /// Returns an error for an unknown setting name, because a misspelt setting would silently have no effect.
    /// </summary>
    private static string? Unknown(IConfiguration settings, string section, IReadOnlyList<string> names) =>
        settings.GetSection(section).GetChildren()
            .FirstOrDefault(s => !names.Contains(s.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? $"There is no setting {section}:{unknown.Key}; --help lists all."
            : null;

    internal static StorageOptions? ReadStorage(string data, IConfiguration settings, out string? error)
    {
        var name = settings["ReferralSilo:Storage"] ?? nameof(StorageEngine.Sqlite);
        var connection = settings.GetConnectionString("ReferralSilo");
        error = null;
        if (!Enum.TryParse<StorageEngine>(name, ignoreCase: true, out var engine) || !Enum.IsDefined(engine))
            error = $"ReferralSilo:Storage is {name}; it must be Sqlite or Postgres.";
        else if (engine == StorageEngine.Postgres && string.IsNullOrWhiteSpace(connection))
            error = "PostgreSQL needs ConnectionStrings:ReferralSilo.";
        else if (engine == StorageEngine.Postgres)
            error = PostgresText.Wrong(connection!, "ConnectionStrings:ReferralSilo");
        else if (!string.IsNullOrWhiteSpace(connection))
            error = "ConnectionStrings:ReferralSilo is set, but the storage is the embedded one. Set "
                + "ReferralSilo:Storage to Postgres, or remove it.";
        return error is null
            ? new StorageOptions { Engine = engine, DataDirectory = Path.GetFullPath(data),
                ConnectionString = connection, KeyFile = settings["ReferralSilo:KeyFile"] }
            : null;
    }

    private static string? Port(IConfiguration settings, string key, out int port)
    {
        port = 0;
        return settings[key] is not { } text
            || (int.TryParse(text, CultureInfo.InvariantCulture, out port) && port is >= 0 and <= 65_535)
            ? null
            : $"{key} is {text}; it must be a port, 0 to 65535.";
    }
}
