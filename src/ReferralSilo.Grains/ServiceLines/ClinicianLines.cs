using Microsoft.Extensions.Logging;
using ReferralSilo.Domain;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Which clinicians serve a service line, as of the call. One per silo, so that the lines that start together
/// read all schedules once; later calls read only the events since the last one.</summary>
public sealed partial class ClinicianLines(ILedger ledger, ScheduleMapper mapper, ILogger<ClinicianLines> logger)
    : IDisposable
{
    /// <summary>Schedules read at a time.</summary>
    private const int PageRows = 100;

    /// <summary>Events read at a time.</summary>
    private const int PageEvents = 1_000;

    /// <summary>After more pages of events than this, reading all schedules again is cheaper.</summary>
    private const int MaxPages = 20;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<ClinicianId, IReadOnlyList<ServiceLineId>> _lines = [];
    private LedgerPosition? _position;

    /// <summary>The clinicians of a line in every profile that was committed before this call.</summary>
    public async Task<IReadOnlyList<ClinicianId>> Of(ServiceLineId line, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_position is not { } known || !await ReadEvents(known, ct)) await ReadSchedules(ct);
            return [.. _lines.Where(l => l.Value.Contains(line)).Select(l => l.Key)];
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>False when there are too many events.</summary>
    private async Task<bool> ReadEvents(LedgerPosition after, CancellationToken ct)
    {
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await ledger.ReadAll(after, PageEvents, ct);
            foreach (var happened in page) await Apply(happened, ct);
            if (page.Count > 0) _position = after = page[^1].Position;
            if (page.Count < PageEvents) return true;
        }

        return false;
    }

    private async Task ReadSchedules(CancellationToken ct)
    {
        _position = null;
        // Events after this position repeat what the schedules include, which does no harm.
        var position = await ledger.LastPosition(ct);
        string? cursor = null;
        do
        {
            var page = await ledger.List(ScheduleMapper.StreamKind, PageRows, cursor, ct);
            foreach (var row in page.Items) Apply(row);
            cursor = page.Next;
        }
        while (cursor is not null);
        _position = position;
    }

    private async Task Apply(PositionedEvent happened, CancellationToken ct)
    {
        if (happened.Stream.Kind != ScheduleMapper.StreamKind) return;
        try
        {
            if (!happened.IsReadable) await ReadState(happened.Stream, ct);
            else if (ScheduleMapper.LinesAfter(happened) is { } lines)
                _lines[new ClinicianId(happened.Stream.Id)] = lines;
        }
        catch (Exception e) when (e is not LedgerUnavailableException)
        {
            // The event would stop all lines at this position. The clinician's state may be newer.
            await ReadState(happened.Stream, ct);
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
            _lines[new ClinicianId(row.Stream.Id)] = mapper.Read(row.State.Span).Profile.ServiceLines;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogLeftOut(row.Stream, e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The service lines of {Clinician} could not be read ({Error}); a line that does not know the "
            + "clinician yet starts without the clinician")]
    private partial void LogLeftOut(StreamId clinician, string error);
}
