using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using ReferralSilo.Storage.Inline;

namespace ReferralSilo.Storage.Sqlite;

/// <summary>Writes the rows of one inline table with statements that are prepared once.</summary>
internal sealed class SqliteInlineStatements
{
    private readonly InlineTable _table;
    private readonly int[] _notIndexed;
    private readonly SqliteCommand _upsert, _updateInPlace;
    private readonly SqliteCommand? _tokens, _insertToken, _deleteToken;

    /// <param name="table">The table.</param>
    /// <param name="prepare">Creates a statement with parameters on the writer's connection, which disposes it.</param>
    public SqliteInlineStatements(InlineTable table, Func<string, string[], SqliteCommand> prepare)
    {
        _table = table;
        _notIndexed = [.. Enumerable.Range(0, table.Columns.Count).Where(i => !table.Columns[i].IsIndexed)];
        var sql = InlineSql.Of(table);
        var columns = table.Columns.Select(c => c.Name);
        _upsert = prepare(sql.SqliteUpsert, ["id", .. columns, .. table.HasTokens ? ["tokens"] : (string[])[]]);
        _updateInPlace =
            prepare(sql.SqliteUpdateInPlace, [.. _notIndexed.Select(i => table.Columns[i].Name), "id"]);
        if (!table.HasTokens) return;
        _tokens = prepare(sql.SqliteTokens, ["id"]);
        _insertToken = prepare(sql.SqliteInsertToken, ["token", "row"]);
        _deleteToken = prepare(sql.SqliteDeleteToken, ["token", "row"]);
    }

    public void Write(string id, InlineRow row, bool isNew)
    {
        if (row is { KeepsIndexes: true, Tokens: null })
        {
            SqliteStatements.Bind(_updateInPlace, [.. _notIndexed.Select(i => row.Values[i]), id]);
            // A missing row is inserted without tokens, which this commit does not have: the command verify reports it.
            if (_updateInPlace.ExecuteNonQuery() == 1) return;
        }

        var after = _table.HasTokens ? Distinct(row.Tokens) : null;
        var before = after is not null && !isNew ? TokensOf(id) : null;
        if (_table.HasTokens) SqliteStatements.Bind(_upsert, [id, .. row.Values, after]);
        else SqliteStatements.Bind(_upsert, [id, .. row.Values]);
        var number = (long)_upsert.ExecuteScalar()!;
        if (after is null || before.AsSpan().SequenceEqual(after)) return;
        foreach (var token in MemoryMarshal.Cast<byte, long>(before)) Execute(_deleteToken!, token, number);
        foreach (var token in MemoryMarshal.Cast<byte, long>(after)) Execute(_insertToken!, token, number);
    }

    private byte[]? TokensOf(string id)
    {
        SqliteStatements.Bind(_tokens!, id);
        return _tokens!.ExecuteScalar() as byte[];
    }

    private static void Execute(SqliteCommand command, long token, long row)
    {
        SqliteStatements.Bind(command, token, row);
        command.ExecuteNonQuery();
    }

    /// <summary>The tokens as stored in the row, where the next change checks whether they differ; null when they
    /// stay.</summary>
    private static byte[]? Distinct(IReadOnlyList<long>? tokens) =>
        tokens is null ? null : MemoryMarshal.AsBytes<long>(tokens.Distinct().Order().ToArray()).ToArray();
}
