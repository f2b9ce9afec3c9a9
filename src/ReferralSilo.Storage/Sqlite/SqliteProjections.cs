using System.Data.Common;
using Microsoft.Data.Sqlite;
using ReferralSilo.Storage.Projections;

namespace ReferralSilo.Storage.Sqlite;

/// <summary>
/// The lists in a file of their own, so that their writes never wait for commits. A power failure may lose the last
/// writes, rows and checkpoint together; the events are then folded again. The file may be deleted while the program is
/// stopped: all lists are then built again.
/// </summary>
internal sealed class SqliteProjections : IProjectionDatabase, IDisposable
{
    private const int Corrupt = 11, NotADatabase = 26;

    private readonly string _connectionString;

    // SQLite blocks its thread, so few at a time.
    private readonly SemaphoreSlim _turn = new(StorageLimits.SqliteReads);

    public SqliteProjections(string path)
    {
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            DefaultTimeout = (int)StorageLimits.Command.TotalSeconds,
        }.ToString();
        try
        {
            Prepare();
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Corrupt or NotADatabase)
        {
            // Only derived data: kept for a look, and built again.
            Dispose();
            File.Move(path, path + ".damaged", overwrite: true);
            Prepare();
        }
    }

    public bool IsPostgres => false;

    public async Task<T> Run<T>(Func<DbConnection, Task<T>> work, CancellationToken ct)
    {
        await _turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return await Task.Run(async () =>
            {
                await using var connection = Open();
                return await work(connection).ConfigureAwait(false);
            }, ct).ConfigureAwait(false);
        }
        catch (SqliteException e)
        {
            throw new LedgerUnavailableException("The file of the lists did not answer.", e);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        using var any = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(any);
    }

    private void Prepare()
    {
        using var connection = Open();
        SqliteConnections.Execute(connection, "pragma journal_mode = wal");
        SqliteSchemaMigrator.Run(connection, "Sqlite/ProjectionMigrations");
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            SqliteConnections.Execute(connection, "pragma synchronous = normal");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
