using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ReferralSilo.Testing;

/// <summary>
/// A PostgreSQL cluster of its own: data and socket in a temp folder, a free port, fsync on. A watchdog stops it when
/// this process ends in whatever way, <c>kill -9</c> too.
/// </summary>
public sealed class PostgresCluster : IDisposable
{
    private readonly string _folder;
    private readonly int _port = FreePort.Next();
    private readonly string? _alsoOn;
    private Process? _watchdog;

    private PostgresCluster(string? alsoOn, string? disk) => (_alsoOn, _folder) = (alsoOn, disk is null
        ? Directory.CreateTempSubdirectory("referralsilo-pg-").FullName
        : Directory.CreateDirectory(Path.Combine(disk, "pg")).FullName);

    /// <summary>The folder of initdb, pg_ctl, pgbench and the others.</summary>
    public static string Binaries { get; } = FindBinaries();

    public int Port => _port;

    /// <summary>Of the superuser, to its maintenance database.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = _alsoOn ?? "127.0.0.1",
        Port = _port,
        Username = "postgres",
        Database = "postgres",
        Pooling = false,
    }.ToString();

    private string Data => Path.Combine(_folder, "data");

    /// <summary>The server's processes: the postmaster, then its children. Empty when it does not run.</summary>
    public IReadOnlyList<int> Processes => File.Exists(PidFile)
        && int.TryParse(File.ReadLines(PidFile).FirstOrDefault(), CultureInfo.InvariantCulture, out var postmaster)
            ? [postmaster, .. ProcessTable.Children(postmaster)]
            : [];

    private string PidFile => Path.Combine(Data, "postmaster.pid");

    /// <param name="alsoOn">An address beside the loopback that it listens on and trusts the network of.</param>
    /// <param name="disk">A folder that it lies in, such as a small disk of its own; null for the temp folder.</param>
    public static PostgresCluster Start(string? alsoOn = null, string? disk = null)
    {
        var cluster = new PostgresCluster(alsoOn, disk);
        try
        {
            cluster.Initialize();
            cluster.StartServer();
            cluster.Watch();
            AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Dispose();
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Starts the server again after <see cref="Crash"/>; it recovers from its log first.</summary>
    public void StartServer() =>
        Run("pg_ctl", "start", "-w", "-t", "60", "-D", Data, "-l", Path.Combine(_folder, "log"),
        "-o", $"-p {_port} -k {_folder} -h 127.0.0.1{(_alsoOn is null ? "" : "," + _alsoOn)}");

    /// <summary>True while it takes connections.</summary>
    public bool IsRunning()
    {
        try
        {
            using var connection = new NpgsqlConnection(ConnectionString);
            connection.Open();
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Stops at once, without a checkpoint, as a power cut would.</summary>
    public void Crash() => Run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", Data);

    /// <summary>Takes the processor from all of its processes, or gives it back.</summary>
    public Task Freeze(bool frozen) => ProcessSignal.Send(frozen ? "STOP" : "CONT", Processes);

    public void Dispose()
    {
        if (_watchdog is { } watchdog)
        {
            // Its input ends: it stops the server and removes the folder.
            _watchdog = null;
            watchdog.StandardInput.Close();
            watchdog.WaitForExit(TimeSpan.FromSeconds(20));
            watchdog.Dispose();
        }
        else if (Directory.Exists(_folder))
        {
            if (File.Exists(PidFile)) Crash();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private void Initialize()
    {
        if (IsRoot)
        {
            using var chown = Process.Start("chown", ["postgres", _folder]);
            chown.WaitForExit();
        }

        Run("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        File.AppendAllText(Path.Combine(Data, "postgresql.conf"), """

            max_connections = 200
            shared_buffers = 256MB
            max_wal_size = 4GB
            """);
        if (_alsoOn is not null) File.AppendAllText(Path.Combine(Data, "pg_hba.conf"),
            "\nhost all all samenet trust\n");
    }

    private void Watch()
    {
        var stop = $"""
            cat >/dev/null
            kill -s CONT "$(head -n 1 '{Data}/postmaster.pid')" 2>/dev/null
            '{Binaries}/pg_ctl' stop -m immediate -w -D '{Data}' >/dev/null 2>&1
            rm -rf '{_folder}'
            """;
        _watchdog = Process.Start(
            AsServerUser(new ProcessStartInfo { RedirectStandardInput = true }, "setsid", "sh", "-c", stop));
    }

    private void Run(string program, params string[] arguments)
    {
        // Into a file: what the server inherits would keep a test runner's pipe open for ever.
        var log = Path.Combine(_folder, "commands.log");
        string[] command =
            ["sh", "-c", "exec \"$@\" >>\"$0\" 2>&1", log, Path.Combine(Binaries, program), .. arguments];
        using var process = Process.Start(AsServerUser(new ProcessStartInfo(), command))!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {File.ReadAllText(log)}");
        }
    }

    /// <summary>PostgreSQL will not run as root.</summary>
    private ProcessStartInfo AsServerUser(ProcessStartInfo start, params string[] command)
    {
        string[] whole = IsRoot ? ["runuser", "-u", "postgres", "--", .. command] : command;
        start.FileName = whole[0];
        start.WorkingDirectory = _folder;
        foreach (var argument in whole[1..]) start.ArgumentList.Add(argument);
        return start;
    }

    private static bool IsRoot => Environment.UserName == "root";

    private static string FindBinaries()
    {
        string[] versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql")
            : [];
        return versions.OrderDescending().Select(v => Path.Combine(v, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .FirstOrDefault(folder =>
                File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")))
            ?? throw new InvalidOperationException("PostgreSQL server binaries not found; run tests/run");
    }
}
