using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace ReferralSilo.Storage.Sqlite;

/// <summary>The file of grain settings. One connection at a time: callers wait here asynchronously, and not inside
/// SQLite, where waiting blocks a thread and may end in <c>SQLITE_BUSY</c>.</summary>
internal sealed class SettingsDataSource(string path) : DbDataSource
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public override string ConnectionString { get; } = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        DefaultTimeout = (int)StorageLimits.Command.TotalSeconds,
    }.ToString();

    protected override DbConnection CreateDbConnection() => new ExclusiveConnection(ConnectionString, _turn);

    protected override void Dispose(bool disposing)
    {
        using var any = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(any);
        _turn.Dispose();
        base.Dispose(disposing);
    }

    private sealed class ExclusiveConnection(string connectionString, SemaphoreSlim turn)
        : SqliteConnection(connectionString)
    {
        private bool _hasTurn;

        public override void Open()
        {
            turn.Wait();
            OpenInTurn();
        }

        public override async Task OpenAsync(CancellationToken cancellationToken)
        {
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            OpenInTurn();
        }

        public override void Close()
        {
            base.Close();
            EndTurn();
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            EndTurn();
        }

        private void OpenInTurn()
        {
            _hasTurn = true;
            try
            {
                base.Open();
                SqliteConnections.Execute(this, "pragma synchronous = full");
            }
            catch
            {
                Close();
                throw;
            }
        }

        private void EndTurn()
        {
            if (!_hasTurn) return;
            _hasTurn = false;
            turn.Release();
        }
    }
}
