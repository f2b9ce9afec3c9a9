using Npgsql;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>
/// The tables of a schema whose names and columns are the same on both engines, as the target's catalog lists them: a
/// table or a column added later moves without a word here, and one that only the embedded file has stops the move.
/// </summary>
public static class SharedTables
{
    /// <exception cref="MaintenanceException">The two do not have the same columns.</exception>
    public static async Task<IReadOnlyList<TableToMigrate>> Of(SqliteSnapshot there, NpgsqlConnection here,
        string schema, CancellationToken ct)
    {
        var columns = await Rows(here, "Moving/Postgres/table-columns.sql", schema,
            r => (Table: r.GetString(0), Column: new ColumnToMigrate(r.GetString(1), Kind(r.GetString(2))),
                Counts: r.GetBoolean(3)), ct);
        var parents =
            await Rows(here, "Moving/Postgres/table-parents.sql", schema, r =>
            (Child: r.GetString(0), Parent: r.GetString(1)), ct);
        var tables = columns.GroupBy(c => c.Table).ToDictionary(g => g.Key, g => g.ToList());
        var strangers = there.ReadRaw("""
            select m.name || '.' || c.name from sqlite_schema m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%'
            """).Select(r => (string)r[0]!).Except(columns.Select(c => $"{c.Table}.{c.Column.Name}")).ToList();
        if (strangers.Count > 0) throw new MaintenanceException(
            $"The target has no place for {string.Join(", ", strangers)}.");

        var ordered = new List<string>();
        foreach (var name in tables.Keys) Place(name, parents, ordered);
        return [.. ordered.Select(name => Table(there, schema, name, [.. tables[name].Select(c => c.Column)],
            tables[name].Where(c => c.Counts).Select(c => c.Column.Name).SingleOrDefault()))];
    }

    private static TableToMigrate Table(SqliteSnapshot there, string schema, string name, List<ColumnToMigrate> columns,
        string? counter)
    {
        var names = string.Join(", ", columns.Select(c => Quoted(c.Name)));
        var keys = there.ReadRaw($"select name from pragma_table_info('{name}') where pk > 0 order by pk")
            .Select(r => (string)r[0]!).ToList();
        var kinds = columns.ToDictionary(c => c.Name, c => c.Kind);
        // Text is ordered by its bytes on both: SQLite does so by itself.
        var byBytes =
            string.Join(", ", keys.Select(k => Quoted(k) + (kinds[k] == ColumnKind.Text ? " collate \"C\"" : "")));
        var table = $"{schema}.{Quoted(name)}";
        return new(
            $"{schema}/{name}", columns,
            () => there.Read($"select {names} from {Quoted(name)} order by {string.Join(", ", keys.Select(Quoted))}",
                columns),
            $"select {names} from {table} order by {byBytes}",
            $"{table} ({names})",
            counter is null ? "" : GoOn(table, counter));
    }

    /// <summary>What counts up goes on after the highest that came.</summary>
    private static string GoOn(string table, string counter) => $"""
        select setval(pg_get_serial_sequence('{table}', '{counter}'), max({Quoted(counter)})) from {table}
        having max({Quoted(counter)}) is not null
        """;

    /// <summary>Parents first.</summary>
    private static void Place(string name, List<(string Child, string Parent)> parents, List<string> ordered)
    {
        if (ordered.Contains(name)) return;
        foreach (var (_, parent) in parents.Where(p => p.Child == name)) Place(parent, parents, ordered);
        ordered.Add(name);
    }

    private static ColumnKind Kind(string type) => type switch
    {
        "text" or "character varying" => ColumnKind.Text,
        "bigint" => ColumnKind.Long,
        "integer" => ColumnKind.Int,
        "smallint" => ColumnKind.Short,
        "boolean" => ColumnKind.Flag,
        "bytea" => ColumnKind.Bytes,
        "timestamp with time zone" => ColumnKind.Moment,
        "jsonb" => ColumnKind.Json,
        _ => throw new MaintenanceException($"A column of type {type} cannot move yet."),
    };

    private static string Quoted(string name) => $"\"{name}\"";

    private static async Task<List<T>> Rows<T>(NpgsqlConnection here, string file, string schema,
        Func<NpgsqlDataReader, T> row, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SqlText.Load(file), here);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct)) rows.Add(row(reader));
        return rows;
    }
}
