using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ReferralSilo.Testing;

/// <summary>
/// A separate PostgreSQL cluster: data and socket in a temp folder, a free port, fsync on. A watchdog stops it when
/// this process ends for any reason, including <c>kill -9</c>.
/// </summary>
public sealed class PostgresCluster : IDisposable
{
    private readonly string _folder;
    private readonly int _port = FreePort.Next();
    private readonly string? _extraAddress;
    private Process? _watchdog;

    private PostgresCluster(string? extraAddress, string? disk)
    {
        _extraAddress = extraAddress;
        _folder = disk is null
            ? Directory.CreateTempSubdirectory("referralsilo-pg-").FullName
            : Directory.CreateDirectory(Path.Combine(disk, "pg")).FullName;
    }

    /// <summary>The folder of initdb, pg_ctl, pgbench and the other tools.</summary>
    public static string Binaries { get; } = FindBinaries();

    public int Port => _port;

    /// <summary>Connection string of the superuser for the maintenance database.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = _extraAddress ?? "127.0.0.1",
        Port = _port,
        Username = "postgres",
        Database = "postgres",
        Pooling = false,
    }.ToString();

    private string Data => Path.Combine(_folder, "data");

    /// <summary>
    /// The server's processes: the postmaster, then its children. Empty when the server is not running.
    /// </summary>
    public IReadOnlyList<int> Processes => File.Exists(PidFile)
        && int.TryParse(File.ReadLines(PidFile).FirstOrDefault(), CultureInfo.InvariantCulture, out var postmaster)
            ? [postmaster, .. ProcessTable.Children(postmaster)]
            : [];

    private string PidFile => Path.Combine(Data, "postmaster.pid");

    /// <param name="extraAddress">An additional listen address besides the loopback; its network is trusted.</param>
    /// <param name="disk">The parent folder of the data, for example on a small disk; null for the temp folder.</param>
    public static PostgresCluster Start(string? extraAddress = null, string? disk = null)
    {
        var cluster = new PostgresCluster(extraAddress, disk);
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

    /// <summary>Starts the server again after <see cref="Crash"/>; it first recovers from its log.</summary>
    public void StartServer() =>
        Run("pg_ctl", "start", "-w", "-t", "60", "-D", Data, "-l", Path.Combine(_folder, "log"),
        "-o", $"-p {_port} -k {_folder} -h 127.0.0.1{(_extraAddress is null ? "" : "," + _extraAddress)}");

    /// <summary>True while the server accepts connections.</summary>
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

    /// <summary>Stops at once, without a checkpoint, like a power failure.</summary>
    public void Crash() => Run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", Data);

    /// <summary>Stops (SIGSTOP) or continues (SIGCONT) all processes of the server.</summary>
    public Task Freeze(bool frozen) => ProcessSignal.Send(frozen ? "STOP" : "CONT", Processes);

    public void Dispose()
    {
        if (_watchdog is { } watchdog)
        {
            // When its input closes, the watchdog stops the server and removes the folder.
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
        if (_extraAddress is not null) File.AppendAllText(Path.Combine(Data, "pg_hba.conf"),
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
        // Output goes to a file: the server inherits it and would keep a pipe of the test runner open.
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

    /// <summary>PostgreSQL refuses to run as root.</summary>
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
        string[] versions =
            Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return versions.OrderDescending().Select(v => Path.Combine(v, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .FirstOrDefault(folder =>
                File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")))
            ?? throw new InvalidOperationException("PostgreSQL server binaries not found; run tests/run");
    }
}
