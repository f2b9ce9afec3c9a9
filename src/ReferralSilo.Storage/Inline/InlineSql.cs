using System.Collections.Concurrent;

namespace ReferralSilo.Storage.Inline;

/// <summary>The statements of an inline table. Names come from its definition in this assembly; values are always
/// parameters.</summary>
internal sealed class InlineSql
{
    private static readonly ConcurrentDictionary<InlineTable, InlineSql> Known = new();
    private readonly ConcurrentDictionary<string, string> _searches = new();
    private readonly InlineTable _table;
    private readonly string _columns;

    private InlineSql(InlineTable table)
    {
        if (table.Columns.All(c => c.IsIndexed))
            throw new ArgumentException($"{table.Name} needs a column without an index.", nameof(table));
        _table = table;
        _columns = string.Join(", ", table.Columns.Select(c => c.Name));
    }

    public static InlineSql Of(InlineTable table) => Known.GetOrAdd(table, static t => new InlineSql(t));

    /// <summary>Named parameters: id, the columns, tokens. Tokens are null when they stay. Returns the row's
    /// number.</summary>
    public string SqliteUpsert =>
        $"insert into {_table.Name} (id, {_columns}{(_table.HasTokens ? ", tokens" : "")}) values (@id, "
        + $"{string.Join(", ", _table.Columns.Select(c => "@" + c.Name))}{(_table.HasTokens ? ", @tokens" : "")}) "
        + $"on conflict (id) do update set {Sets(_table.Columns)}"
        + (_table.HasTokens ? ", tokens = coalesce(excluded.tokens, tokens)" : "") + " returning row";

    /// <summary>Without the columns of indexes: an update that names them writes the indexes even when nothing
    /// changes.</summary>
    public string SqliteUpdateInPlace =>
        $"update {_table.Name} set " + string.Join(", ", _table.Columns.Where(c => !c.IsIndexed)
            .Select(c => $"{c.Name} = @{c.Name}")) + " where id = @id";

    public string SqliteTokens => $"select tokens from {_table.Name} where id = @id";

    public string SqliteInsertToken => $"insert into {_table.Name}_token (token, row) values (@token, @row)";

    public string SqliteDeleteToken => $"delete from {_table.Name}_token where token = @token and row = @row";

    /// <summary>Streams whose tokens differ in number from those of their row, and tokens without a row.</summary>
    public string SqliteWrongTokens => $"""
        select '{_table.Kind}', l.id
        from {_table.Name} l left join (select row, count(*) as found from {_table.Name}_token group by row) t
          on t.row = l.row
        where coalesce(length(l.tokens) / 8, 0) <> coalesce(t.found, 0)
        union
        select '{_table.Kind}', 'token-row-' || t.row
        from {_table.Name}_token t left join {_table.Name} l on l.row = t.row
        where l.row is null
        """;

    /// <summary>One array parameter for the ids and one for each column.</summary>
    public string PostgresUpsert =>
        $"insert into {_table.Name} (id, {_columns}) select * from unnest($1::text[], "
        + string.Join(", ", _table.Columns.Select((c, i) =>
            $"${i + 2}::{(c.Kind == InlineColumnKind.Text ? "text" : "bigint")}[]"))
        + $") on conflict (id) do update set {Sets(_table.Columns)}";

    /// <summary>Array parameters: ids, and tokens as array literals, because PostgreSQL arrays of arrays need equal
    /// lengths. Writes only changed tokens: a GIN entry is expensive.</summary>
    public string PostgresTokens =>
        $"insert into {_table.Name}_token (id, tokens) select t.id, t.tokens::bigint[] "
        + "from unnest($1::text[], $2::text[]) as t (id, tokens) where t.tokens::bigint[] <> coalesce("
        + $"(select x.tokens from {_table.Name}_token x where x.id = t.id), '{{}}') "
        + "on conflict (id) do update set tokens = excluded.tokens";

