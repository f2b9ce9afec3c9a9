using NodaTime;

namespace ReferralSilo.Storage;

/// <summary>The clock of the database server, which all silos share.</summary>
public interface IDatabaseClock
{
    /// <summary>The time of the database at some moment between the call and its answer.</summary>
    /// <exception cref="LedgerUnavailableException">The database did not answer.</exception>
    Task<Instant> Read(CancellationToken ct = default);
}
