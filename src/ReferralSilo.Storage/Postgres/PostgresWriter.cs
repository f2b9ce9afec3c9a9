using Microsoft.Extensions.Logging;
using Npgsql;
using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage.Postgres;

/// <summary>
/// One of the loops that write: takes what is queued, writes it in one round trip and one transaction, answers when the
/// server is ready again, which is after its commit.
/// </summary>
internal sealed partial class PostgresWriter(NpgsqlDataSource source, WriteQueue queue, ILogger logger)
{
    private readonly WriteBatch _batch = new(StorageLimits.PostgresBatch);
    private NpgsqlConnection? _connection;

    public async Task Run()
    {
        while (_batch.HasDeferred || await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            _batch.Fill(queue.Reader);
            if (_batch.Count > 0) await Write().ConfigureAwait(false);
        }

        await Discard().ConfigureAwait(false);
    }

    private async Task Write()
    {
        try
        {
            await Write(_batch.Commits, _batch.Refusals, _batch.Heards).ConfigureAwait(false);
        }
        catch (PostgresException e) when (IsRolledBack(e))
        {
            LogBatchFailed(e, e.SqlState, _batch.Count);
            foreach (var commit in _batch.Commits) await Alone(commit, [commit], [], []).ConfigureAwait(false);
            foreach (var refusal in _batch.Refusals) await Alone(refusal, [], [refusal], []).ConfigureAwait(false);
            foreach (var heard in _batch.Heards) await Alone(heard, [], [], [heard]).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await Lost(e, _batch.All).ConfigureAwait(false);
        }
    }

    private async Task Alone(Work work, List<CommitWork> commits, List<RefusalWork> refusals, List<HeardWork> heards)
    {
        try
        {
            await Write(commits, refusals, heards).ConfigureAwait(false);
        }
        catch (PostgresException e) when (IsRolledBack(e) && e.ConstraintName == "ledger_event_operation" && work is CommitWork commit)
        {
            commit.Answer(new CommitResult.OperationKnown());
        }
        catch (Exception e)
        {
            await Lost(e, [work]).ConfigureAwait(false);
        }
    }

    private async Task Write(List<CommitWork> commits, List<RefusalWork> refusals, List<HeardWork> heards)
    {
        _connection ??= await source.OpenConnectionAsync().ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(_connection);
        if (commits.Count > 0) batch.BatchCommands.Add(PostgresStatements.Commit(commits));
        if (refusals.Count > 0) batch.BatchCommands.Add(PostgresStatements.Refuse(refusals));
        if (heards.Count > 0) batch.BatchCommands.Add(PostgresStatements.Heard(heards));

        var written = new HashSet<StreamId>();
        var recorded = new HashSet<string>();
        await using (var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false))
        {
            if (commits.Count > 0)
            {
                while (await reader.ReadAsync().ConfigureAwait(false)) written.Add(new(reader.GetString(0), reader.GetString(1)));
                await reader.NextResultAsync().ConfigureAwait(false);
            }

            if (refusals.Count > 0)
            {
                while (await reader.ReadAsync().ConfigureAwait(false)) recorded.Add(reader.GetString(0));
            }

            // The rows come before the commit. Only reading to the end shows whether it failed; disposing would hide it.
            while (await reader.NextResultAsync().ConfigureAwait(false)) { }
        }

        foreach (var commit in commits)
        {
            if (written.Contains(commit.Commit.Stream)) commit.Answer(new CommitResult.Committed(commit.Version));
        }

        foreach (var refusal in refusals) refusal.Answer(recorded.Contains(refusal.Operation.Id));
        foreach (var heard in heards) heard.Answer(true);
        if (written.Count < commits.Count)
        {
            await AnswerConflicts(commits.FindAll(c => !written.Contains(c.Commit.Stream))).ConfigureAwait(false);
        }
    }

    /// <summary>A retry of what was done conflicts on the version, too: "known" is the better answer.</summary>
    private async Task AnswerConflicts(List<CommitWork> conflicts)
    {
        var known = new HashSet<string>();
        try
        {
            await using var command = PostgresStatements.KnownOperations(
                _connection!, [.. conflicts.Select(c => c.Commit.Operation?.Id).OfType<string>()]);
            await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            while (await reader.ReadAsync().ConfigureAwait(false)) known.Add(reader.GetString(0));
        }
        catch (PostgresException e)
        {
            // The batch is committed: this must not look like a batch that was rolled back and may be repeated.
            throw new LedgerUnavailableException("The database did not say whether an operation is known.", e);
        }

        foreach (var conflict in conflicts)
        {
            conflict.Answer(conflict.Commit.Operation is { } operation && known.Contains(operation.Id)
                ? new CommitResult.OperationKnown()
                : new CommitResult.VersionConflict());
        }
    }

    /// <summary>
    /// The server said that the transaction failed: bad data, a broken constraint, a deadlock, a lock not had in time.
    /// Anything else, a closed connection above all, may have come after the commit.
    /// </summary>
    private static bool IsRolledBack(PostgresException e) =>
        e.SqlState[..2] is "22" or "23" || e.SqlState is "40001" or "40P01" or "55P03";

    private async Task Lost(Exception e, IEnumerable<Work> works)
    {
        LogWriteFailed(e);
        await Discard().ConfigureAwait(false);
        var answer = new LedgerUnavailableException("The database did not confirm the write; the outcome is unknown.", e);
        foreach (var work in works) work.Fail(answer);
        // A database that refuses connections would otherwise be asked in a tight loop.
        if (e is NpgsqlException and not PostgresException) await Task.Delay(StorageLimits.ReconnectPause).ConfigureAwait(false);
    }

    private async Task Discard()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        // A healthy one goes back to the pool; Npgsql drops a broken one.
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    [LoggerMessage(1, LogLevel.Warning, "A batch of {Count} writes failed with {SqlState}; writing one by one")]
    private partial void LogBatchFailed(Exception e, string sqlState, int count);

    [LoggerMessage(2, LogLevel.Error, "Writes were not confirmed by the database")]
    private partial void LogWriteFailed(Exception e);
}
