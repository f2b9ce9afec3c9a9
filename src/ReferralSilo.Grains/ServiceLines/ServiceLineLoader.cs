using NodaTime;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Rebuilds what a service line knows from committed rows.</summary>
public sealed class ServiceLineLoader(ILedger ledger, ReferralForm referrals, ScheduleForm schedules, TimeProvider time)
{
    /// <summary>Rows read at a time.</summary>
    private const int PageRows = 500;

    public async Task Load(Queue queue, CancellationToken ct)
    {
        var line = queue.Line.Value;
        await foreach (var row in All(new StateQuery(ReferralForm.StreamKind, PageRows, ServiceLine: line, Open: true), ct))
            queue.Hear(QueueEntry.Of(referrals.Read(row.State.Span), row.Version));
        // Closed ones only count as arrivals of today: newest first, until they are too old to be of today anywhere.
        var oldest = time.Now() - Duration.FromHours(26);
        await foreach (var row in All(new StateQuery(ReferralForm.StreamKind, PageRows, ServiceLine: line, Open: false), ct))
        {
            var entry = QueueEntry.Of(referrals.Read(row.State.Span), row.Version);
            if (entry.ReceivedAt < oldest) break;
            queue.Hear(entry);
        }

        await foreach (var row in All(new StateQuery(ScheduleForm.StreamKind, PageRows), ct))
            queue.Hear(new CapacityFact(schedules.Read(row.State.Span), row.Version));
    }

    private async IAsyncEnumerable<StoredState> All(StateQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        string? cursor = null;
        do
        {
            var page = await ledger.Search(query with { Cursor = cursor }, ct);
            foreach (var row in page.Items) yield return row;
            cursor = page.Next;
        }
        while (cursor is not null);
    }
}
