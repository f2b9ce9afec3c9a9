using System.Data.Common;

namespace ReferralSilo.Storage.Projections;

/// <summary>Opens connections to the database of the lists.</summary>
internal interface IProjectionDatabase
{
    bool IsPostgres { get; }

    /// <summary>Runs work on a connection. A failing engine becomes <see cref="LedgerUnavailableException"/>.</summary>
    Task<T> Run<T>(Func<DbConnection, Task<T>> work, CancellationToken ct);
}
