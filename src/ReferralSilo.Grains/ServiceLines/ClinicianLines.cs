using ReferralSilo.Domain;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Which clinicians serve a service line, as of the call. One per silo, so that the lines that start together
/// read all schedules once; later calls read only the events since the last one.</summary>
public sealed class ClinicianLines(ILedger ledger, ScheduleMapper mapper) : IDisposable
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
            foreach (var happened in page)
                if (ScheduleMapper.LinesAfter(happened) is { } lines)
                    _lines[new ClinicianId(happened.Stream.Id)] = lines;
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
            foreach (var row in page.Items)
                _lines[new ClinicianId(row.Stream.Id)] = mapper.Read(row.State.Span).Profile.ServiceLines;
            cursor = page.Next;
        }
        while (cursor is not null);
        _position = position;
    }
}
