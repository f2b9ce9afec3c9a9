using ReferralSilo.Storage.Inline;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>The inline rows of a file, read beside its streams: both come by kind and id.</summary>
internal sealed class InlineRows(SqliteSnapshot ledger) : IDisposable
{
    private readonly Dictionary<string, IEnumerator<(StreamId Stream, InlineRow Row)>> _open = [];

    /// <summary>The row of a stream; null when it has none.</summary>
    /// <param name="stream">Streams must come by kind and id.</param>
    /// <param name="lost">Called for each row before it that no stream has.</param>
    public InlineRow? Take(StreamId stream, Action<StreamId> lost)
    {
        if (Of(stream.Kind) is not { } rows) return null;
        while (rows.Current.Row is not null)
        {
            var order = LedgerVerifier.Compare(rows.Current.Stream, stream);
            if (order > 0) return null;
            var row = rows.Current.Row;
            if (order < 0) lost(rows.Current.Stream);
            Move(rows);
            if (order == 0) return row;
        }

        return null;
    }

    /// <summary>Calls <paramref name="lost"/> for each row that was not taken.</summary>
    public void TakeRest(Action<StreamId> lost)
    {
        foreach (var table in InlineTable.All)
        {
            for (var rows = Of(table.Kind)!; rows.Current.Row is not null; Move(rows)) lost(rows.Current.Stream);
        }
    }

    public void Dispose()
    {
        foreach (var rows in _open.Values) rows.Dispose();
    }

    private IEnumerator<(StreamId Stream, InlineRow Row)>? Of(string kind)
    {
        if (_open.TryGetValue(kind, out var rows)) return rows;
        if (InlineTable.Of(kind) is not { } table) return null;
        _open[kind] = rows = Read(table).GetEnumerator();
        Move(rows);
        return rows;
    }

    private static void Move(IEnumerator<(StreamId, InlineRow)> rows) => rows.MoveNext();

    /// <summary>All rows, then default values without end.</summary>
    private IEnumerable<(StreamId Stream, InlineRow Row)> Read(InlineTable table)
    {
        var count = table.Columns.Count;
        var columns = ColumnToMigrate.List("id:text " + string.Join(' ', table.Columns.Select(c =>
            $"{c.Name}:{(c.Kind == InlineColumnKind.Text ? ColumnKind.Text : ColumnKind.Long)}"))
            + (table.HasTokens ? " tokens:longs" : ""));
        foreach (var row in ledger.Read(InlineSql.Of(table).SqliteRowsWithTokens, columns))
        {
            yield return (new StreamId(table.Kind, (string)row[0]!),
                new InlineRow(table, row[1..(count + 1)], table.HasTokens ? (long[]?)row[^1] ?? [] : null));
        }

        while (true) yield return default;
    }
}
