using NodaTime;

namespace ReferralSilo.Storage;

/// <summary>The clock of the database server: the one clock that all silos share.</summary>
public interface IDatabaseClock
{
    /// <summary>What it shows at some moment between the call and its answer.</summary>
    /// <exception cref="LedgerUnavailableException">The database did not answer.</exception>
    Task<Instant> Read(CancellationToken ct = default);
}
