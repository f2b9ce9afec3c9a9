using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// The real program as a process with demo data, in a new folder and, unless it shares one, a new database.
/// </summary>
/// <param name="engine">Its database engine.</param>
/// <param name="shared">Connection string of a PostgreSQL database shared with other silos; they form one
/// cluster.</param>
internal sealed class Product(Engine engine, string? shared = null) : IAsyncDisposable
{
    /// <summary>Until ready on a busy machine, including the first load of the demo data.</summary>
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly string? _database = shared is not null ? shared : engine == Engine.Postgres
        ? PostgresServer.Shared.CreateDatabase() : null;
    private readonly int _port = FreePort.Next();
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    public int Id => _process!.Id;

    /// <summary>Connection string of its PostgreSQL database; null on SQLite.</summary>
    public string? Database => _database;

    /// <summary>User and system time of the process, without PostgreSQL; seconds.</summary>
    public double CpuSeconds => Refreshed().TotalProcessorTime.TotalSeconds;

    /// <summary>Resident memory, MiB.</summary>
    public double Megabytes => Refreshed().WorkingSet64 / 1024.0 / 1024.0;

    public static async Task<Product> StartNew(Engine engine, string? shared = null)
    {
        var product = new Product(engine, shared);
        try
        {
            await product.Start();
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Starts the program, or restarts it on the same data; returns the time until <c>/health/ready</c> is 200.
    /// </summary>
    public async Task<TimeSpan> Start()
    {
        using var http = new HttpClient { BaseAddress = Address };
        var started = Stopwatch.GetTimestamp();
        _process = Process.Start(StartInfo())!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Pace.Until("the program is ready", ReadyWithin, () => IsReady(http));
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Stops the program with SIGTERM and waits for its end.</summary>
    public async Task Stop()
    {
        await ProcessSignal.Send("TERM", Id);
        await _process!.WaitForExitAsync().WaitAsync(EndsWithin);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Stops or continues the process: even an idle program would disturb a measurement.</summary>
    public Task Freeze(bool frozen) => ProcessSignal.Send(frozen ? "STOP" : "CONT", Id);

    /// <summary>A client signed in as the demo's machine client, which may do all work on referrals.</summary>
    public async Task<HttpClient> Client()
    {
        var http = new HttpClient { BaseAddress = Address };
        using var answer =
            await http.PostAsync("/connect/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = "demo-client", ["client_secret"] = "demo-secret",
        }));
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new CannotMeasureException($"The sign-in answered {(int)answer.StatusCode}: {text}");
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", (string)JsonNode.Parse(text)!["access_token"]!);
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        if (_database is not null && shared is null) PostgresServer.Shared.DropDatabase(_database);
        _folder.Dispose();
    }

    private Process Refreshed()
    {
        _process!.Refresh();
        return _process;
    }

    private async Task<bool> IsReady(HttpClient http)
    {
        if (_process!.HasExited)
            throw new CannotMeasureException($"The program ended before it was ready: {string.Join(" ", _output)}");
        try
        {
            using var answer = await http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private ProcessStartInfo StartInfo()
    {
        if (!File.Exists(Repository.Program))
            throw new CannotMeasureException($"{Repository.Program} is not built; run the benchmark with dotnet run.");
        var start = new ProcessStartInfo("dotnet",
            [Repository.Program, "--demo", "--data", Path.Combine(_folder.Path, "data"), "--urls",
                Address.GetLeftPart(UriPartial.Authority)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        if (_database is null) return start;
        start.Environment["ReferralSilo__Storage"] = "Postgres";
        start.Environment["ConnectionStrings__ReferralSilo"] = _database;
        start.Environment["Orleans__TrustedNetwork"] = "true";
        return start;
    }
}
