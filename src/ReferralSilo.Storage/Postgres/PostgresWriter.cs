using Microsoft.Extensions.Logging;
using Npgsql;
using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage.Postgres;

/// <summary>
/// One of the loops that write: takes what is queued, writes it in one round trip and one transaction, answers when the
/// server is ready again, which is after its commit.
/// </summary>
/// <param name="source">Where it writes.</param>
/// <param name="queue">What it writes.</param>
/// <param name="isFirst">The first takes all that waits; the others help while many wait.</param>
/// <param name="logger">Hears what failed.</param>
internal sealed partial class PostgresWriter(NpgsqlDataSource source, WriteQueue queue, bool isFirst, ILogger logger)
{
    private readonly WriteBatch _batch = new(StorageLimits.PostgresBatch);
    private NpgsqlConnection? _connection;

    public async Task Run()
    {
        while (_batch.HasDeferred || await (isFirst ? queue.AnyWaits() : queue.ManyWait()).ConfigureAwait(false))
        {
            // Whom the last batch answered commits again at once: behind them, the next batch is not closed too early.
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
            await Write(_batch.Commits, _batch.Refusals, _batch.Heards).ConfigureAwait(false);
        }
        catch (PostgresException e) when (IsRolledBack(e))
        {
            LogBatchFailed(e.SqlState, _batch.Count);
            await Repeat().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await Lost(e, _batch.All).ConfigureAwait(false);
        }
    }

    /// <summary>Answers those that made the batch fail and writes the others; one by one when none is to
    /// blame.</summary>
    private async Task Repeat()
    {
        try
        {
            var blamed = await AnswerConflicts(_batch.Commits).ConfigureAwait(false);
            if (blamed == 0)
            {
                await OneByOne().ConfigureAwait(false);
                return;
            }

            _batch.Commits.RemoveAll(c => c.Answered.IsCompleted);
            if (_batch.Count > 0) await Write(_batch.Commits, _batch.Refusals, _batch.Heards).ConfigureAwait(false);
        }
        catch (PostgresException e) when (IsRolledBack(e))
        {
            await OneByOne().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await Lost(e, _batch.All).ConfigureAwait(false);
        }
    }

    private async Task OneByOne()
    {
        foreach (var commit in _batch.Commits) await Alone(commit, [commit], [], []).ConfigureAwait(false);
        foreach (var refusal in _batch.Refusals) await Alone(refusal, [], [refusal], []).ConfigureAwait(false);
        foreach (var heard in _batch.Heards) await Alone(heard, [], [], [heard]).ConfigureAwait(false);
    }

    private async Task Alone(Work work, List<CommitWork> commits, List<RefusalWork> refusals,
        List<AcknowledgeWork> heards)
    {
        try
        {
            try
            {
                await Write(commits, refusals, heards).ConfigureAwait(false);
            }
            catch (PostgresException e) when (IsRolledBack(e) && commits.Count > 0)
            {
                if (await AnswerConflicts(commits).ConfigureAwait(false) == 0) throw;
            }
        }
        catch (Exception e)
        {
            await Lost(e, [work]).ConfigureAwait(false);
        }
    }

    private async Task Write(List<CommitWork> commits, List<RefusalWork> refusals, List<AcknowledgeWork> heards)
    {
        _connection ??= await Open().ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(_connection);
        PostgresStatements.AddCommits(batch, commits);
        if (heards.Count > 0) batch.BatchCommands.Add(PostgresStatements.Acknowledge(heards));
        if (refusals.Count > 0) batch.BatchCommands.Add(PostgresStatements.Refuse(refusals));

        var recorded = new HashSet<string>();
        await using (var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false))
        {
            // The rows come before the commit. Only reading to the end shows whether it failed; disposing would hide
            // it.
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
        foreach (var heard in heards) heard.Answer(true);
    }

    /// <summary>
    /// A plan is kept for as long as the connection, and of a new installation it is made while the tables are small:
    /// read whole and joined by hash, they are so a minute later, too, when they are not small any more. And it is kept
    /// for batches of any length: for a short one the server would rather plan anew each time, which costs it a third
    /// as much as the writing.
    /// </summary>
    private async Task<NpgsqlConnection> Open()
    {
        var connection = await source.OpenConnectionAsync().ConfigureAwait(false);
        try
        {
            await using var command = new NpgsqlCommand(
                "set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set plan_cache_mode "
                    + "= force_generic_plan", connection);
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Answers the commits that the database as it is now refuses, and says how many they are.</summary>
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
    /// The server said that the transaction failed: bad data, a broken constraint, a deadlock, a lock not had in time.
    /// Anything else, a closed connection above all, may have come after the commit.
    /// </summary>
    private static bool IsRolledBack(PostgresException e) =>
        e.SqlState[..2] is "22" or "23" || e.SqlState is "40001" or "40P01" or "55P03";

    private async Task Lost(Exception e, IEnumerable<Work> works)
    {
        LogWriteFailed(e);
        await Discard().ConfigureAwait(false);
        var answer =
            new LedgerUnavailableException("The database did not confirm the write; the outcome is unknown.", e);
        foreach (var work in works) work.Fail(answer);
        // A database that refuses connections would otherwise be asked in a tight loop.
        if (e is NpgsqlException and not PostgresException) await Task.Delay(StorageLimits.ReconnectPause)
            .ConfigureAwait(false);
    }

    private async Task Discard()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        // A healthy one goes back to the pool; Npgsql drops a broken one.
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    [LoggerMessage(1, LogLevel.Information,
        "A batch of {Count} writes failed with {SqlState}; writing it without the writes to blame")]
    private partial void LogBatchFailed(string sqlState, int count);

    [LoggerMessage(2, LogLevel.Error, "Writes were not confirmed by the database")]
    private partial void LogWriteFailed(Exception e);
}
