using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>
/// Reads a grain's state so that it is never older than the ledger. For a moment a grain may be active twice (its silo
/// was frozen, or lost with its part of the directory), and the older activation would show an older state. So the
/// grain and the version in the ledger are read at the same time; only a stale grain costs another read.
/// </summary>
public sealed class CurrentReads(ILedger ledger)
{
    /// <summary>The newer of what <paramref name="show"/> returns and the committed state; null for neither.</summary>
    /// <exception cref="LedgerUnavailableException">The newest version cannot be read.</exception>
    public async Task<Snapshot<TState>?> Read<TState, TEvent>(IAggregateMapper<TState, TEvent> mapper, string id,
        Func<Task<Snapshot<TState>?>> show)
        where TState : class
        where TEvent : class
    {
        var stream = new StreamId(mapper.Kind, id);
        var (version, showing) = (ledger.ReadVersion(stream), show());
        await Task.WhenAll(version, showing);
        var shown = await showing;
        return await version > (shown?.Version ?? 0) && await ledger.Read(stream) is { } stored
            ? new Snapshot<TState>(mapper.Read(stored.State.Span), stored.Version)
            : shown;
    }
}
