using Microsoft.Extensions.Logging.Abstractions;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Grains.Patients;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Storage.Projections;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Running;

/// <summary>Compares the lists of the silos with a new fold of all events: each event counts once, whatever was
/// killed. Call it when the load has ended.</summary>
internal static class ListComparison
{
    private static readonly TimeSpan FollowsWithin = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<Violation>> Run(string connectionString)
    {
        await using var open = await LedgerFactory.Open(
            new StorageOptions { Engine = StorageEngine.Postgres, ConnectionString = connectionString },
            NullLoggerFactory.Instance);
        var projection = new PatientsProjection(open.Hash);
        var last = await open.Ledger.LastPosition();
        var build = 0;
        try
        {
            await Eventually.Is("the list of patients contains every event", async () =>
                (await open.Projections.Builds(projection.Table.Name)).FirstOrDefault(b => b.InUse) is { } used
                && (build = used.Number) > 0 && last <= used.Position, FollowsWithin);
        }
        catch (TimeoutException late)
        {
            return [new Violation("I8", late.Message)];
        }

        var again = new Again(projection);
        var number = (await open.Projections.Create(again.Table, 1)).Number;
        var runner = new ProjectionRunner(open.Ledger, open.Projections, again, number);
        while (await runner.Step())
        {
            // Until the end of the ledger.
        }

        var expected = await Rows(open.Projections, again.Table, number);
        var found = await Rows(open.Projections, projection.Table, build);
        return [.. Compare(expected, found), .. (await open.Projections.Parked(projection.Table.Name, build))
            .Select(p => new Violation("I8", $"The list of patients has parked {p.Stream}: {p.Error}."))];
    }

    /// <summary>One violation for each key whose row is missing, superfluous or different.</summary>
    internal static IEnumerable<Violation> Compare(
        IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> found) =>
        expected.Keys.Union(found.Keys).Order(StringComparer.Ordinal)
            .Where(key => expected.GetValueOrDefault(key) != found.GetValueOrDefault(key))
            .Select(key => new Violation("I8", $"The row {key} of the list of patients "
                + (!found.ContainsKey(key) ? "is missing." : !expected.ContainsKey(key) ? "follows from no event."
                    : "is not what the events make.")));

    private static async Task<Dictionary<string, string>> Rows(IProjectionStore store, ListTable table, int build)
    {
        var rows = new Dictionary<string, string>();
        for (ListPosition? after = null; ;)
        {
            var page = await store.Query(table, build, new ListQuery(1_000, after));
            foreach (var row in page) rows[row.Key] = Text(row);
            if (page.Count == 0) return rows;
            after = new ListPosition(page[^1].Sort, page[^1].Key);
        }
    }

    private static string Text(ListRow row) => string.Join('|',
        [row.Sort, .. row.Values, string.Join(',', row.Tokens.Order()), Convert.ToBase64String(row.Body.Span)]);

    /// <summary>The same fold into a table of its own, which no silo follows.</summary>
    private sealed class Again(IProjection projection) : IProjection
    {
        public ListTable Table { get; } = projection.Table with { Name = projection.Table.Name + "_again" };

        public bool Reads(StreamId stream, string eventType) => projection.Reads(stream, eventType);

        public ValueTask Fold(ListChanges rows, PositionedEvent happened) => projection.Fold(rows, happened);
    }
}
