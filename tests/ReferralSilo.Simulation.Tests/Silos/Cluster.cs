using NodaTime;
using ReferralSilo.Simulation.Tests.Ledgers;
using ReferralSilo.Simulation.Tests.Scheduling;

namespace ReferralSilo.Simulation.Tests.Silos;

/// <summary>Silos, a directory that is sometimes wrong, and calls that are sometimes lost. A caller gets an answer, an
/// error, or a timeout after 30 seconds.</summary>
public sealed class Cluster(SeededScheduler scheduler, SimLedger ledger, Faults faults, Trace trace, PlantedBug planted)
{
    private static readonly Duration CallTimeout = Duration.FromSeconds(30);
    private readonly Dictionary<(string Kind, string Key), Activation> _directory = [];
    private readonly Dictionary<(string Kind, string Key), Activation> _seconds = [];
    private readonly List<Silo> _silos = [];
    private int _started;
    private int _activations;

    public SeededScheduler Scheduler => scheduler;

    public Faults Faults => faults;

    public Trace Trace => trace;

    public PlantedBug Planted => planted;

    public SimLedger Ledger => ledger;

    public IReadOnlyList<Silo> Silos => _silos;

    public Silo Start()
    {
        var silo = new Silo(this, $"silo{++_started}");
        _silos.Add(silo);
        silo.Begin();
        trace.Write(() => $"{silo.Name} starts");
        return silo;
    }

    public void Crash(Silo silo)
    {
        trace.Write(() => $"{silo.Name} crashes");
        silo.Process.Crash();
        _silos.Remove(silo);
        foreach (var gone in _directory.Where(a => a.Value.Silo == silo).ToList()) _directory.Remove(gone.Key);
        foreach (var gone in _seconds.Where(a => a.Value.Silo == silo).ToList()) _seconds.Remove(gone.Key);
    }

    /// <summary>Stops the silo for a while; the others may treat it as dead and activate its grains.</summary>
    public void Freeze(Silo silo, Duration length)
    {
        trace.Write(() => $"{silo.Name} freezes for {length}");
        silo.Process.Freeze();
        if (scheduler.Happens(0.7))
            foreach (var entry in _directory.Where(a => a.Value.Silo == silo).ToList()) _directory.Remove(entry.Key);
        scheduler.After(length, () =>
        {
            trace.Write(() => $"{silo.Name} continues");
            silo.Process.Thaw();
        });
    }

    /// <summary>Ends all second activations.</summary>
    public void Settle()
    {
        foreach (var silo in _silos)
            silo.Activations.Where(a => !a.Gone && Find(a.Kind, a.Key) != a).ToList().ForEach(a => a.Leave());
        _seconds.Clear();
    }

    public void Forget(Activation activation)
    {
        var key = (activation.Kind, activation.Key);
        if (_directory.GetValueOrDefault(key) == activation) _directory.Remove(key);
        if (_seconds.GetValueOrDefault(key) == activation) _seconds.Remove(key);
        activation.Silo.Activations.Remove(activation);
    }

    /// <summary>Calls a grain; the seed decides whether the call is lost or slow.</summary>
    public Task<T> Call<TGrain, T>(Silo? from, string kind, string key, Func<TGrain, Task<T>> call) where TGrain : class
    {
        var answer = new TaskCompletionSource<T>();
        var timeout =
            scheduler.After(CallTimeout, () =>
            answer.TrySetException(new TimeoutException($"{kind}/{key} did not answer.")));
        Send(from, kind, key, call, result =>
        {
            if (scheduler.Happens(faults.CallLost)) return;
            scheduler.After(Travel(), () =>
            {
                timeout.Cancel();
                result(answer);
            });
        });
        return answer.Task;
    }

    /// <summary>Runs work on a silo for a request that reached it; a crash leaves it without an answer.</summary>
    public Task<T> At<T>(Silo silo, Func<Silo, Task<T>> work)
    {
        var answer = new TaskCompletionSource<T>();
        var timeout =
            scheduler.After(CallTimeout, () =>
            answer.TrySetException(new TimeoutException($"{silo.Name} did not answer.")));
        scheduler.After(Travel(), () => silo.Process.Start(async () =>
        {
            try
            {
                var result = await work(silo);
                answer.TrySetResult(result);
            }
            catch (Exception e)
            {
                answer.TrySetException(e);
            }

            timeout.Cancel();
        }));
        return answer.Task;
    }

    /// <summary>Repeats a call later, without a caller that waits for the answer.</summary>
    public void Redeliver<TGrain>(Silo? from, string kind, string key, Duration wait, Func<TGrain, Task> call)
        where TGrain : class =>
        scheduler.After(wait, () => Send<TGrain, bool>(from, kind, key, async grain =>
        {
            await call(grain);
            return true;
        }, _ => { }));

    private void Send<TGrain, T>(Silo? from, string kind, string key, Func<TGrain, Task<T>> call,
        Action<Action<TaskCompletionSource<T>>> answered)
        where TGrain : class
    {
        if (scheduler.Happens(faults.CallLost)) return;
        scheduler.After(Travel(), Deliver);

        void Deliver()
        {
            if (Locate(from, kind, key) is not { } activation)
            {
                answered(a => a.TrySetException(new OrleansException("No silo is running.")));
                return;
            }

            T result = default!;
            activation.Enqueue(new Turn(
                async grain => result = await call((TGrain)(object)grain),
                () => answered(a => a.TrySetResult(result)),
                e => answered(a => a.TrySetException(e)),
                Deliver));
        }
    }

    private Activation? Locate(Silo? from, string kind, string key)
    {
        if (_silos.Count == 0) return null;
        if (Find(kind, key) is { } known)
        {
            if (from is null || from == known.Silo || from.Process.Crashed) return known;
            if (_seconds.TryGetValue((kind, key), out var second) && second.Silo == from) return second;
            if (!scheduler.Happens(faults.SecondActivation) || _seconds.ContainsKey((kind, key))) return known;
            return SecondOf(known, from);
        }

        var silo = scheduler.Pick(_silos.Where(s => !s.Process.Frozen).DefaultIfEmpty(_silos[0]).ToList());
        return _directory[(kind, key)] = Activate(silo, kind, key);
    }

    private Activation SecondOf(Activation known, Silo from)
    {
        var second = _seconds[(known.Kind, known.Key)] = Activate(from, known.Kind, known.Key);
        trace.Write(() => $"{known.Kind}/{known.Key} is active twice, on {known.Silo.Name} and {from.Name}");
        scheduler.After(scheduler.Between(Duration.FromSeconds(1), Duration.FromSeconds(60)), () =>
            (scheduler.Happens(0.5) ? second : known).Leave());
        return second;
    }

    private Activation? Find(string kind, string key)
    {
        if (_directory.TryGetValue((kind, key), out var known) && !known.Gone) return known;
        // When the first activation leaves, the second takes its place.
        if (!_seconds.Remove((kind, key), out var second) || second.Gone) return null;
        return _directory[(kind, key)] = second;
    }

    private Activation Activate(Silo silo, string kind, string key)
    {
        var activation = new Activation(silo, kind, key, silo.Make(kind), ++_activations);
        silo.Activations.Add(activation);
        return activation;
    }

    private Duration Travel() =>
        scheduler.Happens(faults.CallSlow)
            ? scheduler.Between(Duration.Zero, faults.Slowest)
            : scheduler.Between(Duration.Zero, Duration.FromMilliseconds(4));
}
