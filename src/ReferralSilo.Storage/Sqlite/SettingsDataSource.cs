using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace ReferralSilo.Storage.Sqlite;

/// <summary>
/// The file of grain settings. One connection at a time: callers queue here, where waiting is async, and not inside
/// SQLite, where it blocks a thread and may end in <c>SQLITE_BUSY</c>.
/// </summary>
internal sealed class SettingsDataSource(string path) : DbDataSource
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    public override string ConnectionString { get; } = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        DefaultTimeout = (int)StorageLimits.Command.TotalSeconds,
    }.ToString();

    protected override DbConnection CreateDbConnection() => new GatedConnection(ConnectionString, _gate);

    protected override void Dispose(bool disposing)
    {
        using var any = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(any);
        _gate.Dispose();
        base.Dispose(disposing);
    }

    private sealed class GatedConnection(string connectionString, SemaphoreSlim gate)
        : SqliteConnection(connectionString)
    {
        private bool _inside;

        public override void Open()
        {
            gate.Wait();
            OpenInside();
        }

        public override async Task OpenAsync(CancellationToken cancellationToken)
        {
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            OpenInside();
        }

        public override void Close()
        {
            base.Close();
            Leave();
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            Leave();
        }

        private void OpenInside()
        {
            _inside = true;
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

        private void Leave()
        {
            if (!_inside) return;
            _inside = false;
            gate.Release();
        }
    }
}
