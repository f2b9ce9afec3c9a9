using Microsoft.Extensions.Hosting;
using NodaTime;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Referrals;

/// <summary>
/// Gives numbers to new referrals from blocks of counters that this silo takes from the ledger. The next block is taken
/// while the current one is in use, so a new referral does not wait. Counters left when the silo stops are never used.
/// </summary>
public sealed class ReferralNumbers(ILedger ledger, NumberBlocksMapper mapper, IClock clock) : IHostedService
{
    /// <summary>Counters in a block: one commit for this many new referrals.</summary>
    public const int BlockSize = 1024;

    /// <summary>Attempts to take a block while other silos take theirs.</summary>
    private const int MaxAttempts = 16;

    private readonly Lock _lock = new();
    private long _next, _end;
    private Task<long>? _taking;

    /// <summary>Returns a number that no other referral has.</summary>
    /// <exception cref="LedgerUnavailableException">No numbers are left and the ledger is unavailable; no
    /// change.</exception>
    public async ValueTask<string> Next()
    {
        while (true)
        {
            Task<long> taking;
            lock (_lock)
            {
                if (_taking is { IsCompletedSuccessfully: true } taken && _next == _end)
                {
                    (_next, _end, _taking) = (taken.Result, taken.Result + BlockSize, null);
                }

                if (_end - _next <= BlockSize / 2
                    && _taking is null or { IsFaulted: true } or { IsCanceled: true }) _taking = Task.Run(TakeBlock);
                if (_next < _end) return ReferralNumber.FromCounter(_next++);
                taking = _taking!;
            }

            await taking;
        }
    }

    /// <summary>Takes the first block in advance; if that fails, the first new referral tries again.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_lock) _taking ??= Task.Run(TakeBlock, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes a block and returns its first counter. A block with unknown commit stays unused.</summary>
    private async Task<long> TakeBlock()
    {
        var blocks = new Aggregate<NumberBlocks, NumbersTaken>(ledger, mapper, NumberBlocksMapper.Id);
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            await blocks.Load(CancellationToken.None);
            var taken = new NumbersTaken(blocks.State?.Next ?? 0, BlockSize);
            if (taken.From + taken.Count > ReferralNumber.Capacity)
                throw new InvalidOperationException("There are no referral numbers left.");
            var outcome = await blocks.Commit(
                [taken], blocks.Preview([taken]), [], null, Actors.System, clock.GetCurrentInstant());
            if (outcome == CommitOutcome.Committed) return taken.From;
        }

        throw new LedgerUnavailableException("No block of referral numbers could be taken.");
    }
}
