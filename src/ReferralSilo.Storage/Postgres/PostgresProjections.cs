using System.Data.Common;
using Npgsql;
using ReferralSilo.Storage.Projections;

namespace ReferralSilo.Storage.Postgres;

/// <summary>The lists in the ledger's database.</summary>
internal sealed class PostgresProjections(NpgsqlDataSource source) : IProjectionDatabase
{
    public bool IsPostgres => true;

    public async Task<T> Run<T>(Func<DbConnection, Task<T>> work, CancellationToken ct)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct).ConfigureAwait(false);
            return await work(connection).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
        {
            throw new LedgerUnavailableException("The database did not answer.", e);
        }
    }
}
