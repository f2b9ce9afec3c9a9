namespace ReferralSilo.Storage;

/// <summary>The database of the ledger.</summary>
public enum StorageEngine
{
    /// <summary>A file in the data folder; one process.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database; many silos.</summary>
    Postgres,
}

/// <summary>Where the ledger is stored.</summary>
public sealed record StorageOptions
{
    /// <summary>The engine; SQLite by default.</summary>
    public StorageEngine Engine { get; init; } = StorageEngine.Sqlite;

    /// <summary>SQLite: the folder of the database files and of <c>keys/ledger.key</c>.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>PostgreSQL: the connection string. Pool, timeouts and preparation are set by the ledger.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The key file. SQLite: <c>{data}/keys/ledger.key</c> when null. PostgreSQL: when null, the keys are
    /// stored in the database that they protect, and the ledger logs a warning.</summary>
    public string? KeyFile { get; init; }
}
