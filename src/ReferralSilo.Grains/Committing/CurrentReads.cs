using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Committing;

/// <summary>
/// Reads for whoever may have seen more elsewhere. For a moment a grain may be active twice (a silo was frozen, or lost
/// with its part of the directory), and the activation that is behind would show a state older than the other one did.
/// So what a grain shows is compared with the version in the ledger, asked at the same time; only what is behind costs
/// more.
/// </summary>
public sealed class CurrentReads(ILedger ledger)
{
    /// <summary>What <paramref name="show"/> shows, or what is committed when that is newer; null when there is
    /// neither.</summary>
    /// <exception cref="LedgerUnavailableException">Nobody can say whether it is the newest.</exception>
    public async Task<Snapshot<TState>?> Read<TState, TEvent>(IAggregateMapper<TState, TEvent> form, string id,
        Func<Task<Snapshot<TState>?>> show)
        where TState : class
    {
        var stream = new StreamId(form.Kind, id);
        var (version, showing) = (ledger.ReadVersion(stream), show());
        await Task.WhenAll(version, showing);
        var shown = await showing;
        return await version > (shown?.Version ?? 0) && await ledger.Read(stream) is { } stored
            ? new Snapshot<TState>(form.Read(stored.State.Span), stored.Version)
            : shown;
    }
}
