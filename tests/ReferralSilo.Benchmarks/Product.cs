using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ReferralSilo.Testing;

namespace ReferralSilo.Benchmarks;

/// <summary>The real program as a process of its own, with demo data, on a folder and, unless it shares one, a database
/// of its own.</summary>
/// <param name="engine">Where its data are.</param>
/// <param name="shared">Connection string of a PostgreSQL database that others use, too; they form one cluster.</param>
internal sealed class Product(Engine engine, string? shared = null) : IAsyncDisposable
{
    /// <summary>To ready, the first load of the demo data included, on a busy machine.</summary>
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly string? _database = shared is not null ? shared : engine == Engine.Postgres
        ? PostgresServer.Shared.CreateDatabase() : null;
    private readonly int _port = FreePort.Next();
    private readonly ConcurrentQueue<string> _said = new();
    private Process? _process;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    public int Id => _process!.Id;

    /// <summary>Of its PostgreSQL database; null when it has none.</summary>
    public string? Database => _database;

    /// <summary>User and system time of the process, without that of PostgreSQL.</summary>
    public double CpuSeconds => Fresh().TotalProcessorTime.TotalSeconds;

    /// <summary>Resident memory.</summary>
    public double Megabytes => Fresh().WorkingSet64 / 1024.0 / 1024.0;

    public static async Task<Product> Started(Engine engine, string? shared = null)
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

    /// <summary>Starts it, again on the same data, and says how long it took until <c>/health/ready</c> answered
    /// 200.</summary>
    public async Task<TimeSpan> Start()
    {
        using var http = new HttpClient { BaseAddress = Address };
        var started = Stopwatch.GetTimestamp();
        _process = Process.Start(StartInfo())!;
        _process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Pace.Until("the program is ready", ReadyWithin, () => IsReady(http));
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Asks it to stop, as an operator does, and waits until it has.</summary>
    public async Task Stop()
    {
        await ProcessSignal.Send("TERM", Id);
        await _process!.WaitForExitAsync().WaitAsync(EndsWithin);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Takes the processor from it, or gives it back: what is idle works all the same, and is in the way of
    /// what is measured.</summary>
    public Task Freeze(bool frozen) => ProcessSignal.Send(frozen ? "STOP" : "CONT", Id);

    /// <summary>A client signed in as the demo's machine, which may do all of a referral's work.</summary>
    public async Task<HttpClient> Client()
    {
        var http = new HttpClient { BaseAddress = Address };
        using var answer =
            await http.PostAsync("/connect/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = "demo-client", ["client_secret"] = "demo-secret",
        }));
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new CannotMeasureException(
            $"Signing in answered {(int)answer.StatusCode}: {text}");
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

    private Process Fresh()
    {
        _process!.Refresh();
        return _process;
    }

    private async Task<bool> IsReady(HttpClient http)
    {
        if (_process!.HasExited) throw new CannotMeasureException(
            $"The program ended before it was ready: {string.Join(" ", _said)}");
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
        if (!File.Exists(Repository.Program)) throw new CannotMeasureException(
            $"{Repository.Program} is not built; start the benchmark with dotnet run.");
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
        return start;
    }
}
