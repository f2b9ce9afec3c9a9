using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ReferralSilo.Storage.Engines;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Projections;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Storage.Opening;

/// <summary>Opens the ledger: migrates the schema, loads and checks the keys, starts the writers.</summary>
public static class LedgerFactory
{
    public static Task<OpenLedger> Open(
        StorageOptions options, ILoggerFactory? loggers = null, CancellationToken ct = default)
    {
        var logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("ReferralSilo.Storage");
        return options.Engine switch
        {
            StorageEngine.Sqlite => SqliteLedgerFactory.Open(options, logger, ct),
            StorageEngine.Postgres => PostgresLedgerFactory.Open(options, logger, ct),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Engine, "No such engine."),
        };
    }
}

/// <summary>A running ledger. Disposing writes what is queued, then closes the database.</summary>
public sealed class OpenLedger : IAsyncDisposable
{
    private readonly ILedgerEngine _engine;
    private readonly Sealer _sealer;

    private readonly IProjectionDatabase _projections;

    internal OpenLedger(ILedgerEngine engine, IProjectionDatabase projections, Sealer sealer, KeyRing ring,
        MessageHold messages, bool keysAreProtected)
    {
        (_engine, _projections, _sealer) = (engine, projections, sealer);
        (Messages, KeysAreProtected) = (messages, keysAreProtected);
        Projections = new ProjectionStore(projections, sealer);
        Ledger = new SealedLedger(engine, sealer);
        Hash = new KeyedHash(ring);
    }

    public ILedger Ledger { get; }

    /// <summary>The lists that are derived from the ledger's events.</summary>
    public IProjectionStore Projections { get; }

    /// <summary>The shared clock of all processes of this database; null on SQLite.</summary>
    public IDatabaseClock? Clock => _engine.Clock;

    /// <summary>Creates the search tokens of this ledger.</summary>
    public KeyedHash Hash { get; }

    /// <summary>Whether messages to the outside may be sent.</summary>
    public MessageHold Messages { get; }

    /// <summary>False when the keys are stored in the database that they protect; not allowed in production.</summary>
    public bool KeysAreProtected { get; }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        (_projections as IDisposable)?.Dispose();
        _sealer.Dispose();
        Hash.Dispose();
    }
}
