using System.Text.Json.Nodes;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Kill;

/// <summary>By itself, after all others: what it measures is the program, not a busy machine.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KillCollection
{
    public const string Name = "Kill";
}

[Collection(KillCollection.Name)]
public sealed class SqliteKillTests : KillSuite
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();
}

[Collection(KillCollection.Name)]
public sealed class PostgresKillTests : KillSuite
{
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["ReferralSilo__Storage"] = "Postgres", ["ConnectionStrings__ReferralSilo"] = _database,
        ["Orleans__TrustedNetwork"] = "true",
    };

    protected override void Clean() => PostgresServer.Shared.DropDatabase(_database);
}

/// <summary>Killed at random moments under load: nothing acknowledged is lost, nothing happens twice (I1–I4, I6,
/// I8).</summary>
public abstract class KillSuite : IDisposable
{
    private const int Rounds = 3;
    private const int Clients = 8;

    private readonly TempFolder _data = new();
    private readonly int _seed = Random.Shared.Next(1_000_000);

    protected abstract IReadOnlyDictionary<string, string> Settings { get; }

    public void Dispose()
    {
        Clean();
        _data.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_acknowledged_survives_kill_9_and_nothing_happens_twice()
    {
        var random = new Random(_seed);
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        Load load = null!;
        string clinician = null!;
        (string Epoch, long Version)? cursor = null;
        for (var round = 0; round < Rounds; round++)
        {
            using var host = await HostProcess.Start(address, _data.Path, Settings);
            var api = await HostProcess.Client(address);
            if (round == 0)
            {
                await Api.AProgram.Define(api);
                clinician = await Api.AProgram.Clinician(api);
                load = new Load(_seed, [.. (await Api.AProgram.Slots(api, clinician)).Take(6)]);
            }

            await load.Retry(api);
            await using var watcher =
                await HubClient.Watch(address, await Token(address), $"triage/{Api.AProgram.Line}", cursor);
            await Eventually.Is("the board is shown", () => watcher.Frames.Count > 0);
            Assert.True(watcher.Frames[0].GetProperty("snapshot").GetBoolean());
            if (cursor is { } before) Assert.NotEqual(before.Epoch, watcher.Cursor.Epoch);
            var moment = load.Answered + random.Next(60, 200);
            var running = load.Run(api, Clients, round);
            await Eventually.Is("the load went on", () => load.Answered >= moment, TimeSpan.FromSeconds(60));
            host.Kill();
            await running;
            Assert.Null(watcher.Gap);
            cursor = watcher.Cursor;
        }

        using var last = await HostProcess.Start(address, _data.Path, Settings);
        await Check(await HostProcess.Client(address), address, load, clinician, cursor);
    }

    protected virtual void Clean() { }

    private async Task Check(ApiClient api, Uri address, Load load, string clinician,
        (string Epoch, long Version)? cursor)
    {
        var unknown = load.History.Count(o => o.Answer is null);
        await load.Retry(api);
        var yes = load.History.Where(o => o.Answer is { Status: 200 or 201 }).ToList();
        var created = yes.Where(o => o.Answer!.Status == 201).GroupBy(o => o.Key)
            .ToDictionary(g => g.Key, g => g.ToList());
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {_seed}: {load.History.Count} orders, {yes.Count} accepted, {created.Count} referrals, {unknown} "
                + $"unanswered and asked again");

        var histories = new Dictionary<string, JsonArray>();
        foreach (var answers in created.Values)
        {
            var first = answers[0].Answer!;
            Assert.Single(answers.Select(a => a.Answer!.Id).Distinct());
            var read = (await api.Get($"/api/referrals/{first.Id}")).Is(200).Json;
            foreach (var kept in (string[])["id", "number", "receivedAt", "reason", "patient", "serviceLine", "model"])
                Assert.True(JsonNode.DeepEquals(first.Json[kept], read[kept]),
                    $"Seed {_seed}: {kept} of {first.Id} was {first.Json[kept]} and is {read[kept]}.");
            var history = (await api.Get($"/api/referrals/{first.Id}/history")).Is(200).Json["items"]!.AsArray();
            histories[first.Id] = history;
            Assert.Equal(Enumerable.Range(1, history.Count).Select(n => (long)n),
                history.Select(h => h!["version"]!.GetValue<long>()));
        }

        Effects(yes, histories);
        foreach (var (key, answers) in created.Take(20))
            Assert.Equal(answers[0].Answer!.Id, (await api.Post("/api/referrals", answers[0].Body, key)).Is(201).Id);
        Assert.Null(DoubleBooking.Find(histories));
        await Schedule(api, clinician);
        await Converges(api, address, cursor);
    }

