namespace ReferralSilo.Storage.Writing;

/// <summary>A queued write. The first claim decides: a writer writes it, or its caller gave up.</summary>
internal abstract class Work
{
    private int _claimed;

    public bool Claim() => Interlocked.Exchange(ref _claimed, 1) == 0;

    public abstract void Fail(Exception reason);
}

/// <summary>A write and its answer.</summary>
internal abstract class Work<TAnswer> : Work
{
    // Continuations must not run on a writer thread: a slow caller would delay all commits.
    private readonly TaskCompletionSource<TAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TAnswer> Answered => _answer.Task;

    public void Answer(TAnswer answer) => _answer.TrySetResult(answer);

    public override void Fail(Exception reason) => _answer.TrySetException(reason);
}

/// <summary>A commit with encrypted bodies.</summary>
internal sealed class CommitWork(Commit commit, byte[] state, byte[][] events, byte[][] outbox) : Work<CommitResult>
{
    public Commit Commit { get; } = commit;
    public byte[] State { get; } = state;
    public byte[][] Events { get; } = events;
    public byte[][] Outbox { get; } = outbox;
    public long Version { get; } = commit.ExpectedVersion + commit.Events.Count;
}

/// <summary>A refusal to record, with its encrypted answer; true when it was recorded.</summary>
internal sealed class RefusalWork(Operation operation, StreamId stream, long version, byte[] answer, long at)
    : Work<bool>
{
    public Operation Operation { get; } = operation;
    public StreamId Stream { get; } = stream;
    public long Version { get; } = version;
    public byte[] Body { get; } = answer;
    public long At { get; } = at;
}

/// <summary>Outbox rows to remove.</summary>
internal sealed class AcknowledgeWork(OutboxId[] ids) : Work<bool>
{
    public OutboxId[] Ids { get; } = ids;
}
