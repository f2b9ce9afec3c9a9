using System.Threading.Channels;

namespace ReferralSilo.Storage.Writing;

/// <summary>The writes of one transaction. A stream or operation id appears only once: a repeated one waits for the
/// next batch of the same writer, so that it is decided on the result of the first.</summary>
internal sealed class WriteBatch(int limit)
{
    private readonly HashSet<StreamId> _streams = [];
    private readonly HashSet<string> _operations = [];
    private readonly List<Work> _deferred = [];

    public List<CommitWork> Commits { get; } = [];
    public List<RefusalWork> Refusals { get; } = [];
    public List<AcknowledgeWork> Acknowledgements { get; } = [];

    public bool HasDeferred => _deferred.Count > 0;

    public int Count => Commits.Count + Refusals.Count + Acknowledgements.Count;

    public IEnumerable<Work> All => [.. Commits, .. Refusals, .. Acknowledgements];

    /// <summary>Takes the queued writes without waiting for more.</summary>
    public void Fill(ChannelReader<Work> queue)
    {
        Clear();
        var waiting = _deferred.ToArray();
        _deferred.Clear();
        foreach (var work in waiting) Add(work);
        while (Count + _deferred.Count < limit && queue.TryRead(out var work))
        {
            if (work.Claim()) Add(work);
        }

        // All writers lock rows in the same order, so there is no deadlock between batches.
        Commits.Sort(static (a, b) => Compare(a.Commit.Stream, b.Commit.Stream));
    }

    public void Fail(Exception reason)
    {
        foreach (var work in All) work.Fail(reason);
    }

    /// <summary>Fails the deferred writes when the writer ends.</summary>
    public void FailDeferred(Exception reason)
    {
        foreach (var work in _deferred) work.Fail(reason);
    }

    private void Add(Work work)
    {
        var fits = work switch
        {
            CommitWork c => IsFree(c.Commit.Operation) && _streams.Add(c.Commit.Stream) && Take(c.Commit.Operation),
            RefusalWork r => Take(r.Operation),
            _ => true,
        };
        switch (work)
        {
            case var _ when !fits: _deferred.Add(work); break;
            case CommitWork c: Commits.Add(c); break;
            case RefusalWork r: Refusals.Add(r); break;
            case AcknowledgeWork h: Acknowledgements.Add(h); break;
        }
    }

    private bool IsFree(Operation? operation) => operation is null || !_operations.Contains(operation.Id);

    private bool Take(Operation? operation) => operation is null || _operations.Add(operation.Id);

    private void Clear()
    {
        Commits.Clear();
        Refusals.Clear();
        Acknowledgements.Clear();
        _streams.Clear();
        _operations.Clear();
    }

    private static int Compare(StreamId a, StreamId b) =>
        string.CompareOrdinal(a.Kind, b.Kind) is not 0 and var byKind ? byKind : string.CompareOrdinal(a.Id, b.Id);
}
