using System.Diagnostics;
using System.Globalization;
using NodaTime;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Load;
using ReferralSilo.Faults.Infrastructure;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Planted;

/// <summary>One planted silo on its own database, a client, and the history of both.</summary>
internal sealed class PlantedEnvironment : IAsyncDisposable
{
    public const string Silo = "silo-0";

    /// <summary>Tries of one request with one key.</summary>
    private const int Tries = 6;

    /// <summary>Matches read for one referral: more than clinicians of a line, so that it has later starts.</summary>
    private const int MatchesRead = 50;

    /// <summary>
    /// Without this setting the silo would advertise the address of a network link that another test may remove.
    /// </summary>
    private static readonly (string, string) OnLoopback = ("Orleans__AdvertisedAddress", "127.0.0.1");

    /// <summary>
    /// Collects garbage after every 32 MB (hexadecimal), so that the memory shows what the silo retains.
    /// </summary>
    private static readonly (string, string) CollectOften = ("DOTNET_GCgen0MaxBudget", "2000000");

    /// <summary>A database with the demo program and the load's service lines, created once and copied.</summary>
    private static readonly Lazy<Task<string>> Prepared = new(Prepare);

    private readonly TempFolder _folder = new();
    private readonly HistoryWriter _history;
    private readonly PlantedBug _bug;
    private readonly Troubles _troubles;
    private readonly string _database;
    private RunningProgram? _silo;
    private Calls _calls = null!;
    private StoreReader _store = null!;
    private int _ahead, _keys;

    private PlantedEnvironment(PlantedBug bug, Troubles troubles, string prepared)
    {
        (_bug, _troubles, _database) = (bug, troubles, PostgresServer.Shared.CreateDatabase(prepared));
        _history = new HistoryWriter(HistoryPath);
    }

    public static string Line => Cluster.Lines[0];

    public HistoryWriter History => _history;

    /// <summary>Bearer token of the machine client.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Output of the silo since its last start.</summary>
    public string Output => _silo!.Output;

    public Uri Address => _silo!.Address;

    private string HistoryPath => Path.Combine(_folder.Path, "history.jsonl");

    public static async Task<PlantedEnvironment> Start(PlantedBug bug, Troubles troubles)
    {
        var env = new PlantedEnvironment(bug, troubles, await Prepared.Value);
        env._history.Write(new RunBegan(
            Stopwatch.GetTimestamp(), Stopwatch.Frequency, 0, SystemClock.Instance.GetCurrentInstant()));
        await env.Begin(ahead: 0);
        return env;
    }

    /// <summary>Starts the silo with its clock this many seconds ahead.</summary>
    public async Task Begin(int ahead)
    {
        _ahead = ahead;
        _silo = await RunningProgram.Start(new LaunchOptions { Program = PlantedSilo.Program(_bug, _troubles, ahead) },
            _database, OnLoopback, CollectOften);
        if (Token.Length == 0) Token = await Cluster.SignIn(Address);
        _store = await StoreReader.Open(_database);
        _calls = new Calls(_history, [SiloEndpoint], Token, _keys * 1000L, _store.Keys);
    }

    public async Task Kill()
    {
        await _silo!.DisposeAsync();
        _silo = null;
        _calls.Dispose();
    }

    /// <summary>
    /// Sends a command and retries with the same key while the outcome is unknown. <paramref name="body"/> gets the
    /// key.
    /// </summary>
    public async Task<Answer> SendCommand(string client, string path, Func<string, object> body,
        params IReadOnlyList<string> slots)
    {
        var key = $"planted-{Interlocked.Increment(ref _keys)}";
        var request = new ClientRequest(HttpMethod.Post, path, key, body(key), slots);
        var answer = await _calls.Send(client, Silo, request);
        for (var tries = 1; answer.Outcome == CallOutcome.Unknown && tries < Tries; tries++)
        {
            // Half by querying the operation, half by repeating the request.
            if (tries % 2 == 1
                && await _calls.Send(client, Silo, ClientRequest.QueryOperation(key))
                    is { IsOk: true, Body: { } known }
                && known.GetProperty("state").GetString() is "not-applied") return answer;
            answer = await _calls.Send(client, Silo, request);
        }

        return answer;
    }

