using System.Diagnostics;
using Npgsql;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Faults.Places;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Injecting;

/// <summary>A figure of a run: what, and how much.</summary>
internal sealed record Figure(string What, string Value);

/// <summary>What a fault has at hand: the cluster, chance, and how its effect is measured.</summary>
internal sealed class FaultScene(string fault, Cluster cluster, HistoryWriter history, Probe probe, Random chance)
{
    /// <summary>After the healing everything works again within this; quality.md's hard deadline.</summary>
    public static readonly TimeSpan Recovers = TimeSpan.FromSeconds(30);

    /// <summary>A lost silo that is not replaced: others have its referrals within this.</summary>
    private static readonly TimeSpan TakenOver = TimeSpan.FromSeconds(30);

    private long? _broken;

    public Cluster Cluster => cluster;

    public Random Chance => chance;

    public List<Figure> Figures { get; } = [];

    /// <summary>Promises that only this fault can see broken.</summary>
    public List<Violation> Violations { get; } = [];

    /// <summary>How long until writes to every probed referral worked again; null when it was not measured.</summary>
    public TimeSpan? Recovered { get; private set; }

    /// <summary>What goes on until the store was read at the end of the run.</summary>
    public List<IAsyncDisposable> UntilTheEnd { get; } = [];

    /// <summary>A referral that is written to all the while.</summary>
    public string Probed => probe.Referrals.First();

    public HistoryWriter History => history;

    public void Write(HistoryLine line) => history.Write(line);

    /// <summary>A silo by chance.</summary>
    public int Any() => chance.Next(cluster.Silos.Count);

    /// <summary>Breaks something for a while, and writes down when.</summary>
    public async Task Break(string target, Func<Task> begin, Func<Task> lasts, Func<Task> heal)
    {
        history.Write(new FaultBegan(Stopwatch.GetTimestamp(), fault, target));
        await begin();
        _broken ??= Stopwatch.GetTimestamp();
        await lasts();
        await heal();
        history.Write(new FaultEnded(Stopwatch.GetTimestamp(), fault, target));
    }

    public Task Break(string target, Func<Task> begin, TimeSpan lasts, Func<Task> heal) =>
        Break(target, begin, () => Task.Delay(lasts), heal);

    /// <summary>Probes for as long as something is broken, then until all of it works again.</summary>
    /// <param name="hit">Silos that are not asked meanwhile.</param>
    /// <param name="breaks">Told by the fault when it is healed: from then on the deadline counts.</param>
    /// <param name="fromHealing">What is measured: from the healing, or from the beginning.</param>
    public async Task Measure(IEnumerable<int> hit, bool fromHealing, Func<Task> breaks)
    {
        // First by all silos, so that the grains of some are where the fault hits.
        var warm = Stopwatch.GetTimestamp();
        probe.Begin();
        await Eventually.Is("every probed referral is written to", () => probe.Since(warm) is not null, Recovers);
        foreach (var silo in hit) probe.Avoid(Cluster.Name(silo));
        long healed;
        try
        {
            await breaks();
            healed = Stopwatch.GetTimestamp();
            probe.Spare();
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

    /// <summary>Others write to every probed referral, though what was lost has not come back.</summary>
    public Task TakeOver()
    {
        var lost = Stopwatch.GetTimestamp();
        return Eventually.Is($"other silos have taken over after {fault}", () =>
            probe.Since(lost) is not null, TakenOver);
    }

    /// <summary>Asks the product's database one number.</summary>
    public async Task<long> Count(string statement)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = source.CreateCommand(statement);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
