using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Inline;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Loads the queue of a service line from committed rows.</summary>
public sealed class ServiceLineLoader(ILedger ledger, ReferralMapper referrals, ScheduleMapper schedules,
    IClock clock)
{
    /// <summary>Rows read at a time.</summary>
    private const int PageRows = 500;

    public async Task Load(Queue queue, CancellationToken ct)
    {
        var line = queue.Line.Value;
        await foreach (var row in Pages(
            cursor => ledger.Search(new ReferralListQuery(PageRows, cursor, ServiceLine: line, Open: true), ct)))
            queue.Receive(QueueEntry.From(referrals.Read(row.State.Span), row.Version));
        // Closed ones only count as arrivals of today: read the newest first, until they are too old for today in any
        // zone.
        var oldest = clock.GetCurrentInstant() - Duration.FromHours(26);
        await foreach (var row in Pages(
            cursor => ledger.Search(new ReferralListQuery(PageRows, cursor, ServiceLine: line, Open: false), ct)))
        {
            var entry = QueueEntry.From(referrals.Read(row.State.Span), row.Version);
            if (entry.ReceivedAt < oldest) break;
            queue.Receive(entry);
        }

        await foreach (var row in Pages(cursor => ledger.List(ScheduleMapper.StreamKind, PageRows, cursor, ct)))
            queue.Receive(new CapacityFact(schedules.Read(row.State.Span), row.Version));
    }

    /// <summary>A clinician's current schedule; null when the clinician is not defined.</summary>
    public async Task<CapacityFact?> ReadCapacity(ClinicianId clinician) =>
        await ledger.Read(new StreamId(ScheduleMapper.StreamKind, clinician.Value)) is { } row
            ? new CapacityFact(schedules.Read(row.State.Span), row.Version)
            : null;

    /// <summary>The current entry of a referral or the current schedule; null when there is none.</summary>
    public async Task<object?> Read(StreamId stream)
    {
        if (stream.Kind == ScheduleMapper.StreamKind) return await ReadCapacity(new ClinicianId(stream.Id));
        return await ledger.Read(stream) is { } row
            ? QueueEntry.From(referrals.Read(row.State.Span), row.Version) : null;
    }

    private static async IAsyncEnumerable<StoredState> Pages(Func<string?, Task<StatePage>> read)
    {
        string? cursor = null;
        do
        {
            var page = await read(cursor);
            foreach (var row in page.Items) yield return row;
            cursor = page.Next;
        }
        while (cursor is not null);
    }
}
