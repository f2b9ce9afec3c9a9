using Npgsql;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>
/// The tables of a schema whose names and columns are the same on both engines, as listed in the target's catalog.
/// Tables and columns added later need no change here; one that only the embedded file has stops the migration.
/// </summary>
public static class SharedTables
{
    /// <exception cref="MaintenanceException">The embedded file has a column that the target does not have.</exception>
    public static async Task<IReadOnlyList<TableToMigrate>> Of(SqliteSnapshot source, NpgsqlConnection target,
        string schema, CancellationToken ct)
    {
        var columns = await Rows(target, "Maintenance/Postgres/table-columns.sql", schema,
            r => (Table: r.GetString(0), Column: new ColumnToMigrate(r.GetString(1), Kind(r.GetString(2))),
                IsIdentity: r.GetBoolean(3)), ct);
        var parents = await Rows(target, "Maintenance/Postgres/table-parents.sql", schema,
            r => (Child: r.GetString(0), Parent: r.GetString(1)), ct);
        var tables = columns.GroupBy(c => c.Table).ToDictionary(g => g.Key, g => g.ToList());
        var unknown = source.ReadRaw("""
            select m.name || '.' || c.name from sqlite_schema m, pragma_table_info(m.name) c
            where m.type = 'table' and m.name not like 'sqlite_%'
            """).Select(r => (string)r[0]!).Except(columns.Select(c => $"{c.Table}.{c.Column.Name}")).ToList();
        if (unknown.Count > 0)
            throw new MaintenanceException($"The target has no column for {string.Join(", ", unknown)}.");

        var ordered = new List<string>();
        foreach (var name in tables.Keys) AddAfterParents(name, parents, ordered);
        return [.. ordered.Select(name => Table(source, schema, name, [.. tables[name].Select(c => c.Column)],
            tables[name].Where(c => c.IsIdentity).Select(c => c.Column.Name).SingleOrDefault()))];
    }

    private static TableToMigrate Table(
        SqliteSnapshot source, string schema, string name, List<ColumnToMigrate> columns, string? identity)
    {
        var names = string.Join(", ", columns.Select(c => Quoted(c.Name)));
        var keys = source.ReadRaw($"select name from pragma_table_info('{name}') where pk > 0 order by pk")
            .Select(r => (string)r[0]!).ToList();
        var kinds = columns.ToDictionary(c => c.Name, c => c.Kind);
        // Both order text by bytes; SQLite does so by default.
        var ordering = string.Join(", ",
            keys.Select(k => Quoted(k) + (kinds[k] == ColumnKind.Text ? " collate \"C\"" : "")));
        var table = $"{schema}.{Quoted(name)}";
        return new(
            $"{schema}/{name}", columns,
            () => source.Read($"select {names} from {Quoted(name)} order by {string.Join(", ", keys.Select(Quoted))}",
                columns),
            $"select {names} from {table} order by {ordering}",
            $"{table} ({names})",
            identity is null ? "" : SetSequence(table, identity));
    }

    /// <summary>Sets the identity sequence to continue after the highest copied value.</summary>
    private static string SetSequence(string table, string identity) => $"""
        select setval(pg_get_serial_sequence('{table}', '{identity}'), max({Quoted(identity)})) from {table}
        having max({Quoted(identity)}) is not null
        """;

    /// <summary>Adds a table after its parents.</summary>
    private static void AddAfterParents(string name, List<(string Child, string Parent)> parents, List<string> ordered)
    {
        if (ordered.Contains(name)) return;
        foreach (var (_, parent) in parents.Where(p => p.Child == name)) AddAfterParents(parent, parents, ordered);
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
        _ => throw new MaintenanceException($"A column of type {type} cannot be migrated yet."),
    };

    private static string Quoted(string name) => $"\"{name}\"";

    private static async Task<List<T>> Rows<T>(NpgsqlConnection target, string file, string schema,
        Func<NpgsqlDataReader, T> row, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SqlText.Load(file), target);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct)) rows.Add(row(reader));
        return rows;
    }
}
