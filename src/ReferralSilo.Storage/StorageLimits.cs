namespace ReferralSilo.Storage;

/// <summary>Every limit of storage, with its unit.</summary>
public static class StorageLimits
{
    /// <summary>How long one statement may take before the database counts as unavailable.</summary>
    public static readonly TimeSpan Command = TimeSpan.FromSeconds(5);

    /// <summary>How long opening a connection may take.</summary>
    public static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    /// <summary>How long a statement waits for a row locked by another transaction. Below <see cref="Command"/>, so
    /// that the lock is reported and only the commit that needs the row fails.</summary>
    public static readonly TimeSpan RowLock = TimeSpan.FromSeconds(2);

    /// <summary>How long a writer waits after a failed connection before the next attempt.</summary>
    public static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a caller waits for a write, queue included; then the outcome is unknown.</summary>
    public static readonly TimeSpan WriteAnswer = TimeSpan.FromSeconds(5);

    /// <summary>How long the migrations of a start may take, including the wait for another silo.</summary>
    public static readonly TimeSpan Migration = TimeSpan.FromMinutes(5);

    /// <summary>Shortest time between two reports of commits to the other silos: each costs a transaction.</summary>
    public static readonly TimeSpan AnnouncePause = TimeSpan.FromMilliseconds(20);

    /// <summary>Wait after a failed connection for reports of commits.</summary>
    public static readonly TimeSpan AnnounceRetry = TimeSpan.FromSeconds(1);

    /// <summary>How long the connection that receives reports of commits is silent before it is checked.</summary>
    public static readonly TimeSpan ListenCheck = TimeSpan.FromSeconds(10);

    /// <summary>Most queued writes; further ones are refused at once.</summary>
    public const int QueuedWrites = 20_000;

    /// <summary>Most commits in one SQLite transaction.</summary>
    public const int SqliteBatch = 256;

    /// <summary>Most commits in one PostgreSQL transaction.</summary>
    public const int PostgresBatch = 128;

    /// <summary>
    /// Writer loops of one silo on PostgreSQL. All but the first only help while more than <see cref="PostgresBatch"/>
    /// writes wait: two writers that share the load of one need twice as many transactions.
    /// </summary>
    public const int PostgresWriters = 2;

    /// <summary>Connections of one silo to PostgreSQL, including writers.</summary>
    public const int PostgresConnections = 16;

    /// <summary>Concurrent reads on SQLite, each with its own connection and pool thread.</summary>
    public const int SqliteReads = 8;

    /// <summary>Bytes of one state, event or outbox body.</summary>
    public const int BodyBytes = 4 * 1024 * 1024;

    /// <summary>Characters of a stream kind, stream id or operation id.</summary>
    public const int KeyCharacters = 300;

    /// <summary>Rows of one page or one list.</summary>
    public const int PageRows = 10_000;
}
