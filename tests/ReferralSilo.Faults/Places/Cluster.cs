using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Load;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Places;

/// <summary>A PostgreSQL cluster and some silos on it, each a process, with service lines and clinicians for the
/// load.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private const int CliniciansPerLine = 2;
    internal static readonly string[] EveryDay = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    private readonly HistoryWriter _history;
    private readonly List<RunningProgram> _silos = [];

    private Cluster(Network network, HistoryWriter history, SmallDisk? disk, MovableClocks? clocks)
    {
        (Network, _history, Disk, Clocks) = (network, history, disk, clocks);
        Database = PostgresCluster.Start(network.Centre, disk?.Path);
    }

    public static IReadOnlyList<string> Lines { get; } = ["faults-a", "faults-b"];

    public Network Network { get; }

    public PostgresCluster Database { get; }

    /// <summary>Of the database; null when it lies with everything else.</summary>
    public SmallDisk? Disk { get; }

    /// <summary>Of the silos; null when they have the machine's.</summary>
    public MovableClocks? Clocks { get; }

    public IReadOnlyList<RunningProgram> Silos => _silos;

    public IReadOnlyList<SiloPlace> Addresses => [.. _silos.Select((s, n) => new SiloPlace(Name(n), s.Address))];

    /// <summary>Of the machine client.</summary>
    public string Token { get; private set; } = "";

    /// <summary>To the database of the product.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Database = "product",
        Pooling = true }.ToString();

    public static string Name(int silo) => $"silo-{silo}";

    /// <param name="silos">How many.</param>
    /// <param name="network">Where; disposed with the cluster.</param>
    /// <param name="history">Told what becomes of silos.</param>
    /// <param name="program">What a silo runs; the built program when null.</param>
    /// <param name="disk">Of the database; disposed with the cluster.</param>
    /// <param name="clocks">Of the silos; disposed with the cluster.</param>
    public static async Task<Cluster> Start(
        int silos, Network network, HistoryWriter history, IReadOnlyList<string>? program = null,
            SmallDisk? disk = null, MovableClocks? clocks = null)
    {
        var cluster = new Cluster(network, history, disk, clocks);
        try
        {
            await cluster.Make(silos, program);
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
        Seen(silo, "ended");
        await _silos[silo].Kill();
    }

    public async Task End(int silo)
    {
        await _silos[silo].End("TERM");
        Seen(silo, "ended");
    }

    public async Task Begin(int silo)
    {
        await _silos[silo].Begin();
        Seen(silo, "ready");
    }

    /// <summary>Writes down how much memory each running silo has.</summary>
    public void SeeMemory()
    {
        for (var n = 0; n < _silos.Count; n++)
        {
            if (_silos[n].HasEnded) continue;
            using var process = Process.GetProcessById(_silos[n].Id);
            _history.Write(new SiloSeen(Stopwatch.GetTimestamp(), Name(n), process.Id, "memory", process.WorkingSet64));
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
        // A stopped process takes no notice of anything but this.
        foreach (var silo in _silos) await silo.DisposeAsync();
        Database.Dispose();
        Disk?.Dispose();
        Clocks?.Dispose();
        Network.Dispose();
    }

    private async Task Make(int silos, IReadOnlyList<string>? program)
    {
        await using (var connection = new NpgsqlConnection(Database.ConnectionString))
        {
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand("create database product", connection);
            await create.ExecuteNonQueryAsync();
        }

        // The first makes tables and the demo program, whose sign-ins the load uses; the others find them.
        for (var n = 0; n < silos; n++)
        {
            var (place, settings) = Network.Place(n);
            _silos.Add(await RunningProgram.Start(program is null ? place : place with { Program = program },
                ConnectionString, [.. settings, .. Clocks?.Settings(n) ?? []]));
            Seen(n, "ready");
        }

        Token = await SignIn(_silos[0].Address);
        using var client = Client(0, TimeSpan.FromSeconds(30));
        foreach (var line in Lines) await Define(client, line);
        await Eventually.Is("every silo knows the service lines", async () =>
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

    /// <summary>Open day and night; offers and claims end after a minute, so that a run sees them end.</summary>
    internal static async Task Define(HttpClient client, string line)
    {
        await Put(client, $"/api/service-lines/{line}",
            new { name = line, timeZone = "America/Denver", offerMinutes = 1, claimMinutes = 1,
            maxContactAttempts = 20 });
        for (var n = 0; n < CliniciansPerLine; n++)
        {
            var clinician = $"/api/clinicians/{line}-{n}";
            await Put(client, clinician, new
            {
                name = $"Dr. {line}-{n}", timeZone = "America/Denver", serviceLines = new[] { line },
                    licensedStates = new[] { "CO" },
                visitTypes = new[] { new { visitType = "video", minutes = 30 } },
            });
            await Put(client, clinician + "/availability",
                new { windows = new[] { new { days = EveryDay, from = "00:00", to = "24:00" } } });
        }
    }

    private static async Task Put(HttpClient client, string path, object body)
    {
        using var answer = await client.PutAsJsonAsync(path, body);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(
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

    private void Seen(int silo, string what) =>
        _history.Write(new SiloSeen(Stopwatch.GetTimestamp(), Name(silo), _silos[silo].Id, what));
}
