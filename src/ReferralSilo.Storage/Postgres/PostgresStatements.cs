using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using ReferralSilo.Storage.Inline;
using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage.Postgres;

/// <summary>Converts writes into the arrays of the writing statements.</summary>
internal static class PostgresStatements
{
    public static void AddCommits(NpgsqlBatch batch, List<CommitWork> works)
    {
        if (works.Count == 0) return;
        var created = works.FindAll(w => w.Commit.ExpectedVersion == 0);
        var changed = works.FindAll(w => w.Commit.ExpectedVersion > 0);
        if (created.Count > 0) batch.BatchCommands.Add(States("create-states", created, changing: false));
        if (changed.Count > 0) batch.BatchCommands.Add(States("change-states", changed, changing: true));
        batch.BatchCommands.Add(Events(works));
        if (works.FindAll(w => w.Commit.DueAt is not null) is { Count: > 0 } due) batch.BatchCommands.Add(Due(due));
        if (works.Exists(w => w.Outbox.Length > 0)) batch.BatchCommands.Add(Outbox(works));
        foreach (var rows in works.Where(w => w.Commit.Row is not null).GroupBy(w => w.Commit.Row!.Table))
            AddRows(batch, rows.Key, [.. rows]);
    }

    public static NpgsqlBatchCommand Refuse(List<RefusalWork> works)
    {
        var command = new NpgsqlBatchCommand(SqlText.Load("Postgres/refuse.sql"));
        Add(command, NpgsqlDbType.Text, works.ConvertAll(r => r.Stream.Kind).ToArray());
        Add(command, NpgsqlDbType.Text, works.ConvertAll(r => r.Stream.Id).ToArray());
        Add(command, NpgsqlDbType.Bigint, works.ConvertAll(r => r.Version).ToArray());
        Add(command, NpgsqlDbType.Bigint, works.ConvertAll(r => r.At).ToArray());
        Add(command, NpgsqlDbType.Text, works.ConvertAll(r => r.Operation.Id).ToArray());
        Add(command, NpgsqlDbType.Text, works.ConvertAll(r => r.Operation.RequestHash).ToArray());
        Add(command, NpgsqlDbType.Bytea, works.ConvertAll(r => r.Body).ToArray());
        return command;
    }

    public static NpgsqlBatchCommand Acknowledge(List<AcknowledgeWork> works)
    {
        var ids = works.SelectMany(w => w.Ids).ToList();
        var command = new NpgsqlBatchCommand(SqlText.Load("Postgres/delete-outbox.sql"));
        Add(command, NpgsqlDbType.Text, ids.ConvertAll(i => i.Sender.Kind).ToArray());
        Add(command, NpgsqlDbType.Text, ids.ConvertAll(i => i.Sender.Id).ToArray());
        Add(command, NpgsqlDbType.Bigint, ids.ConvertAll(i => i.Version).ToArray());
        Add(command, NpgsqlDbType.Integer, ids.ConvertAll(i => i.Ordinal).ToArray());
        return command;
    }

    public static NpgsqlCommand FindConflicts(NpgsqlConnection connection, List<CommitWork> works)
    {
        var command = new NpgsqlCommand(SqlText.Load("Postgres/find-conflicts.sql"), connection);
        command.Parameters.Add(Array(NpgsqlDbType.Text, works.ConvertAll(w => w.Commit.Stream.Kind).ToArray()));
        command.Parameters.Add(Array(NpgsqlDbType.Text, works.ConvertAll(w => w.Commit.Stream.Id).ToArray()));
        command.Parameters.Add(Array(NpgsqlDbType.Bigint, works.ConvertAll(w => w.Commit.ExpectedVersion).ToArray()));
        command.Parameters.Add(Array(NpgsqlDbType.Text, works.ConvertAll(w => w.Commit.Operation?.Id).ToArray()));
        return command;
    }

    private static NpgsqlBatchCommand States(string file, List<CommitWork> works, bool changing)
    {
        var command = new NpgsqlBatchCommand(SqlText.Load($"Postgres/{file}.sql"));
        var count = works.Count;
        var (kind, id, version, seen) = (new string[count], new string[count], new long[count], new long[count]);
        var body = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            var commit = works[i].Commit;
            (kind[i], id[i], version[i], seen[i]) =
                (commit.Stream.Kind, commit.Stream.Id, works[i].Version, commit.ExpectedVersion);
            body[i] = works[i].State;
        }

