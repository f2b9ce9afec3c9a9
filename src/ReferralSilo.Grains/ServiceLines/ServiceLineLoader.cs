using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Loads the queue of a service line from committed rows.</summary>
public sealed class ServiceLineLoader(ILedger ledger, ReferralMapper referrals, ScheduleMapper schedules,
    TimeProvider time, IClock clock)
{
    /// <summary>Rows read at a time.</summary>
    private const int PageRows = 500;

    /// <summary>Shared by all lines of the silo: otherwise each line would read all clinicians.</summary>
    private readonly SingleFlight<IReadOnlyDictionary<string, long>> _schedules = new(
        () => ledger.Versions(ScheduleMapper.StreamKind, null), BoardLimits.SharedReadAge, time);

    public async Task Load(Queue queue, CancellationToken ct)
    {
        var line = queue.Line.Value;
        await foreach (var row in All(
            new StateQuery(ReferralMapper.StreamKind, PageRows, ServiceLine: line, Open: true), ct))
            queue.Receive(QueueEntry.From(referrals.Read(row.State.Span), row.Version));
        // Closed ones only count as arrivals of today: read the newest first, until they are too old for today in any
        // zone.
        var oldest = clock.GetCurrentInstant() - Duration.FromHours(26);
        await foreach (var row in All(
            new StateQuery(ReferralMapper.StreamKind, PageRows, ServiceLine: line, Open: false), ct))
        {
            var entry = QueueEntry.From(referrals.Read(row.State.Span), row.Version);
            if (entry.ReceivedAt < oldest) break;
            queue.Receive(entry);
        }

        await foreach (var row in All(new StateQuery(ScheduleMapper.StreamKind, PageRows), ct))
            queue.Receive(new CapacityFact(schedules.Read(row.State.Span), row.Version));
    }

    /// <summary>A clinician's current schedule; null when the clinician is not defined.</summary>
    public async Task<CapacityFact?> ReadCapacity(ClinicianId clinician) =>
        await ledger.Read(new StreamId(ScheduleMapper.StreamKind, clinician.Value)) is { } row
            ? new CapacityFact(schedules.Read(row.State.Span), row.Version)
            : null;

    /// <summary>Reads the entries and schedules that the queue missed (<see cref="MissedChanges"/>).</summary>
    public async Task<IReadOnlyList<object>> ReadMissed(Queue queue, MissedChanges entries, MissedChanges capacity,
        CancellationToken ct)
    {
        List<object> facts = [];
        var open = await ledger.Versions(ReferralMapper.StreamKind, queue.Line.Value, ct);
        foreach (var id in entries.Compare(open, queue.Versions))
            if (await ledger.Read(new StreamId(ReferralMapper.StreamKind, id), ct) is { } row)
                facts.Add(QueueEntry.From(referrals.Read(row.State.Span), row.Version));
        foreach (var id in capacity.Compare(await _schedules.Read(ct), queue.Capacities))
            if (await ReadCapacity(new ClinicianId(id)) is { } fact) facts.Add(fact);
        return facts;
    }

    private async IAsyncEnumerable<StoredState> All(StateQuery query,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
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