    public Task<Answer> Read(string client, string path) => _calls.Send(client, Silo, ClientRequest.Read(path));

    /// <summary>Sends a PUT, without a key, because repeating it gives the same result.</summary>
    public async Task Put(string path, object body)
    {
        var answer = await _calls.Send("c0", Silo, new ClientRequest(HttpMethod.Put, path, null, body));
        if (!answer.IsOk) throw new InvalidOperationException($"PUT {path} was answered {answer.Code}.");
    }

    /// <summary>Submits a referral; returns its id.</summary>
    public async Task<string> Intake(string client)
    {
        var answer = await SendCommand(client, "/api/referrals", key => new
        {
            serviceLine = Line, reason = new { text = "Sleepless since " + key }, visitGoal = key,
            patient = new
            {
                givenName = "Dana", familyName = "Of " + client, birthDate = "1988-04-12",
                location = new { country = "US", state = "CO" }, email = $"{key}@example.org",
            },
        });
        return answer.One?.Id ?? throw new InvalidOperationException($"An intake was answered {answer.Code}.");
    }

    /// <summary>The best free slots for a referral that begin at or after an instant.</summary>
    public async Task<IReadOnlyList<string>> Slots(string client, string referral, int count, Instant from = default)
    {
        IReadOnlyList<string> slots = [];
        await Eventually.Is("the service line has the referral and slots for it", async () =>
        {
            var matches = await Read(client, string.Create(
                CultureInfo.InvariantCulture, $"/api/referrals/{referral}/matches?limit={MatchesRead}"));
            if (matches.IsOk)
                slots = [.. matches.Body!.Value.GetProperty("items").EnumerateArray()
                    .Where(m => m.GetProperty("start").GetDateTimeOffset() >= from.ToDateTimeOffset())
                    .Select(m => m.GetProperty("slot").GetString()!).Take(count)];
            return slots.Count >= count;
        });
        return slots;
    }

    public Load.Screen Screen(string board) => new("screen", board, _history, [SiloEndpoint], 0, Token);

    /// <summary>Records the memory of the silo.</summary>
    public void RecordMemory()
    {
        using var process = Process.GetProcessById(_silo!.Id);
        _history.Write(new SiloObserved(Stopwatch.GetTimestamp(), Silo, process.Id, "memory", process.WorkingSet64));
    }

    public async Task WaitUntilSettled() =>
        await Eventually.Is("no message and no due deadline is pending", async () =>
            await _store.Pending(-Duration.FromSeconds(_ahead)) is (0, 0));

    /// <summary>Reads the store and runs all checkers.</summary>
    public async Task<IReadOnlyList<Violation>> Check()
    {
        var lines = await _store.Final();
        _history.Write([.. lines.Select(l =>
            l is StoreRead read ? read with { Wall = read.Wall + Duration.FromSeconds(_ahead) } : l)]);
        return Checkers.Check(new History(HistoryFile.Read(HistoryPath)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null) await _silo.DisposeAsync();
        _calls?.Dispose();
        if (_store is not null) await _store.DisposeAsync();
        _history.Dispose();
        _folder.Dispose();
        PostgresServer.Shared.DropDatabase(_database);
    }

    private SiloEndpoint SiloEndpoint => new(Silo, Address);

    private static async Task<string> Prepare()
    {
        var database = PostgresServer.Shared.CreateDatabase();
        await using var silo = await RunningProgram.Start(database, OnLoopback);
        using var client = new HttpClient { BaseAddress = silo.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await Cluster.SignIn(silo.Address));
        await Cluster.Define(client, Line);
        await silo.End("TERM");
        Npgsql.NpgsqlConnection.ClearAllPools();
        return database;
    }
}