        Add(command, NpgsqlDbType.Text, kind);
        Add(command, NpgsqlDbType.Text, id);
        Add(command, NpgsqlDbType.Bigint, version);
        Add(command, NpgsqlDbType.Bytea, body);
        if (changing) Add(command, NpgsqlDbType.Bigint, seen);
        return command;
    }

    private static NpgsqlBatchCommand Events(List<CommitWork> works)
    {
        var command = new NpgsqlBatchCommand(SqlText.Load("Postgres/insert-events.sql"));
        var count = works.Sum(w => w.Events.Length);
        var (kind, id, version, at) = (new string[count], new string[count], new long[count], new long[count]);
        var (type, actor, body) = (new string[count], new string[count], new byte[count][]);
        var (operation, hash) = (new string?[count], new string?[count]);
        var row = 0;
        foreach (var work in works)
        {
            var commit = work.Commit;
            for (var i = 0; i < work.Events.Length; i++, row++)
            {
                (kind[row], id[row], version[row]) =
                    (commit.Stream.Kind, commit.Stream.Id, commit.ExpectedVersion + i + 1);
                (at[row], type[row], actor[row]) =
                    (commit.At.ToUnixTimeTicks(), commit.Events[i].Type, commit.Events[i].Actor);
                body[row] = work.Events[i];
            }

            (operation[row - 1], hash[row - 1]) = (commit.Operation?.Id, commit.Operation?.RequestHash);
        }

        Add(command, NpgsqlDbType.Text, kind);
        Add(command, NpgsqlDbType.Text, id);
        Add(command, NpgsqlDbType.Bigint, version);
        Add(command, NpgsqlDbType.Bigint, at);
        Add(command, NpgsqlDbType.Text, type);
        Add(command, NpgsqlDbType.Text, actor);
        Add(command, NpgsqlDbType.Text, operation);
        Add(command, NpgsqlDbType.Text, hash);
        Add(command, NpgsqlDbType.Bytea, body);
        return command;
    }

    private static NpgsqlBatchCommand Due(List<CommitWork> works)
    {
        var command = new NpgsqlBatchCommand(SqlText.Load("Postgres/insert-due.sql"));
        Add(command, NpgsqlDbType.Bigint, works.ConvertAll(w => w.Commit.DueAt!.Value.ToUnixTimeTicks()).ToArray());
        Add(command, NpgsqlDbType.Bigint, works.ConvertAll(w => w.Version).ToArray());
        Add(command, NpgsqlDbType.Smallint, works.ConvertAll(w => (short)w.Commit.Stream.Partition).ToArray());
        Add(command, NpgsqlDbType.Text, works.ConvertAll(w => w.Commit.Stream.Kind).ToArray());
        Add(command, NpgsqlDbType.Text, works.ConvertAll(w => w.Commit.Stream.Id).ToArray());
        return command;
    }

    private static NpgsqlBatchCommand Outbox(List<CommitWork> works)
    {
        var command = new NpgsqlBatchCommand(SqlText.Load("Postgres/insert-outbox.sql"));
        var count = works.Sum(w => w.Outbox.Length);
        var (kind, id, version, ordinal) = (new string[count], new string[count], new long[count], new int[count]);
        var (at, destination, message, body) =
            (new long[count], new string[count], new string[count], new byte[count][]);
        var row = 0;
        foreach (var work in works)
        {
            for (var i = 0; i < work.Outbox.Length; i++, row++)
            {
                (kind[row], id[row], version[row]) = (work.Commit.Stream.Kind, work.Commit.Stream.Id, work.Version);
                (ordinal[row], at[row], body[row]) = (i, work.Commit.At.ToUnixTimeTicks(), work.Outbox[i]);
                (destination[row], message[row]) = (work.Commit.Outbox[i].Destination, work.Commit.Outbox[i].Kind);
            }
        }

        Add(command, NpgsqlDbType.Text, kind);
        Add(command, NpgsqlDbType.Text, id);
        Add(command, NpgsqlDbType.Bigint, version);
        Add(command, NpgsqlDbType.Integer, ordinal);
        Add(command, NpgsqlDbType.Bigint, at);
        Add(command, NpgsqlDbType.Text, destination);
        Add(command, NpgsqlDbType.Text, message);
        Add(command, NpgsqlDbType.Bytea, body);
        return command;
    }

    private static void AddRows(NpgsqlBatch batch, InlineTable table, List<CommitWork> works)
    {
        var sql = InlineSql.Of(table);
        var command = new NpgsqlBatchCommand(sql.PostgresUpsert);
        Add(command, NpgsqlDbType.Text, works.ConvertAll(w => w.Commit.Stream.Id).ToArray());
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = i;
            if (table.Columns[i].Kind == InlineColumnKind.Text)
                Add(command, NpgsqlDbType.Text,
                    works.ConvertAll(w => (string?)w.Commit.Row!.Values[column]).ToArray());
            else
                Add(command, NpgsqlDbType.Bigint, works.ConvertAll(w => (long?)w.Commit.Row!.Values[column]).ToArray());
        }

        batch.BatchCommands.Add(command);
        if (!table.HasTokens) return;
        var withTokens = works.FindAll(w => w.Commit.Row!.Tokens is { } t && t.Count + w.Commit.ExpectedVersion > 0);
        if (withTokens.Count == 0) return;
        var tokens = new NpgsqlBatchCommand(sql.PostgresTokens);
        Add(tokens, NpgsqlDbType.Text, withTokens.ConvertAll(w => w.Commit.Stream.Id).ToArray());
        Add(tokens, NpgsqlDbType.Text, withTokens.ConvertAll(w => Literal(w.Commit.Row!.Tokens!)).ToArray());
        batch.BatchCommands.Add(tokens);
    }

    private static string Literal(IReadOnlyList<long> tokens) => string.Create(
        CultureInfo.InvariantCulture, $"{{{string.Join(',', tokens.Distinct().Order())}}}");

    private static void Add<T>(NpgsqlBatchCommand command, NpgsqlDbType element, T[] values) =>
        command.Parameters.Add(Array(element, values));

    private static NpgsqlParameter<T[]> Array<T>(NpgsqlDbType element, T[] values) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element };
}
