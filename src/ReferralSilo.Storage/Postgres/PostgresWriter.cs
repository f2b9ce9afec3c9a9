using Microsoft.Extensions.Logging;
using Npgsql;
using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage.Postgres;

/// <summary>A writer loop: takes what is queued, writes it in one round trip and one transaction, and answers when the
/// server is ready again, which is after its commit.</summary>
/// <param name="source">Opens the connection.</param>
/// <param name="queue">The queued writes.</param>
/// <param name="isFirst">The first writer takes all that waits; the others help while many wait.</param>
/// <param name="logger">Logs failed writes.</param>
internal sealed partial class PostgresWriter(NpgsqlDataSource source, WriteQueue queue, bool isFirst, ILogger logger)
{
    private readonly WriteBatch _batch = new(StorageLimits.PostgresBatch);
    private NpgsqlConnection? _connection;

    public async Task Run()
    {
        while (_batch.HasDeferred || await (isFirst ? queue.WaitForAny() : queue.WaitForMany()).ConfigureAwait(false))
        {
            // Callers answered by the last batch often commit again at once; yielding lets them join the next batch.
            await Task.Yield();
            _batch.Fill(queue.Reader);
            if (_batch.Count > 0) await Write().ConfigureAwait(false);
        }

        await Discard().ConfigureAwait(false);
    }

    private async Task Write()
    {
        try
        {
            await Write(_batch.Commits, _batch.Refusals, _batch.Acknowledgements).ConfigureAwait(false);
        }
        catch (PostgresException e) when (IsRolledBack(e))
        {
            LogBatchFailed(e.SqlState, _batch.Count);
            await RetryWithoutConflicts().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await FailAsUnknown(e, _batch.All).ConfigureAwait(false);
        }
    }

    /// <summary>Answers conflicting writes and writes the others; one by one when no conflict is found.</summary>
    private async Task RetryWithoutConflicts()
    {
        try
        {
            var answered = await AnswerConflicts(_batch.Commits).ConfigureAwait(false);
            if (answered == 0)
            {
                await OneByOne().ConfigureAwait(false);
                return;
            }

            _batch.Commits.RemoveAll(c => c.Answered.IsCompleted);
            if (_batch.Count == 0) return;
            await Write(_batch.Commits, _batch.Refusals, _batch.Acknowledgements).ConfigureAwait(false);
        }
        catch (PostgresException e) when (IsRolledBack(e))
        {
            await OneByOne().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await FailAsUnknown(e, _batch.All).ConfigureAwait(false);
        }
    }

    private async Task OneByOne()
    {
        foreach (var commit in _batch.Commits) await WriteAlone(commit, [commit], [], []).ConfigureAwait(false);
        foreach (var refusal in _batch.Refusals) await WriteAlone(refusal, [], [refusal], []).ConfigureAwait(false);
        foreach (var done in _batch.Acknowledgements) await WriteAlone(done, [], [], [done]).ConfigureAwait(false);
    }

    private async Task WriteAlone(
        Work work, List<CommitWork> commits, List<RefusalWork> refusals, List<AcknowledgeWork> acknowledgements)
    {
        try
        {
            try
            {
                await Write(commits, refusals, acknowledgements).ConfigureAwait(false);
            }
            catch (PostgresException e) when (IsRolledBack(e) && commits.Count > 0)
            {
                if (await AnswerConflicts(commits).ConfigureAwait(false) == 0) throw;
            }
        }
        catch (Exception e)
        {
            await FailAsUnknown(e, [work]).ConfigureAwait(false);
        }
    }

    private async Task Write(
        List<CommitWork> commits, List<RefusalWork> refusals, List<AcknowledgeWork> acknowledgements)
    {
        _connection ??= await Open().ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(_connection);
        PostgresStatements.AddCommits(batch, commits);
        if (acknowledgements.Count > 0) batch.BatchCommands.Add(PostgresStatements.Acknowledge(acknowledgements));
        if (refusals.Count > 0) batch.BatchCommands.Add(PostgresStatements.Refuse(refusals));

        var recorded = new HashSet<string>();
        await using (var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false))
        {
            // The rows arrive before the commit. Only reading to the end shows whether it failed; disposing would hide
            // a failure.
            do
            {
                while (await reader.ReadAsync().ConfigureAwait(false))
                {
                    if (reader.GetName(0) == "operation_id") recorded.Add(reader.GetString(0));
                }
            }
            while (await reader.NextResultAsync().ConfigureAwait(false));
        }

        foreach (var commit in commits) commit.Answer(new CommitResult.Committed(commit.Version));
        foreach (var refusal in refusals) refusal.Answer(recorded.Contains(refusal.Operation.Id));
        foreach (var acknowledgement in acknowledgements) acknowledgement.Answer(true);
        if (commits.Count > 0) queue.Committed.Raise();
    }

    /// <summary>
    /// Opens a connection with fixed plan settings. A plan is kept as long as the connection, and for a new
    /// installation it is made while the tables are small: sequential scans and hash joins would still be used a minute
    /// later, when the tables are large. The generic plan is forced for batches of any length: for a short one the
    /// server would plan again each time, which costs a third as much as the writing.
    /// Statements are never compiled: a plan that needs a scan that is switched off looks so expensive that the server
    /// would compile it at each execution, for 300 ms.
    /// </summary>
    private async Task<NpgsqlConnection> Open()
    {
        var connection = await source.OpenConnectionAsync().ConfigureAwait(false);
        try
        {
            await using var command = new NpgsqlCommand(
                "set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; "
                + "set plan_cache_mode = force_generic_plan; set jit = off", connection);
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Answers the commits that conflict with the current database, and returns their number.</summary>
    private async Task<int> AnswerConflicts(List<CommitWork> commits)
    {
        if (commits.Count == 0) return 0;
        var found = 0;
        await using var command = PostgresStatements.FindConflicts(_connection!, commits);
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        for (; await reader.ReadAsync().ConfigureAwait(false); found++)
        {
            commits[(int)reader.GetInt64(0) - 1].Answer(
                reader.GetBoolean(1) ? new CommitResult.OperationKnown() : new CommitResult.VersionConflict());
        }

        return found;
    }

    /// <summary>
    /// True when the server reported that the transaction failed: bad data, a broken constraint, a deadlock, a lock not
    /// granted in time. Any other error, above all a closed connection, may have come after the commit.
    /// </summary>
    private static bool IsRolledBack(PostgresException e) =>
        e.SqlState[..2] is "22" or "23" || e.SqlState is "40001" or "40P01" or "55P03";

    private async Task FailAsUnknown(Exception e, IEnumerable<Work> works)
    {
        LogWriteFailed(e);
        await Discard().ConfigureAwait(false);
        var answer =
            new LedgerUnavailableException("The database did not confirm the write; the outcome is unknown.", e);
        foreach (var work in works) work.Fail(answer);
        // Without the pause, a database that refuses connections would be called in a tight loop.
        if (e is NpgsqlException and not PostgresException)
            await Task.Delay(StorageLimits.ReconnectPause).ConfigureAwait(false);
    }

    private async Task Discard()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        // A healthy connection goes back to the pool; Npgsql drops a broken one.
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    [LoggerMessage(1, LogLevel.Information,
        "A batch of {Count} writes failed with {SqlState}; writing it without the conflicting writes")]
    private partial void LogBatchFailed(string sqlState, int count);

    [LoggerMessage(2, LogLevel.Error, "Writes were not confirmed by the database")]
    private partial void LogWriteFailed(Exception e);
}
