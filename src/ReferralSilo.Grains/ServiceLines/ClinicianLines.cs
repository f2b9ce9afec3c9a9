using Microsoft.Extensions.Logging;
using ReferralSilo.Domain;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Which clinicians serve a service line. One per silo: the first line that starts reads all schedules, and
/// the events keep the answer current, so that a later start reads none.</summary>
public sealed partial class ClinicianLines(ILedger ledger, LedgerTail tail, ScheduleMapper mapper,
    ILogger<ClinicianLines> logger) : IDisposable
{
    /// <summary>Schedules read at a time.</summary>
    private const int PageRows = 100;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Lock _gate = new();
    private readonly Dictionary<ClinicianId, (long Version, IReadOnlyList<ServiceLineId> Lines)> _clinicians = [];

    /// <summary>Clinicians whose state must be read, each with a number that grows with every such event.</summary>
    private readonly Dictionary<StreamId, long> _unreadable = [];
    private long _marks;
    private IDisposable? _subscription;
    private bool _isLoaded;

    /// <summary>The clinicians of a line, as of the last events that the tail of this silo has passed on. A caller that
    /// subscribed to the tail before this call receives every later event, so it misses no clinician.</summary>
    public async Task<IReadOnlyList<ClinicianId>> Of(ServiceLineId line, CancellationToken ct)
    {
        if (!IsCurrent())
        {
            await _reading.WaitAsync(ct);
            try
            {
                await Read(ct);
            }
            finally
            {
                _reading.Release();
            }
        }

        lock (_gate) return [.. _clinicians.Where(c => c.Value.Lines.Contains(line)).Select(c => c.Key)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription?.Dispose();
        _reading.Dispose();
    }

    private bool IsCurrent()
    {
        lock (_gate) return _isLoaded && _unreadable.Count == 0;
    }

    private async Task Read(CancellationToken ct)
    {
        _subscription ??= await tail.Subscribe(Receive, ct);
        if (!_isLoaded) await ReadSchedules(ct);
        KeyValuePair<StreamId, long>[] unreadable;
        lock (_gate) unreadable = [.. _unreadable];
        foreach (var (clinician, mark) in unreadable)
        {
            await ReadState(clinician, ct);
            // After the read, because other lines wait until nothing is marked. A later event has changed the mark.
            lock (_gate)
                if (_unreadable[clinician] == mark) _unreadable.Remove(clinician);
        }
    }

    private async Task ReadSchedules(CancellationToken ct)
    {
        string? cursor = null;
        do
        {
            var page = await ledger.List(ScheduleMapper.StreamKind, PageRows, cursor, ct);
            foreach (var row in page.Items) Apply(row);
            cursor = page.Next;
        }
        while (cursor is not null);
        lock (_gate) _isLoaded = true;
    }

    private void Receive(IReadOnlyList<PositionedEvent> events)
    {
        foreach (var happened in events.Where(e => e.Stream.Kind == ScheduleMapper.StreamKind))
            if (!TryApply(happened))
                lock (_gate) _unreadable[happened.Stream] = ++_marks;
    }

    /// <summary>False for an event that cannot be read. The clinician's state may be newer.</summary>
    private bool TryApply(PositionedEvent happened)
    {
        if (!happened.IsReadable) return false;
        try
        {
            if (ScheduleMapper.LinesAfter(happened) is { } lines)
                Put(happened.Stream, happened.Event.Version, lines);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false;
        }
    }

    private async Task ReadState(StreamId clinician, CancellationToken ct)
    {
        try
        {
            if (await ledger.Read(clinician, ct) is { } row) Apply(row);
        }
        catch (LedgerKeyException e)
        {
            LogLeftOut(clinician, e.GetType().Name);
        }
    }

    /// <summary>A clinician whose schedule cannot be read keeps the lines that are known: these lines then fail to load
    /// it, and all others start.</summary>
    private void Apply(StoredState row)
    {
        try
        {
            Put(row.Stream, row.Version, mapper.Read(row.State.Span).Profile.ServiceLines);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogLeftOut(row.Stream, e.GetType().Name);
        }
    }

    private void Put(StreamId clinician, long version, IReadOnlyList<ServiceLineId> lines)
    {
        var id = new ClinicianId(clinician.Id);
        lock (_gate)
            if (!_clinicians.TryGetValue(id, out var known) || known.Version < version)
                _clinicians[id] = (version, lines);
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The service lines of {Clinician} could not be read ({Error}); a line that does not know the "
            + "clinician yet starts without the clinician")]
    private partial void LogLeftOut(StreamId clinician, string error);
}
