using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Rebuilds what a service line knows from committed rows.</summary>
public sealed class ServiceLineLoader(ILedger ledger, ReferralMapper referrals, ScheduleMapper schedules,
    TimeProvider time)
{
    /// <summary>Rows read at a time.</summary>
    private const int PageRows = 500;

    /// <summary>All lines of the silo compare themselves with the same schedules: read for each, they were lines times
    /// clinicians.</summary>
    private readonly SingleFlight<IReadOnlyDictionary<string, long>> _schedules = new(
        () => ledger.Versions(ScheduleMapper.StreamKind, null), BoardLimits.SharedLook, time);

    public async Task Load(Queue queue, CancellationToken ct)
    {
        var line = queue.Line.Value;
        await foreach (var row in All(
            new StateQuery(ReferralMapper.StreamKind, PageRows, ServiceLine: line, Open: true), ct))
            queue.Receive(QueueEntry.From(referrals.Read(row.State.Span), row.Version));
        // Closed ones only count as arrivals of today: newest first, until they are too old to be of today anywhere.
        var oldest = time.Now() - Duration.FromHours(26);
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

    /// <summary>A clinician's schedule as it is now; null when nobody defined it.</summary>
    public async Task<CapacityFact?> Capacity(ClinicianId clinician) =>
        await ledger.Read(new StreamId(ScheduleMapper.StreamKind, clinician.Value)) is { } row
            ? new CapacityFact(schedules.Read(row.State.Span), row.Version)
            : null;

    /// <summary>What the queue should have heard and has not (<see cref="MissedChanges"/>): queue entries and capacity
    /// facts.</summary>
    public async Task<IReadOnlyList<object>> Missed(Queue queue, MissedChanges entries, MissedChanges capacity,
        CancellationToken ct)
    {
        List<object> facts = [];
        var open = await ledger.Versions(ReferralMapper.StreamKind, queue.Line.Value, ct);
        foreach (var id in entries.Look(open, queue.Versions))
            if (await ledger.Read(new StreamId(ReferralMapper.StreamKind, id), ct) is { } row) facts.Add(
                QueueEntry.From(referrals.Read(row.State.Span), row.Version));
        foreach (var id in capacity.Look(await _schedules.Read(ct), queue.Capacities))
            if (await Capacity(new ClinicianId(id)) is { } fact) facts.Add(fact);
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
