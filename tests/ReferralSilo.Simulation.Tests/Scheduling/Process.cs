namespace ReferralSilo.Simulation.Tests.Scheduling;

/// <summary>A unit that crashes and freezes as a whole. Work that starts here and all its continuations are queued
/// here. After a crash none of them runs again, so a crash can happen at any await.</summary>
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
