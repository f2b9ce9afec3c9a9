using NodaTime;

namespace ReferralSilo.Simulation.Tests.Scheduling;

/// <summary>Runs everything on one thread with one seed and virtual time. The seed picks among the work that could run
/// next; when there is none, time jumps to the next timer. The same seed gives the same run on every machine.</summary>
public sealed class SeededScheduler
{
    private readonly List<(Process Owner, Task Task)> _ready = [];
    private readonly PriorityQueue<VirtualTimer, (long At, long Order)> _timers = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _order;

    public SeededScheduler(int seed, Instant start)
    {
        Chance = new Random(seed);
        Now = start;
        Outside = new Process(this, "outside");
        Time = new VirtualTime(this);
    }

    /// <summary>The only source of randomness of the simulation.</summary>
    public Random Chance { get; }

    public Instant Now { get; private set; }

    public VirtualTime Time { get; }

    /// <summary>The process of clients and checkers, which never crashes.</summary>
    public Process Outside { get; }

    /// <summary>Tasks and timers run so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Tasks that another thread queued: the simulation leaked out of its thread.</summary>
    public long OffThreadTasks { get; private set; }

    public bool Happens(double probability) => probability > 0 && Chance.NextDouble() < probability;

    /// <summary>A random duration between two, more often a short one.</summary>
    public Duration Between(Duration least, Duration most)
    {
        var share = Chance.NextDouble();
        return least + (most - least) * (share * share);
    }

    public T Pick<T>(IReadOnlyList<T> among) => among[Chance.Next(among.Count)];

    /// <summary>Runs an action once, later; it belongs to no process and survives every crash.</summary>
    public VirtualTimer After(Duration wait, Action run)
    {
        var timer = new VirtualTimer(this, run);
        timer.Set(Now + (wait > Duration.Zero ? wait : Duration.Zero));
        return timer;
    }

    /// <summary>A pause of a client.</summary>
    public Task Wait(Duration wait)
    {
        var over = new TaskCompletionSource();
        After(wait, over.SetResult);
        return over.Task;
    }

    /// <summary>Runs until the task is done; false when the time is over first.</summary>
    public bool Run(Task until, Duration most)
    {
        var end = Now + most;
        while (!until.IsCompleted)
            if (Now > end || !Step()) return false;
        until.GetAwaiter().GetResult();
        return true;
    }

    /// <summary>Runs all work that is due in the given time.</summary>
    public void Run(Duration next)
    {
        var over = false;
        After(next, () => over = true);
        while (!over && Step()) ;
    }

    internal void Ready(Process owner, Task task)
    {
        if (Environment.CurrentManagedThreadId != _thread) OffThreadTasks++;
        _ready.Add((owner, task));
    }

    internal void Enqueue(VirtualTimer timer, Instant at) => _timers.Enqueue(timer, (at.ToUnixTimeTicks(), _order++));

    private bool Step()
    {
        Steps++;
        if (_ready.Count > 0)
        {
            var picked = Chance.Next(_ready.Count);
            var (owner, task) = _ready[picked];
            _ready[picked] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
            owner.Run(task);
            return true;
        }

        if (!_timers.TryDequeue(out var timer, out var due)) return false;
        var at = Instant.FromUnixTimeTicks(due.At);
        if (!timer.IsDue(at)) return true;
        if (at > Now) Now = at;
        timer.Fire();
        return true;
    }
}
