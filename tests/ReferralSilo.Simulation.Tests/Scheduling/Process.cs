namespace ReferralSilo.Simulation.Tests.Scheduling;

/// <summary>
/// What crashes and freezes as one. Everything started here and every continuation of it is queued here, so that after
/// a crash none of it ever runs again: a crash at any await.
/// </summary>
public sealed class Process(SeededScheduler scheduler, string name) : TaskScheduler
{
    private readonly List<Task> _parked = [];
    private TaskFactory? _factory;

    public string Name { get; } = name;

    public bool Crashed { get; private set; }

    public bool Frozen { get; private set; }

    public void Start(Func<Task> work) => (_factory ??= new TaskFactory(this)).StartNew(work);

    public void Crash()
    {
        Crashed = true;
        _parked.Clear();
    }

    public void Freeze() => Frozen = true;

    public void Thaw()
    {
        Frozen = false;
        foreach (var task in _parked) scheduler.Ready(this, task);
        _parked.Clear();
    }

    internal void Run(Task task)
    {
        if (Crashed) return;
        if (Frozen) _parked.Add(task);
        else TryExecuteTask(task);
    }

    protected override void QueueTask(Task task)
    {
        if (!Crashed) scheduler.Ready(this, task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
