using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.InteropServices;
using NodaTime;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Storage.Projections;

/// <summary>The store on either engine. Bodies are sealed with the ledger's keys.</summary>
internal sealed class ProjectionStore(IProjectionDatabase database, Sealer sealer) : IProjectionStore
{
    private const string Checkpoint =
        "select number, shape, in_use, committed, ordinal, as_of, revision from projection "
        + "where name = @name order by number";

    private readonly ConcurrentDictionary<(ListTable, int), ListSql> _statements = new();

    public Task<IReadOnlyList<ProjectionBuild>> Builds(string name, CancellationToken ct = default) =>
        Run(async connection =>
        {
            await using var command = Command(connection, Checkpoint, ("name", name));
            return await List(command, r => new ProjectionBuild(
                (int)r.GetInt64(0), (int)r.GetInt64(1), r.GetInt64(2) != 0,
                new LedgerPosition(r.GetInt64(3), (int)r.GetInt64(4)), Instant.FromUnixTimeTicks(r.GetInt64(5)),
                r.GetInt64(6)), ct);
        }, ct);

    public async Task<ProjectionBuild> Create(ListTable table, int number, CancellationToken ct = default)
    {
        await Run(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await Execute(connection,
                "insert into projection (name, number, shape, in_use, committed, ordinal, as_of, revision) "
                + "values (@name, @number, @shape, 0, 0, 0, 0, 0) on conflict (name, number) do nothing",
                ct, ("name", table.Name), ("number", (long)number), ("shape", (long)table.Shape));
            await Execute(connection, Sql(table, number).Create(database.IsPostgres), ct);
            await transaction.CommitAsync(ct);
            return true;
        }, ct);
        return (await Builds(table.Name, ct)).Single(b => b.Number == number);
    }

    public Task<IReadOnlyList<ListRow>> Rows(ListTable table, int build, IReadOnlyCollection<string> keys,
        CancellationToken ct = default) => Run(async connection =>
    {
        var rows = new List<ListRow>();
        await using var command = Command(connection, Sql(table, build).Select + " where key = @key", ("key", ""));
        foreach (var key in keys)
        {
            command.Parameters[0].Value = key;
            rows.AddRange(await List(command, r => ToRow(table, build, r), ct));
        }

        return (IReadOnlyList<ListRow>)rows;
    }, ct);

    public Task<bool> Apply(ListTable table, int build, ProjectionChanges changes, CancellationToken ct = default) =>
        Run(async connection =>
        {
            var sql = Sql(table, build);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            // First, so that two processes wait for each other here and the second one finds another checkpoint.
            var moved = await Execute(connection,
                "update projection set committed = @committed, ordinal = @ordinal, as_of = @as_of, "
                + "revision = revision + 1 where name = @name and number = @number and revision = @revision",
                ct, ("committed", changes.To.Committed), ("ordinal", (long)changes.To.Ordinal),
                ("as_of", changes.AsOf.ToUnixTimeTicks()), ("name", table.Name), ("number", (long)build),
                ("revision", changes.Revision));
            if (moved != 1) return false;
            if (changes.Upserts.Count + changes.Removes.Count > 0)
            {
                await using var writer = new RowWriter(connection, table, build, sql, sealer);
                await writer.Write(changes.Upserts, changes.Removes, ct);
            }

            foreach (var parked in changes.Parked) await Write(connection, table.Name, build, parked, ct);
            foreach (var stream in changes.Unparked)
                await Execute(connection,
                    "delete from projection_parked "
                    + "where name = @name and number = @number and kind = @kind and id = @id",
                    ct, ("name", table.Name), ("number", (long)build), ("kind", stream.Kind), ("id", stream.Id));
            await transaction.CommitAsync(ct);
            return true;
        }, ct);

    public async Task Use(string name, int build, CancellationToken ct = default)
    {
        var builds = await Builds(name, ct);
        // Another process may have put a newer one in use and removed this one.
        if (builds.All(b => b.Number != build) || builds.Any(b => b.InUse && b.Number > build)) return;
        await Run(async connection => await Execute(connection,
            "update projection set in_use = case when number = @number then 1 else 0 end where name = @name",
            ct, ("name", name), ("number", (long)build)), ct);
        // Each in a transaction of its own, after the switch: dropping a table waits for its readers.
        foreach (var old in builds.Where(b => b.Number < build))
            await Run(connection => Remove(connection, name, old.Number, ct), ct);
    }

    public Task<IReadOnlyList<ParkedStream>> Parked(string name, int build, CancellationToken ct = default) =>
        Run(async connection =>
        {
            await using var command = Command(connection,
                "select kind, id, first_version, last_version, attempts, error from projection_parked "
                + "where name = @name and number = @number order by kind, id",
                ("name", name), ("number", (long)build));
            return await List(command, r => new ParkedStream(new(r.GetString(0), r.GetString(1)), r.GetInt64(2),
                r.GetInt64(3), (int)r.GetInt64(4), r.GetString(5)), ct);
        }, ct);

    public Task<IReadOnlyList<ListRow>> Query(ListTable table, int build, ListQuery query,
        CancellationToken ct = default) => Run(async connection =>
    {
        var limited = query with { Limit = Math.Clamp(query.Limit, 1, StorageLimits.PageRows) };
        var (sql, values) = Sql(table, build).Query(limited, database.IsPostgres);
        await using var command = Command(connection, sql, [.. values]);
        return await List(command, r => ToRow(table, build, r), ct);
    }, ct);

    private static async Task<bool> Remove(DbConnection connection, string name, int build, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute(connection, ListSql.Drop(name, build), ct);
        foreach (var table in (string[])["projection_parked", "projection"])
            await Execute(connection, $"delete from {table} where name = @name and number = @number",
                ct, ("name", name), ("number", (long)build));
        await transaction.CommitAsync(ct);
        return true;
    }

    private static Task Write(DbConnection connection, string name, int build, ParkedStream parked,
        CancellationToken ct) => Execute(connection,
            "insert into projection_parked (name, number, kind, id, first_version, last_version, attempts, error) "
            + "values (@name, @number, @kind, @id, @first, @last, @attempts, @error) "
            + "on conflict (name, number, kind, id) do update set "
            + "first_version = excluded.first_version, last_version = excluded.last_version, "
            + "attempts = excluded.attempts, error = excluded.error",
            ct, ("name", name), ("number", (long)build), ("kind", parked.Stream.Kind), ("id", parked.Stream.Id),
            ("first", parked.First), ("last", parked.Last), ("attempts", (long)parked.Attempts),
            ("error", parked.Error));

    private ListRow ToRow(ListTable table, int build, DbDataReader r)
    {
        var count = table.Columns.Count;
        var key = r.GetString(0);
        var values = new object?[count];
        for (var i = 0; i < count; i++)
        {
            if (!r.IsDBNull(i + 2))
                values[i] = table.Columns[i].Kind == ListColumnKind.Text ? r.GetString(i + 2) : r.GetInt64(i + 2);
        }

        var tokens = MemoryMarshal.Cast<byte, long>(r.GetFieldValue<byte[]>(count + 2)).ToArray();
        var body = sealer.Open(r.GetFieldValue<byte[]>(count + 3), Place(table, build, key));
        return new ListRow(key, r.GetInt64(1), values, tokens, body);
    }

    private static SealedPlace Place(ListTable table, int build, string key) =>
        SealedPlace.List(table.Name, build, key);

    private ListSql Sql(ListTable table, int build) =>
        _statements.GetOrAdd((table, build), static k => new ListSql(k.Item1, k.Item2));

    private Task<T> Run<T>(Func<DbConnection, Task<T>> work, CancellationToken ct) => database.Run(work, ct);

    private static async Task<IReadOnlyList<T>> List<T>(DbCommand command, Func<DbDataReader, T> row,
        CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct)) rows.Add(row(reader));
        return rows;
    }

    private static async Task<int> Execute(DbConnection connection, string sql, CancellationToken ct,
        params (string Name, object? Value)[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static DbCommand Command(DbConnection connection, string sql,
        params (string Name, object? Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
