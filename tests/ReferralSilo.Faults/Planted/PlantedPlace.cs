using System.Diagnostics;
using System.Globalization;
using NodaTime;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Load;
using ReferralSilo.Faults.Places;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Planted;

/// <summary>One planted silo on a database of its own, a client of it, and the history of both.</summary>
internal sealed class PlantedPlace : IAsyncDisposable
{
    public const string Silo = "silo-0";

    /// <summary>Of one request with one key.</summary>
    private const int Tries = 6;

    /// <summary>Not the address of some link of the machine, which others may take away.</summary>
    private static readonly (string, string) OnLoopback = ("Orleans__AdvertisedAddress", "127.0.0.1");

    /// <summary>Garbage is collected after every 32 MB (the number is hexadecimal), so that its memory tells what it
    /// keeps.</summary>
    private static readonly (string, string) Tidy = ("DOTNET_GCgen0MaxBudget", "2000000");

    /// <summary>A database with the demo program and the load's service lines, made once and copied.</summary>
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

    private PlantedPlace(PlantedBug bug, Troubles troubles, string prepared)
    {
        (_bug, _troubles, _database) = (bug, troubles, PostgresServer.Shared.CreateDatabase(prepared));
        _history = new HistoryWriter(HistoryPath);
    }

    public static string Line => Cluster.Lines[0];

    public HistoryWriter History => _history;

    /// <summary>Of the machine client.</summary>
    public string Token { get; private set; } = "";

    /// <summary>What the silo printed in its present life.</summary>
    public string Output => _silo!.Output;

    public Uri Address => _silo!.Address;

    private string HistoryPath => Path.Combine(_folder.Path, "history.jsonl");

    public static async Task<PlantedPlace> Start(PlantedBug bug, Troubles troubles)
    {
        var place = new PlantedPlace(bug, troubles, await Prepared.Value);
        place._history.Write(
            new RunBegan(Stopwatch.GetTimestamp(), Stopwatch.Frequency, 0, SystemClock.Instance.GetCurrentInstant()));
        await place.Begin(ahead: 0);
        return place;
    }

    /// <summary>Starts the silo, its clock so many seconds ahead.</summary>
    public async Task Begin(int ahead)
    {
        _ahead = ahead;
        _silo = await RunningProgram.Start(new ProgramPlace { Program = PlantedSilo.Program(_bug, _troubles, ahead) },
            _database, OnLoopback, Tidy);
        if (Token.Length == 0) Token = await Cluster.SignIn(Address);
        _calls = new Calls(_history, [Place], Token, _keys * 1000L);
        _store = await StoreReader.Open(_database);
    }

    public async Task Kill()
    {
        await _silo!.DisposeAsync();
        _silo = null;
        _calls.Dispose();
    }

    /// <summary>Sends a command and repeats it with the same key while nobody knows. <paramref name="body"/>
    /// is made of the key.</summary>
    public async Task<Answer> Order(string client, string path, Func<string, object> body,
        params IReadOnlyList<string> slots)
    {
        var key = $"planted-{Interlocked.Increment(ref _keys)}";
        var request = new ClientRequest(HttpMethod.Post, path, key, body(key), slots);
        var answer = await _calls.Send(client, Silo, request);
        for (var tries = 1; answer.Outcome == Told.Unknown && tries < Tries; tries++)
        {
            // Half by asking, half by repeating.
            if (tries % 2 == 1
                && (await _calls.Send(client, Silo, ClientRequest.Of(key))) is { IsOk: true, Body: { } known }
                && known.GetProperty("state").GetString() is "not-applied") return answer;
            answer = await _calls.Send(client, Silo, request);
        }

        return answer;
    }

    public Task<Answer> Read(string client, string path) => _calls.Send(client, Silo, ClientRequest.Read(path));

    /// <summary>Sets something up; without a key, for setting it again is the same.</summary>
    public async Task Put(string path, object body)
    {
        var answer = await _calls.Send("c0", Silo, new ClientRequest(HttpMethod.Put, path, null, body));
        if (!answer.IsOk) throw new InvalidOperationException($"PUT {path} was answered {answer.Code}.");
    }

    /// <summary>A referral is taken in; its id.</summary>
    public async Task<string> Intake(string client)
    {
        var answer = await Order(client, "/api/referrals", key => new
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

    /// <summary>The best free slots for a referral.</summary>
    public async Task<IReadOnlyList<string>> Slots(string client, string referral, int count)
    {
        IReadOnlyList<string> slots = [];
        await Eventually.Is("the service line knows the referral and has slots", async () =>
        {
            var matches =
                await Read(client,
                string.Create(CultureInfo.InvariantCulture, $"/api/referrals/{referral}/matches?limit={count}"));
            if (matches.IsOk) slots =
                [.. matches.Body!.Value.GetProperty("items").EnumerateArray()
                .Select(m => m.GetProperty("slot").GetString()!)];
            return slots.Count >= count;
        });
        return slots;
    }

    public Load.Screen Screen(string board) => new("screen", board, _history, [Place], 0, Token);

    /// <summary>Writes down how much memory the silo has.</summary>
    public void SeeMemory()
    {
        using var process = Process.GetProcessById(_silo!.Id);
        _history.Write(new SiloSeen(Stopwatch.GetTimestamp(), Silo, process.Id, "memory", process.WorkingSet64));
    }

    public async Task Settles() =>
        await Eventually.Is("no message and no due clock is left", async () =>
            await _store.Pending(-Duration.FromSeconds(_ahead)) is (0, 0));

    /// <summary>Reads the store and judges all of it.</summary>
    public async Task<IReadOnlyList<Violation>> Judge()
    {
        var lines = await _store.Final();
        _history.Write(
            [.. lines.Select(l =>
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

    private SiloPlace Place => new(Silo, Address);

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
