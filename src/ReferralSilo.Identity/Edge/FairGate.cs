namespace ReferralSilo.Identity.Edge;

/// <summary>
/// Lets few computations run at once, and shares them between networks: the network with the fewest running goes next,
/// then the one that waited longest for a turn. One network never has all places, so another one starts at once. Within
/// a network the newest waits least: a flood delays itself, not the person who comes after it.
/// </summary>
/// <param name="atOnce">Computations at once.</param>
/// <param name="waitingPerNetwork">Most that wait per network; then its oldest is turned away.</param>
/// <param name="waiting">Most that wait in all; then the oldest of the longest line is turned away.</param>
internal sealed class FairGate(int atOnce, int waitingPerNetwork, int waiting)
{
    private readonly int _perNetwork = Math.Max(1, atOnce - 1);
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Line> _lines = [];
    private int _running, _waiting;
    private long _turn;

    /// <summary>Waits for a place. Dispose the answer when the computation ends; null when the caller was turned
    /// away.</summary>
    public async Task<IDisposable?> Enter(UInt128 network, CancellationToken ct)
    {
        var place = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<TaskCompletionSource<bool>> node;
        lock (_lock)
        {
            var line = LineOf(network);
            node = line.Waiting.AddLast(place);
            _waiting++;
            Start();
            if (line.Waiting.Count > waitingPerNetwork) TurnAway(line);
            if (_waiting > waiting) TurnAway(_lines.Values.MaxBy(l => l.Waiting.Count)!);
        }

        await using var left = ct.Register(() => Leave(network, node));
        return await place.Task ? new Place(this, network) : null;
    }

    private void Leave(UInt128 network, LinkedListNode<TaskCompletionSource<bool>> node)
    {
        lock (_lock)
        {
            // It may have its place already; then it disposes it.
            if (node.List is null) return;
            node.List.Remove(node);
            _waiting--;
            node.Value.TrySetCanceled();
            Forget(network);
        }
    }

    private void End(UInt128 network)
    {
        lock (_lock)
        {
            _running--;
            _lines[network].Running--;
            Start();
            Forget(network);
        }
    }

    private void Start()
    {
        while (_running < atOnce && _lines.Values.Where(l => l.Waiting.Count > 0 && l.Running < _perNetwork)
            .OrderBy(l => l.Running).ThenBy(l => l.LastTurn).FirstOrDefault() is { } next)
        {
            var place = next.Waiting.Last!.Value;
            next.Waiting.RemoveLast();
            _waiting--;
            _running++;
            next.Running++;
            next.LastTurn = ++_turn;
            place.SetResult(true);
        }
    }

    private void TurnAway(Line line)
    {
        var oldest = line.Waiting.First!.Value;
        line.Waiting.RemoveFirst();
        _waiting--;
        oldest.SetResult(false);
    }

    private Line LineOf(UInt128 network)
    {
        if (!_lines.TryGetValue(network, out var line)) _lines[network] = line = new Line();
        return line;
    }

    private void Forget(UInt128 network)
    {
        if (_lines.TryGetValue(network, out var line) && line is { Running: 0, Waiting.Count: 0 })
            _lines.Remove(network);
    }

    private sealed class Line
    {
        public readonly LinkedList<TaskCompletionSource<bool>> Waiting = [];
        public int Running;
        public long LastTurn;
    }

    private sealed class Place(FairGate gate, UInt128 network) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0) gate.End(network);
        }
    }
}
