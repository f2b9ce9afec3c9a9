using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage.Sqlite;

/// <summary>The writer thread: takes what is queued, writes it in one transaction, and answers after the commit. A
/// connection with an unexpected error is closed and never used again.</summary>
internal sealed partial class SqliteWriter
{
    private readonly SqliteConnections _connections;
    private readonly WriteQueue _queue;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WriteBatch _batch = new(StorageLimits.SqliteBatch);
    private SqliteStatements? _statements;

    public SqliteWriter(SqliteConnections connections, WriteQueue queue, ILogger logger)
    {
        (_connections, _queue, _logger) = (connections, queue, logger);
        new Thread(Run) { Name = "ledger writer", IsBackground = true }.Start();
    }

    public Task Ended => _ended.Task;

    private void Run()
    {
        while (_batch.HasDeferred || _queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            _batch.Fill(_queue.Reader);
            if (_batch.Count > 0) Write();
        }

        _statements?.Dispose();
        _ended.SetResult();
    }

    private void Write()
    {
        try
        {
            Write(_batch.Commits, _batch.Refusals, _batch.Acknowledgements);
        }
        catch (UnwrittenException e) when (_batch.Count > 1)
        {
            // One write failed and the transaction was rolled back: the others must not fail because of it.
            LogBatchFailed(e.InnerException!, _batch.Count);
            foreach (var commit in _batch.Commits) WriteAlone(commit, [commit], [], []);
            foreach (var refusal in _batch.Refusals) WriteAlone(refusal, [], [refusal], []);
            foreach (var done in _batch.Acknowledgements) WriteAlone(done, [], [], [done]);
        }
        catch (Exception e)
        {
            // Every caller gets "outcome unknown".
            LogWriteFailed(e, _batch.Count);
            _batch.Fail(new LedgerUnavailableException("The ledger's file could not be written.", e));
        }
    }

    private void WriteAlone(
        Work work, List<CommitWork> commits, List<RefusalWork> refusals, List<AcknowledgeWork> acknowledgements)
    {
        try
        {
            Write(commits, refusals, acknowledgements);
        }
        catch (Exception e)
        {
            // The caller gets the failure.
            LogWriteFailed(e, 1);
            work.Fail(new LedgerUnavailableException("The ledger's file could not be written.", e));
        }
    }

    private void Write(List<CommitWork> commits, List<RefusalWork> refusals, List<AcknowledgeWork> acknowledgements)
    {
        var committing = false;
        var results = new CommitResult[commits.Count];
        var recorded = new bool[refusals.Count];
        try
        {
            var statements = _statements ??= new SqliteStatements(_connections.OpenWriter());
            statements.Begin();
            for (var i = 0; i < results.Length; i++) results[i] = statements.Write(commits[i]);
            for (var i = 0; i < recorded.Length; i++) recorded[i] = statements.Write(refusals[i]);
            foreach (var acknowledgement in acknowledgements) statements.Write(acknowledgement);
            committing = true;
            statements.Commit();
        }
        catch (Exception e)
        {
            // Closing rolls back an open transaction.
            var broken = _statements;
            _statements = null;
            broken?.Dispose();
            if (committing || FailsForAll(e)) throw;
            throw new UnwrittenException(e);
        }

        for (var i = 0; i < results.Length; i++) commits[i].Answer(results[i]);
        for (var i = 0; i < recorded.Length; i++) refusals[i].Answer(recorded[i]);
        foreach (var acknowledgement in acknowledgements) acknowledgement.Answer(true);
        if (commits.Count > 0) _queue.Committed.Raise();
    }

    /// <summary>Busy, I/O error, disk full or file not accessible: every write of the batch would fail again.</summary>
    private static bool FailsForAll(Exception e) => e is SqliteException { SqliteErrorCode: 5 or 10 or 13 or 14 };

    [LoggerMessage(1, LogLevel.Warning, "A batch of {Count} writes failed; writing one by one")]
    private partial void LogBatchFailed(Exception e, int count);

    [LoggerMessage(2, LogLevel.Error, "{Count} writes failed")]
    private partial void LogWriteFailed(Exception e, int count);

    /// <summary>The transaction failed before its commit and was certainly rolled back.</summary>
    private sealed class UnwrittenException(Exception inner) : Exception(inner.Message, inner);
}
