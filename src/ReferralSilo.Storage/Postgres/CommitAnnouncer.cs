using Microsoft.Extensions.Logging;
using Npgsql;
using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage.Postgres;

/// <summary>
/// Reports commits of this process to the other silos and receives their reports, by <c>NOTIFY</c> and <c>LISTEN</c>.
/// A report is a transaction of its own: within the commit it would make all committing transactions of the server wait
/// for each other. Reports can be lost; readers also read now and then.
/// </summary>
internal sealed partial class CommitAnnouncer : IAsyncDisposable
{
    private const string Channel = "referralsilo_commit";

    private readonly NpgsqlDataSource _source;
    private readonly CommitSignal _own, _any;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private volatile int _senderProcess;

    /// <param name="source">Opens two connections that stay open.</param>
    /// <param name="own">Raised at the commits of this process.</param>
    /// <param name="any">To raise at the reports of other silos.</param>
    /// <param name="logger">Logs failed connections.</param>
    public CommitAnnouncer(NpgsqlDataSource source, CommitSignal own, CommitSignal any, ILogger logger)
    {
        (_source, _own, _any, _logger) = (source, own, any, logger);
        _running = Task.WhenAll(Task.Run(() => Repeat(Send)), Task.Run(() => Repeat(Listen)));
    }

    /// <summary>May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    private async Task Send(NpgsqlConnection connection)
    {
        _senderProcess = connection.ProcessID;
        await using var notify = new NpgsqlCommand($"notify {Channel}", connection);
        while (true)
        {
            var next = _own.Next;
            await notify.ExecuteNonQueryAsync(_stop.Token).ConfigureAwait(false);
            await Task.Delay(StorageLimits.AnnouncePause, _stop.Token).ConfigureAwait(false);
            await next.WaitAsync(_stop.Token).ConfigureAwait(false);
        }
    }

    private async Task Listen(NpgsqlConnection connection)
    {
        connection.Notification += (_, report) =>
        {
            if (report.PID != _senderProcess) _any.Raise();
        };
        await using var listen = new NpgsqlCommand($"listen {Channel}", connection);
        await listen.ExecuteNonQueryAsync(_stop.Token).ConfigureAwait(false);
        // What was committed before the connection was listening.
        _any.Raise();
        await using var check = new NpgsqlCommand("select 1", connection);
        while (true)
        {
            if (!await connection.WaitAsync(StorageLimits.ListenCheck, _stop.Token).ConfigureAwait(false))
                await check.ExecuteNonQueryAsync(_stop.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Runs the work on a connection, and after a failure on a new one, until the ledger is closed.</summary>
    private async Task Repeat(Func<NpgsqlConnection, Task> work)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(_stop.Token).ConfigureAwait(false);
                await work(connection).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailed(e.GetType().Name);
                await Task.Delay(StorageLimits.AnnounceRetry, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(3, LogLevel.Warning,
        "The connection that reports commits to the other silos failed ({Error}); they read the ledger less often")]
    private partial void LogFailed(string error);
}