    /// <summary>All rows by id, for maintenance: id and the columns.</summary>
    public string Rows(bool postgres) =>
        $"select id, {_columns} from {_table.Name} order by id{(postgres ? " collate \"C\"" : "")}";

    /// <summary>All rows with tokens by id, for maintenance: id and tokens in ascending order.</summary>
    public string Tokens(bool postgres) => postgres
        ? $"select id, array(select t from unnest(tokens) t order by t) from {_table.Name}_token "
            + "where cardinality(tokens) > 0 order by id collate \"C\""
        : $"select id, tokens from {_table.Name} where length(tokens) > 0 order by id";

    /// <summary>All rows by id with their tokens on SQLite, for the verification.</summary>
    public string SqliteRowsWithTokens =>
        $"select id, {_columns}{(_table.HasTokens ? ", tokens" : "")} from {_table.Name} order by id";

    /// <summary>A statement contains only the filters of the query: with an unused one the planner could not choose
    /// the right index. Returns kind, id, version, body and the sort value.</summary>
    public string Search(InlineQuery query, bool postgres)
    {
        var (all, any) = (query.Tokens is { Count: > 0 }, query.AnyToken is { Count: > 0 });
        var shape = $"{string.Join(',', query.Where.Select(Filter))}/{query.Since is null}{query.Cursor is null}"
            + $"{query.AnyOf?.Column}/{query.Present}/{all}{any}{postgres}";
        return _searches.GetOrAdd(shape, _ => Search(query, all, any, postgres));
    }

    /// <summary>How many rows match a query without tokens and cursor, for each combination of values of text columns.
    /// Returns these values, then the number.</summary>
    public string Count(InlineQuery query, IReadOnlyList<string> by, bool postgres)
    {
        if (query is not { Tokens: null, AnyToken: null, Cursor: null } || by.Count == 0
            || !by.All(name => _table.Columns.Any(c => c.Name == name && c.Kind == InlineColumnKind.Text)))
            throw new ArgumentException("Rows are counted by text columns, without tokens and cursor.", nameof(query));
        var columns = string.Join(", ", by.Select(c => "l." + c));
        return $"select {columns}, count(*) from {_table.Name} l{Filter(Conditions(query, postgres))} "
            + $"group by {columns}";
    }

    /// <summary>Number of states of the kind without a row.</summary>
    public string CountUnlisted =>
        $"select count(*) from ledger_state s where s.kind = '{_table.Kind}' "
        + $"and not exists (select 1 from {_table.Name} l where l.id = s.id)";

    /// <summary>The values of all filters except the tokens, which each engine passes in its own way.</summary>
    public IEnumerable<(string Name, object Value)> Values(InlineQuery query, ListPosition? after)
    {
        foreach (var filter in query.Where.Where(w => !IsFlag(w.Column))) yield return filter;
        if (query.Since is { } since) yield return ("since", since);
        if (after is null) yield break;
        yield return ("after_sort", after.Sort);
        yield return ("after_id", after.Id);
    }

    private string Search(InlineQuery query, bool all, bool any, bool postgres)
    {
        var where = Conditions(query, postgres);
        if (query.Cursor is not null) where.Add($"(l.{_table.Sort}, l.id) < (@after_sort, @after_id)");
        // On PostgreSQL an array is read first. With "in" the server reads all rows in their order, and for each
        // whether it has the tokens, because it hopes to find the few of a page soon.
        if (all) where.Add(postgres
            ? $"l.id = any (array(select id from {_table.Name}_token where tokens @> @tokens))"
            : $"l.row in (select row from {_table.Name}_token where token in (select value from json_each(@tokens)) "
                + "group by row having count(*) = @token_count)");
        if (any) where.Add(postgres
            ? $"l.id = any (array(select id from {_table.Name}_token where tokens && @any_token))"
            : $"l.row in (select row from {_table.Name}_token "
                + "where token in (select value from json_each(@any_token)))");
        // On SQLite the plus prevents the index of the order, with which every row would be read to find the few.
        var plus = !postgres && (all || any) ? "+" : "";
        // Reads the states of the rows found. As a plain join, each engine would read those of all streams while it has
        // no statistics: SQLite always, PostgreSQL in the first minutes of an installation.
        var state = postgres
            ? $"cross join lateral (select kind, id, version, body from ledger_state where kind = '{_table.Kind}' "
                + "and id = l.id limit 1) s"
            : $"cross join ledger_state s on s.kind = '{_table.Kind}' and s.id = l.id";
        return $"""
            select s.kind, s.id, s.version, s.body, l.{_table.Sort}
            from (select l.id, l.{_table.Sort} from {_table.Name} l{Filter(where)}
              order by {plus}l.{_table.Sort} desc, {plus}l.id desc limit @limit) l
            {state}
            order by l.{_table.Sort} desc, l.id desc
            """;
    }

    /// <summary>The conditions on columns.</summary>
    private List<string> Conditions(InlineQuery query, bool postgres)
    {
        List<string> where = [.. query.Where.Select(Filter)];
        if (query.Since is not null) where.Add($"l.{_table.Sort} >= @since");
        if (query.Present is { } present) where.Add($"l.{present} is not null");
        if (query.AnyOf is { Column: var column })
            where.Add($"l.{column} " + (postgres ? "= any (@any_of)" : "in (select value from json_each(@any_of))"));
        return where;
    }

    private static string Filter(List<string> where) =>
        where.Count == 0 ? "" : " where " + string.Join(" and ", where);

    private string Filter((string Column, object Value) filter) =>
        IsFlag(filter.Column) ? $"l.{filter.Column} = {((long)filter.Value == 0 ? 0 : 1)}"
            : $"l.{filter.Column} = @{filter.Column}";

    private bool IsFlag(string column) => _table.Columns.Any(c => c.Name == column && c.Kind == InlineColumnKind.Flag);

    private static string Sets(IEnumerable<InlineColumn> columns) =>
        string.Join(", ", columns.Select(c => $"{c.Name} = excluded.{c.Name}"));
}
