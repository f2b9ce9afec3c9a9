using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace ReferralSilo.Benchmarks;

/// <summary>One program whose line has a number of open referrals, with the figures measured on it.</summary>
internal sealed class LineContender : IAsyncDisposable
{
    private const int FillCallers = 64;

    private static readonly string Line = JobData.Line(0, 1);
    private static readonly TimeSpan FirstFrameWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(10);

    private readonly Product _product;
    private readonly List<HubConnection> _watchers = [];
    private readonly ConcurrentDictionary<string, long> _sent = new();
    private readonly ConcurrentBag<double> _latencies = [];
    private HttpClient _http = null!;
    private int _named, _seen;

    private LineContender(Product product, int referrals) => (_product, Name) = (product, $"{referrals:N0} open");

    public string Name { get; }

    public List<double> CreatesPerSecond { get; } = [];

    /// <summary>Milliseconds from the POST to the row at a subscriber.</summary>
    public List<double> PushP99 { get; } = [];

    /// <summary>Rows that a subscriber did not get.</summary>
    public double Lost { get; private set; }

    /// <summary>Seconds.</summary>
    public List<double> Activations { get; } = [];

    /// <summary>Kilobytes.</summary>
    public List<double> FirstFrames { get; } = [];

    public List<double> MegabytesAtStart { get; } = [];

    /// <summary>After the first creates at full load, before they are closed.</summary>
    public double? MegabytesAtLoad { get; private set; }

    /// <summary>Includes the activations of the thousands of referrals that were closed after the turns.</summary>
    public double Megabytes => _product.Megabytes;

