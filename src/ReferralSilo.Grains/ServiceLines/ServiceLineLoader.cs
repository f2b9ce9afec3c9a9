using System.Runtime.CompilerServices;
using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Reads what a service line keeps in memory from committed rows.</summary>
public sealed class ServiceLineLoader(ILedger ledger, ReferralMapper referrals, ScheduleMapper schedules,
    ClinicianLines clinicians, IClock clock)
{
    /// <summary>Rows read at a time.</summary>
    private const int PageRows = 500;

    /// <summary>Schedules read at the same time.</summary>
    private const int ReadsAtOnce = 8;

    /// <summary>The open referrals of the line, and those received recently enough to be arrivals of today.</summary>
    public async IAsyncEnumerable<LoadedEntry> Entries(ServiceLineId line,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var query = new ReferralListQuery(PageRows, ServiceLine: line.Value, Open: true);
        await foreach (var page in Pages(query, ct))
            foreach (var entry in page) yield return entry;
        // Closed ones only count as arrivals of today, which no zone began longer ago than this.
        var since = clock.GetCurrentInstant() - Duration.FromHours(26);
        await foreach (var page in Pages(query with { Open = false, ReceivedSince = since }, ct))
            foreach (var entry in page) yield return entry;
    }

    /// <summary>The schedules of the line's clinicians.</summary>
    public async IAsyncEnumerable<CapacityFact> Schedules(ServiceLineId line,
        [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var some in (await clinicians.Of(line, ct)).Chunk(ReadsAtOnce))
            foreach (var fact in await Task.WhenAll(some.Select(ReadCapacity)))
                if (fact is not null) yield return fact;
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

    /// <summary>While the caller takes one page, the next ones are read and decoded: the start of a long queue is
    /// mostly decoding.</summary>
    private async IAsyncEnumerable<LoadedEntry[]> Pages(ReferralListQuery query,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var decoding = new Queue<Task<LoadedEntry[]>>();
        Task<StatePage>? reading = null;
        try
        {
            reading = ledger.Search(query, ct);
            while (reading is not null || decoding.Count > 0)
            {
                if (reading is not null && decoding.Count <= Environment.ProcessorCount)
                {
                    var page = await reading;
                    reading = page.Next is { } next ? ledger.Search(query with { Cursor = next }, ct) : null;
                    decoding.Enqueue(Task.Run(() => page.Items.Select(Decode).ToArray(), ct));
                }
                else yield return await decoding.Dequeue();
            }
        }
        finally
        {
            // After a failure or a cancellation nothing may go on behind the caller.
            foreach (var running in decoding.Append<Task?>(reading))
                if (running is not null) await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private LoadedEntry Decode(StoredState row)
    {
        var entry = QueueEntry.From(referrals.Read(row.State.Span), row.Version);
        return new LoadedEntry(entry, HashedTraits.From(entry.Traits()));
    }
}

/// <summary>A referral as it was read.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="Person">Its person in the index of duplicates.</param>
public readonly record struct LoadedEntry(QueueEntry Entry, HashedTraits Person);
