using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Load;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Infrastructure;

/// <summary>
/// A PostgreSQL cluster and several silo processes on it, with service lines and clinicians for the load.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    private const int CliniciansPerLine = 2;
    internal static readonly string[] EveryDay = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    private readonly HistoryWriter _history;
    private readonly List<RunningProgram> _silos = [];

    private Cluster(Network network, HistoryWriter history, SmallDisk? disk, MovableClocks? clocks)
    {
        (Network, _history, Disk, Clocks) = (network, history, disk, clocks);
        Database = PostgresCluster.Start(network.HubAddress, disk?.Path);
    }

    public static IReadOnlyList<string> Lines { get; } = ["faults-a", "faults-b"];

    public Network Network { get; }

    public PostgresCluster Database { get; }

    /// <summary>Disk of the database; null when it is in the temp folder.</summary>
    public SmallDisk? Disk { get; }

    /// <summary>Clocks of the silos; null when they use the machine's.</summary>
    public MovableClocks? Clocks { get; }

    public IReadOnlyList<RunningProgram> Silos => _silos;

    public IReadOnlyList<SiloEndpoint> Addresses => [.. _silos.Select((s, n) => new SiloEndpoint(Name(n), s.Address))];

    /// <summary>Bearer token of the machine client.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Connection string of the product's database.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(Database.ConnectionString)
        { Database = "product", Pooling = true }.ToString();

    public static string Name(int silo) => $"silo-{silo}";

    /// <param name="silos">Number of silos.</param>
    /// <param name="network">The network; disposed with the cluster.</param>
    /// <param name="history">Receives starts and ends of silos.</param>
    /// <param name="program">Program of a silo; the built program when null.</param>
    /// <param name="disk">Disk of the database; disposed with the cluster.</param>
    /// <param name="clocks">Clocks of the silos; disposed with the cluster.</param>
    public static async Task<Cluster> Start(
        int silos, Network network, HistoryWriter history, IReadOnlyList<string>? program = null,
        SmallDisk? disk = null, MovableClocks? clocks = null)
    {
        var cluster = new Cluster(network, history, disk, clocks);
        try
        {
            await cluster.Create(silos, program);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task Kill(int silo)
    {
        Record(silo, "ended");
        await _silos[silo].Kill();
    }

    public async Task End(int silo)
    {
        await _silos[silo].End("TERM");
        Record(silo, "ended");
    }

    public async Task Begin(int silo)
    {
        await _silos[silo].Begin();
        Record(silo, "ready");
    }

    /// <summary>Records the memory of each running silo.</summary>
    public void RecordMemory()
    {
        for (var n = 0; n < _silos.Count; n++)
        {
            if (_silos[n].HasEnded) continue;
            using var process = Process.GetProcessById(_silos[n].Id);
            _history.Write(new SiloObserved(Stopwatch.GetTimestamp(), Name(n), process.Id, "memory",
                process.WorkingSet64));
        }
    }

    public HttpClient Client(int silo, TimeSpan patience) => new()
    {
        BaseAddress = _silos[silo].Address, Timeout = patience,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) },
    };

    public async Task Freeze(int silo) => await _silos[silo].Signal("STOP");

    public async Task Thaw(int silo) => await _silos[silo].Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        // DisposeAsync kills: a stopped process reacts to no other signal.
        foreach (var silo in _silos) await silo.DisposeAsync();
        Database.Dispose();
        Disk?.Dispose();
        Clocks?.Dispose();
        Network.Dispose();
    }

    private async Task Create(int silos, IReadOnlyList<string>? program)
    {
        await using (var connection = new NpgsqlConnection(Database.ConnectionString))
        {
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand("create database product", connection);
            await create.ExecuteNonQueryAsync();
        }

        // The first creates tables and the demo program, whose sign-ins the load uses; the others find them.
        for (var n = 0; n < silos; n++)
        {
            var (place, settings) = Network.Place(n);
            _silos.Add(await RunningProgram.Start(program is null ? place : place with { Program = program },
                ConnectionString, [.. settings, .. Clocks?.Settings(n) ?? []]));
            Record(n, "ready");
        }

        Token = await SignIn(_silos[0].Address);
        using var client = Client(0, TimeSpan.FromSeconds(30));
        foreach (var line in Lines) await Define(client, line);
        await Eventually.Is("every silo has the service lines", async () =>
        {
            for (var n = 0; n < silos; n++)
            {
                using var asked = Client(n, TimeSpan.FromSeconds(10));
                foreach (var line in Lines)
                {
                    using var answer = await asked.GetAsync($"/api/capacity?serviceLine={line}");
                    if (!answer.IsSuccessStatusCode) return false;
                }
            }

            return true;
        });
    }

    /// <summary>Open day and night; offers and claims end after a minute, within the time of a run. Visits are recorded
    /// days before their start.</summary>
    internal static async Task Define(HttpClient client, string line)
    {
        await Put(client, $"/api/service-lines/{line}", new
        {
            name = line, timeZone = "America/Denver", offerMinutes = 1, claimMinutes = 1, maxContactAttempts = 20,
            visitRecordableBefore = "P30D",
        });
        for (var n = 0; n < CliniciansPerLine; n++)
        {
            var clinician = $"/api/clinicians/{line}-{n}";
            await Put(client, clinician, new
            {
                name = $"Dr. {line}-{n}", timeZone = "America/Denver", serviceLines = new[] { line },
                licensedStates = new[] { "CO" }, visitTypes = new[] { new { visitType = "video", minutes = 30 } },
            });
            await Put(client, clinician + "/availability",
                new { windows = new[] { new { days = EveryDay, from = "00:00", to = "24:00" } } });
        }
    }

    private static async Task Put(HttpClient client, string path, object body)
    {
        using var answer = await client.PutAsJsonAsync(path, body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(
                $"PUT {path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    internal static async Task<string> SignIn(Uri silo)
    {
        using var client = new HttpClient { BaseAddress = silo };
        using var answer =
            await client.PostAsync("/connect/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = "demo-client", ["client_secret"] = "demo-secret",
        }));
        return JsonDocument.Parse(await answer.Content.ReadAsStreamAsync()).RootElement.GetProperty("access_token")
            .GetString()!;
    }

    private void Record(int silo, string what) =>
        _history.Write(new SiloObserved(Stopwatch.GetTimestamp(), Name(silo), _silos[silo].Id, what));
}