    public static async Task<LineContender> Start(Engine engine, int referrals, int callers)
    {
        var contender = new LineContender(await Product.StartNew(engine), referrals);
        contender._http = await contender._product.Client();
        await JobData.CreateLines(contender._http, 0, 1);
        var started = Stopwatch.GetTimestamp();
        var left = referrals;
        await Task.WhenAll(Enumerable.Range(0, Math.Max(callers, FillCallers)).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await contender.Submit("routine");
        }));
        Report.Row($"filled, {contender.Name}", [Stopwatch.GetElapsedTime(started).TotalSeconds], "s");
        return contender;
    }

    /// <summary>Starts the program again and measures how soon the board of the line is shown.</summary>
    public async Task Restart()
    {
        await _product.Stop();
        await _product.Start();
        _http.Dispose();
        _http = await _product.Client();
        // The code of boards is compiled at its first use.
        await using var other = await Connect();
        await FirstFrame(other, "triage/dermatology");
        await using var watcher = await Connect();
        var started = Stopwatch.GetTimestamp();
        var frame = await FirstFrame(watcher, $"triage/{Line}");
        Activations.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        FirstFrames.Add(Encoding.UTF8.GetByteCount(frame.GetRawText()) / 1000.0);
        MegabytesAtStart.Add(_product.Megabytes);
    }

    /// <summary>Measures pushes at a fixed rate, then creates at full load.</summary>
    public async Task Turn(int subscribers, int rate, int callers, TimeSpan time)
    {
        // A connection does not survive that the program is stopped for long.
        await Watch(subscribers);
        await Push(rate, time);
        await Create(callers, time);
        await Unwatch();
    }

    /// <summary>Forgets what the warm-up measured.</summary>
    public void Forget()
    {
        CreatesPerSecond.Clear();
        PushP99.Clear();
        Lost = 0;
    }

    public Task Freeze(bool frozen) => _product.Freeze(frozen);

    /// <summary>Number of open referrals by its board.</summary>
    public async Task<double> Count()
    {
        await using var watcher = await Connect();
        var frame = await FirstFrame(watcher, $"triage/{Line}");
        return frame.GetProperty("upserts").GetArrayLength()
            + (frame.TryGetProperty("more", out var more) ? more.GetProperty("count").GetInt32() : 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _product.Freeze(false);
        await Unwatch();
        await _product.DisposeAsync();
    }

    private async Task Unwatch()
    {
        foreach (var watcher in _watchers) await watcher.DisposeAsync();
        _watchers.Clear();
    }

    private async Task Watch(int subscribers)
    {
        for (var n = 0; n < subscribers; n++)
        {
            var watcher = await Connect();
            _watchers.Add(watcher);
            var first = new TaskCompletionSource();
            _ = Follow(watcher, first);
            await first.Task.WaitAsync(FirstFrameWithin);
        }
    }

    /// <summary>Creates urgent referrals at a fixed rate and measures until their rows are seen.</summary>
    private async Task Push(int rate, TimeSpan time)
    {
        _sent.Clear();
        _latencies.Clear();
        _seen = 0;
        var made = new ConcurrentBag<string>();
        await Task.WhenAll(await Pace.PerSecond(rate, time, async _ =>
        {
            var name = NewName();
            _sent[name] = Stopwatch.GetTimestamp();
            made.Add(await Submit("urgent", name));
        }));
        var expected = made.Count * _watchers.Count;
        try
        {
            await Pace.Until("all rows were seen", SeenWithin, () =>
                Task.FromResult(Volatile.Read(ref _seen) >= expected));
        }
        catch (CannotMeasureException)
        {
            // Rows that never appeared are reported.
        }

        Lost += expected - _seen;
        PushP99.Add(Report.Percentile(_latencies, 0.99));
        _sent.Clear();
        await Close(made);
    }

    /// <summary>Creates routine referrals as fast as the callers can.</summary>
    private async Task Create(int callers, TimeSpan time)
    {
        var made = new ConcurrentBag<string>();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(started) < time) made.Add(await Submit("routine"));
        }));
        CreatesPerSecond.Add(made.Count / Stopwatch.GetElapsedTime(started).TotalSeconds);
        MegabytesAtLoad ??= _product.Megabytes;
        await Close(made);
    }

    private string NewName() => $"Line{Interlocked.Increment(ref _named)}";

    private Task<string> Submit(string priority) => Submit(priority, NewName());

    private async Task<string> Submit(string priority, string name) =>
        (string)(await Send("/api/referrals", JobData.Referral(Line, priority, name)))["id"]!;

    private Task Close(IEnumerable<string> referrals) => Parallel.ForEachAsync(referrals,
        new ParallelOptions { MaxDegreeOfParallelism = FillCallers }, async (id, _) =>
        {
            await Send($"/api/referrals/{id}/withdraw", new { reason = "Made to be counted" });
            await Send($"/api/referrals/{id}/close", new { });
        });

    private async Task<JsonNode> Send(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)!
            : throw new CannotMeasureException($"{path} answered {(int)answer.StatusCode}: {text}");
    }

    private async Task<HubConnection> Connect()
    {
        var token = _http.DefaultRequestHeaders.Authorization!.Parameter;
        var hub = new HubConnectionBuilder().WithUrl(new Uri(_product.Address, "/hubs/boards"), options =>
            options.AccessTokenProvider = () => Task.FromResult(token)).Build();
        await hub.StartAsync();
        return hub;
    }

    /// <summary>Asks again while the board is not available yet.</summary>
    private static async Task<JsonElement> FirstFrame(HubConnection hub, string board)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < FirstFrameWithin)
        {
            try
            {
                await foreach (var frame in hub.StreamAsync<JsonElement>("Watch", board, null)) return frame;
            }
            catch (HubException e) when (e.Message.Contains("board-unavailable", StringComparison.Ordinal))
            {
                // The line is still being read.
            }
        }

        throw new CannotMeasureException($"{board} was not shown within {FirstFrameWithin}.");
    }

    private async Task Follow(HubConnection hub, TaskCompletionSource first)
    {
        try
        {
            await foreach (var frame in hub.StreamAsync<JsonElement>("Watch", $"triage/{Line}", null))
            {
                foreach (var row in frame.GetProperty("upserts").EnumerateArray())
                {
                    // The load writes the name as the reason.
                    if (!first.Task.IsCompleted || row.GetProperty("reason").GetString() is not { } name
                        || row.GetProperty("version").GetInt64() > 1 || !_sent.TryGetValue(name, out var at)) continue;
                    _latencies.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
                    Interlocked.Increment(ref _seen);
                }

                first.TrySetResult();
            }
        }
        catch (Exception e) when (e is HubException or IOException or OperationCanceledException
            or InvalidOperationException or System.Net.WebSockets.WebSocketException)
        {
            // The turn is over; rows that are missing before its end are reported.
            first.TrySetException(e);
        }
    }
}
