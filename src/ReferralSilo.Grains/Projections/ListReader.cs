using NodaTime;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Projections;

namespace ReferralSilo.Grains.Projections;

/// <summary>Reads lists on any silo.</summary>
public sealed class ListReader(ILedger ledger, IProjectionStore store, IClock clock)
{
    /// <summary>A page of the build in use; of the one that is being built while there is no other.</summary>
    public async Task<ListPage> Query(ListTable table, ListQuery query, CancellationToken ct = default)
    {
        try
        {
            return await QueryOnce(table, query, ct);
        }
        catch (LedgerUnavailableException)
        {
            // A build that took the place of the one that was read.
            return await QueryOnce(table, query, ct);
        }
    }

    private async Task<ListPage> QueryOnce(ListTable table, ListQuery query, CancellationToken ct)
    {
        var builds = (await store.Builds(table.Name, ct)).Where(b => b.Shape == table.Shape).ToList();
        if ((builds.Find(b => b.InUse) ?? builds.LastOrDefault()) is not { } build) return ListPage.NotBuilt;
        var now = clock.GetCurrentInstant();
        // Before the rows are read, so that they are at least as new.
        var isCurrent = await ledger.LastPosition(ct) <= build.Position;
        var limit = query.Limit;
        var rows = await store.Query(table, build.Number, query with { Limit = limit + 1 }, ct);
        var more = rows.Count > limit;
        if (more) rows = [.. rows.Take(limit)];
        var next = more ? new ListPosition(rows[^1].Sort, rows[^1].Key).Format(table.Name) : null;
        return new ListPage(rows, next, isCurrent ? now : build.AsOf, build.InUse);
    }
}

/// <summary>A page of a list.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Next">Cursor of the next page; null at the end.</param>
/// <param name="AsOf">The rows include all events until then.</param>
/// <param name="IsComplete">False while the list is built for the first time, so rows are missing.</param>
public sealed record ListPage(IReadOnlyList<ListRow> Rows, string? Next, Instant AsOf, bool IsComplete)
{
    /// <summary>No build exists yet.</summary>
    public static ListPage NotBuilt { get; } = new([], null, Instant.FromUnixTimeTicks(0), false);
}