    /// <summary>Each accepted order happened exactly once: one event for each key.</summary>
    private void Effects(List<Ordered> yes, Dictionary<string, JsonArray> histories)
    {
        foreach (var order in yes.DistinctBy(o => o.Key).Where(o => o.Answer!.Status == 200))
        {
            var (id, events) =
                (order.Answer!.Id, histories[order.Answer.Id].Select(h => h!["what"]!.GetValue<string>()).ToList());
            var told = yes.Where(o => o.Answer!.Status == 200 && o.Event == order.Event && o.Answer.Id == id)
                .DistinctBy(o => o.Key).Count();
            Assert.True(events.Count(e => e == order.Event) == told,
                $"Seed {_seed}: {order.Event} of {id} was acknowledged {told} times, and happened as "
                + $"{string.Join(", ", events)}.");
        }
    }

    /// <summary>What the schedule says is held and booked, its referrals say too; nothing overlaps.</summary>
    private static async Task Schedule(ApiClient api, string clinician)
    {
        await Eventually.Is("schedule and referrals agree", async () =>
        {
            var from = DateTimeOffset.UtcNow;
            var schedule = (await api.Get(
                $"/api/clinicians/{clinician}/schedule?from={Api.AProgram.Text(from)}"
                + $"&to={Api.AProgram.Text(from.AddDays(4))}")).Is(200).Json;
            var busy = schedule["entries"]!.AsArray()
                .Where(e => e!["status"]!.GetValue<string>() is "busy" or "busy-tentative").Select(e => e!).ToList();
            var starts = busy.Select(e => e["start"]!.GetValue<string>()).ToList();
            Assert.Equal(starts.Distinct(), starts);
            foreach (var entry in busy)
            {
                var referral = (await api.Get($"/api/referrals/{entry["referral"]!.GetValue<string>()}")).Is(200).Json;
                var slot = entry["slot"]!.GetValue<string>();
                var agrees = entry["status"]!.GetValue<string>() == "busy"
                    ? referral["appointment"]?["slot"]!.GetValue<string>() == slot
                    : referral["holds"]!.AsArray().Any(h => h!["slot"]!.GetValue<string>() == slot);
                if (!agrees) return false;
            }

            return true;
        });
    }

    private static async Task Converges(ApiClient api, Uri address, (string Epoch, long Version)? cursor)
    {
        await using var watcher =
            await HubClient.Watch(address, await Token(address), $"triage/{Api.AProgram.Line}", cursor);
        await Eventually.Is("the resumed board equals the list", async () =>
        {
            var listed = new List<string>();
            JsonNode? next = null;
            do
            {
                var page = (await api.Get(
                    $"/api/referrals?serviceLine={Api.AProgram.Line}&stage=received&limit=200"
                    + (next is null ? "" : $"&cursor={next}"))).Is(200).Json;
                listed.AddRange(page["items"]!.AsArray().Select(i => i!["id"]!.GetValue<string>()));
                next = page["next"];
            }
            while (next is not null);
            return watcher.Frames.Count > 0 && !watcher.Keys().Except(listed).Any()
                && watcher.Keys().Count + watcher.More == listed.Count;
        });
        Assert.Null(watcher.Gap);
    }

    private static async Task<string> Token(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        return await Security.SecurityClient.BearerToken(client);
    }
}
