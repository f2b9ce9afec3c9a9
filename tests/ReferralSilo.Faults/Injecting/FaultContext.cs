using System.Diagnostics;
using Npgsql;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Infrastructure;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Injecting;

/// <summary>A measured figure of a run.</summary>
internal sealed record Figure(string What, string Value);

/// <summary>What a fault can use: the cluster, random numbers, and the measurement of its effect.</summary>
internal sealed class FaultContext(string fault, Cluster cluster, HistoryWriter history, Probe probe, Random chance)
{
    /// <summary>Hard deadline of quality.md: everything works again within this time after the healing.</summary>
    public static readonly TimeSpan Recovers = TimeSpan.FromSeconds(30);

    /// <summary>Limit until other silos have taken over the referrals of a lost silo that is not replaced.</summary>
    private static readonly TimeSpan TakenOver = TimeSpan.FromSeconds(30);

    private long? _broken;

    public Cluster Cluster => cluster;

    public Random Chance => chance;

    public List<Figure> Figures { get; } = [];

    /// <summary>Violations that only this fault can detect.</summary>
    public List<Violation> Violations { get; } = [];

    /// <summary>Time until writes to every probed referral worked again; null when it was not measured.</summary>
    public TimeSpan? Recovered { get; private set; }

    /// <summary>Disposed only after the store was read at the end of the run.</summary>
    public List<IAsyncDisposable> DisposedAtTheEnd { get; } = [];

    /// <summary>A referral that the probe writes to all the time.</summary>
    public string Probed => probe.Referrals.First();

    public HistoryWriter History => history;

    public void Write(HistoryLine line) => history.Write(line);

    /// <summary>A random silo.</summary>
    public int RandomSilo() => chance.Next(cluster.Silos.Count);

    /// <summary>Injects a fault for some time and records begin and end.</summary>
    public async Task Inject(string target, Func<Task> begin, Func<Task> lasts, Func<Task> heal)
    {
        history.Write(new FaultBegan(Stopwatch.GetTimestamp(), fault, target));
        await begin();
        _broken ??= Stopwatch.GetTimestamp();
        await lasts();
        await heal();
        history.Write(new FaultEnded(Stopwatch.GetTimestamp(), fault, target));
    }

    public Task Inject(string target, Func<Task> begin, TimeSpan lasts, Func<Task> heal) =>
        Inject(target, begin, () => Task.Delay(lasts), heal);

    /// <summary>Probes while a fault lasts, then until everything works again.</summary>
    /// <param name="hit">Silos that the probe does not call meanwhile.</param>
    /// <param name="breaks">Injects and heals the fault; the deadline counts from its end.</param>
    /// <param name="fromHealing">Measures from the healing; otherwise from the beginning.</param>
    public async Task Measure(IEnumerable<int> hit, bool fromHealing, Func<Task> breaks)
    {
        // First through all silos, so that some grains are on the silo that the fault hits.
        var warm = Stopwatch.GetTimestamp();
        probe.Begin();
        await Eventually.Is("every probed referral is written to", () => probe.Since(warm) is not null, Recovers);
        foreach (var silo in hit) probe.Avoid(Cluster.Name(silo));
        long healed;
        try
        {
            await breaks();
            healed = Stopwatch.GetTimestamp();
            probe.StopAvoiding();
            await Eventually.Is($"writes to every probed referral work again after {fault}", () =>
                probe.Since(healed) is not null, Recovers);
        }
        finally
        {
            await probe.End();
        }

        var moment = fromHealing ? healed : _broken!.Value;
        Recovered = probe.Since(moment)!.Value;
        Figures.Add(new($"{fault}: writes to every probed referral work again",
            $"{Recovered.Value.TotalSeconds:F1} s after {(fromHealing ? "healing" : "it began")}"));
    }

    /// <summary>Waits until other silos write to every probed referral while the lost silo is still away.</summary>
    public Task TakeOver()
    {
        var lost = Stopwatch.GetTimestamp();
        return Eventually.Is($"other silos have taken over after {fault}",
            () => probe.Since(lost) is not null, TakenOver);
    }

    /// <summary>Reads one number from the product's database.</summary>
    public async Task<long> Count(string statement)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = source.CreateCommand(statement);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
