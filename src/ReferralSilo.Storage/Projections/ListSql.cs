using System.Globalization;
using System.Text;

namespace ReferralSilo.Storage.Projections;

/// <summary>The statements of one build of a list, the same on both engines but for the names of types. Names come from
/// <see cref="ListTable"/> and are checked; values are always parameters.</summary>
internal sealed class ListSql
{
    private const int NameCharacters = 40;

    private readonly ListTable _table;
    private readonly string _name;
    private readonly string _columns;

    public ListSql(ListTable table, int build)
    {
        _table = table;
        foreach (var name in (IEnumerable<string>)[table.Name, .. table.Columns.Select(c => c.Name)]) Check(name);
        _name = Name(table.Name, build);
        _columns = string.Concat(table.Columns.Select(c => $", c_{c.Name}"));
    }

    public static string Name(string list, int build) =>
        string.Create(CultureInfo.InvariantCulture, $"list_{list}_{build}");

    public string Select => $"select key, sort{_columns}, tokens, body from {_name}";

    public string Upsert
    {
        get
        {
            var values = string.Concat(_table.Columns.Select(c => $", @c_{c.Name}"));
            var sets = string.Concat(_table.Columns.Select(c => $", c_{c.Name} = excluded.c_{c.Name}"));
            return $"insert into {_name} (key, sort{_columns}, tokens, body) values (@key, @sort{values}, @tokens, "
                + $"@body) on conflict (key) do update set sort = excluded.sort{sets}, tokens = excluded.tokens, "
                + "body = excluded.body";
        }
    }

    public string DeleteTokens => $"delete from {_name}_token where key = @key";

    public string Tokens(bool postgres) => $"select key, tokens from {_name} where key "
        + (postgres ? "= any (@keys)" : "in (select value from json_each(@keys))");

    public string InsertTokens(bool postgres) => $"insert into {_name}_token (token, key) "
        + (postgres ? "select unnest(@tokens), @key" : "select value, @key from json_each(@tokens)");

    public string Delete => $"delete from {_name} where key = @key";

    /// <summary>Creates the table with its indexes.</summary>
    public string Create(bool postgres)
    {
        var (number, bytes, end) = postgres ? ("bigint", "bytea", "") : ("integer", "blob", " strict");
        var sql = new StringBuilder("create table if not exists ").Append(_name)
            .Append(CultureInfo.InvariantCulture, $" (key text primary key, sort {number} not null");
        foreach (var column in _table.Columns)
            sql.Append(CultureInfo.InvariantCulture,
                $", c_{column.Name} {(column.Kind == ListColumnKind.Text ? "text" : number)}");
        sql.Append(CultureInfo.InvariantCulture, $", tokens {bytes} not null, body {bytes} not null){end};");
        sql.Append(CultureInfo.InvariantCulture,
            $"create index if not exists {_name}_sort on {_name} (sort desc, key desc);");
        foreach (var column in _table.Columns.Where(c => c.Indexed))
            sql.Append(CultureInfo.InvariantCulture,
                $"create index if not exists {_name}_{column.Name} on {_name} (c_{column.Name}, sort desc, key desc);");
        sql.Append(CultureInfo.InvariantCulture,
            $"create table if not exists {_name}_token (token {number} not null, key text not null, ");
        sql.Append(CultureInfo.InvariantCulture, $"primary key (token, key)){end};");
        sql.Append(CultureInfo.InvariantCulture,
            $"create index if not exists {_name}_token_key on {_name}_token (key)");
        return sql.ToString();
    }

    public static string Drop(string list, int build) =>
        $"drop table if exists {Name(list, build)}; drop table if exists {Name(list, build)}_token";

    /// <summary>The statement of a query and its parameters. On PostgreSQL the rows with a token are read first, as an
    /// array: with "in" the server reads all rows in their order, and for each whether it has the token.</summary>
    public (string Sql, List<(string Name, object Value)> Values) Query(ListQuery query, bool postgres)
    {
        List<(string, object)> values = [("limit", query.Limit)];
        List<string> where = [];
        foreach (var (name, value) in query.Where)
        {
            if (_table.Columns.All(c => c.Name != name))
                throw new ArgumentException($"The list {_table.Name} has no column {name}.", nameof(query));
            where.Add($"c_{name} = @w_{name}");
            values.Add(($"w_{name}", value));
        }

        if (query.After is { } after)
        {
            where.Add("(sort, key) < (@after_sort, @after_key)");
            values.AddRange([("after_sort", after.Sort), ("after_key", after.Id)]);
        }

        foreach (var token in query.AllTokens.Distinct())
            where.Add(HasToken(Parameter(values, token), postgres));
        if (query.AnyToken is { } any)
        {
            where.Add(any.Count == 0 ? "1 = 0"
                : HasToken(string.Join(", ", any.Distinct().Select(t => Parameter(values, t))), postgres));
        }

        var filter = where.Count == 0 ? "" : " where " + string.Join(" and ", where);
        return ($"{Select}{filter} order by sort desc, key desc limit @limit", values);
    }

    private string HasToken(string tokens, bool postgres)
    {
        var keys = $"select key from {_name}_token where token in ({tokens})";
        return postgres ? $"key = any (array({keys}))" : $"key in ({keys})";
    }

    private static string Parameter(List<(string, object)> values, long token)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"t{values.Count}");
        values.Add((name, token));
        return "@" + name;
    }

    private static void Check(string name)
    {
        if (name.Length is 0 or > NameCharacters || name.Any(c => c is not ((>= 'a' and <= 'z') or '_')))
            throw new ArgumentException($"'{name}' cannot be the name of a list or a column.", nameof(name));
    }
}
