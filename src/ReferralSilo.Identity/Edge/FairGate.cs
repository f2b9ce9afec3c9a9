namespace ReferralSilo.Identity.Edge;

/// <summary>
/// Lets few computations run at once, and shares them between networks. Callers who are known go first, and one place
/// is kept for them. Then the network with the fewest running goes next, then the one that has waited longest since its
/// last turn. One network never has all places, so another one starts at once. Within a network the newest waits least:
/// a flood delays itself, not the person who comes after it.
/// </summary>
/// <param name="atOnce">Computations at once. At least 3: below, unknown networks share one place.</param>
/// <param name="waitingPerNetwork">Most that wait per network; then its oldest is turned away.</param>
/// <param name="waiting">Most that wait in all; then the oldest of the longest line is turned away.</param>
internal sealed class FairGate(int atOnce, int waitingPerNetwork, int waiting)
{
    private readonly int _perNetwork = Math.Max(1, atOnce - 1); // of known callers
    private readonly int _unknownAtOnce = Math.Max(1, atOnce - 1);
    private readonly int _unknownPerNetwork = Math.Max(1, atOnce - 2);
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Line> _lines = [];
    private int _running, _runningUnknown, _waiting;
    private long _turn;

    /// <summary>Waits for a place. Dispose the answer when the computation ends; null when the caller was turned
    /// away.</summary>
    /// <param name="network">Of the caller.</param>
    /// <param name="known">The caller goes before all who are not known.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IDisposable?> Enter(UInt128 network, bool known, CancellationToken ct)
    {
        var place = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<TaskCompletionSource<bool>> node;
        lock (_lock)
        {
            var line = LineOf(network);
            node = (known ? line.Known : line.Unknown).AddLast(place);
            _waiting++;
            Start();
            if (line.Waiting > waitingPerNetwork) TurnAway(line);
            if (_waiting > waiting) TurnAway(_lines.Values.MaxBy(l => l.Waiting)!);
        }

        await using var left = ct.Register(() => Leave(network, node));
        return await place.Task ? new Place(this, network, known) : null;
    }

    private void Leave(UInt128 network, LinkedListNode<TaskCompletionSource<bool>> node)
    {
        lock (_lock)
        {
            // It may have its place already; then it disposes it.
            if (node.List is null) return;
            node.List.Remove(node); // whichever of the two lists it waits in
            _waiting--;
            node.Value.TrySetCanceled();
            Forget(network);
        }
    }

    private void End(UInt128 network, bool known)
    {
        lock (_lock)
        {
            _running--;
            if (!known) _runningUnknown--;
            var line = _lines[network];
            line.Running--;
            line.Turn = ++_turn;
            Start();
            Forget(network);
        }
    }

    private void Start()
    {
        while (_running < atOnce)
        {
            if (Next(l => l.Known.Count, _perNetwork) is { } first)
            {
                Run(first, first.Known);
            }
            else if (_runningUnknown < _unknownAtOnce && Next(l => l.Unknown.Count, _unknownPerNetwork) is { } line)
            {
                _runningUnknown++;
                Run(line, line.Unknown);
            }
            else
            {
                return;
            }
        }
    }

    private Line? Next(Func<Line, int> countOf, int perNetwork) => _lines.Values
        .Where(l => countOf(l) > 0 && l.Running < perNetwork).MinBy(l => (l.Running, l.Turn));

    private void Run(Line line, LinkedList<TaskCompletionSource<bool>> from)
    {
        var place = from.Last!.Value;
        from.RemoveLast();
        _waiting--;
        _running++;
        line.Running++;
        place.SetResult(true);
    }

    private void TurnAway(Line line)
    {
        var from = line.Unknown.Count > 0 ? line.Unknown : line.Known;
        var oldest = from.First!.Value;
        from.RemoveFirst();
        _waiting--;
        oldest.SetResult(false);
    }

    private Line LineOf(UInt128 network)
    {
        if (!_lines.TryGetValue(network, out var line)) _lines[network] = line = new Line { Turn = ++_turn };
        return line;
    }

    private void Forget(UInt128 network)
    {
        if (_lines.TryGetValue(network, out var line) && line is { Running: 0, Waiting: 0 })
            _lines.Remove(network);
    }

    private sealed class Line
    {
        public readonly LinkedList<TaskCompletionSource<bool>> Known = [], Unknown = [];
        public int Running;

        /// <summary>Rises with the order in which lines came or last ended a computation. A network that comes again
        /// is behind all that wait.</summary>
        public long Turn;

        public int Waiting => Known.Count + Unknown.Count;
    }

    private sealed class Place(FairGate gate, UInt128 network, bool known) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0) gate.End(network, known);
        }
    }
}
