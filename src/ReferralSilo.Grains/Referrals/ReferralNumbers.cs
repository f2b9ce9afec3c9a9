using Microsoft.Extensions.Hosting;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Referrals;

/// <summary>
/// Numbers for new referrals, given out from blocks of counters that this silo took from the ledger. The next block is
/// taken while the present one is used, so that a new referral waits for none. What is left of a block when the silo
/// ends is given to nobody.
/// </summary>
public sealed class ReferralNumbers(ILedger ledger, NumberBlocksMapper form, TimeProvider time) : IHostedService
{
    /// <summary>Counters in a block: at most one commit for so many new referrals.</summary>
    public const int BlockSize = 1024;

    /// <summary>How often a block is asked for when other silos take theirs at the same time.</summary>
    private const int Tries = 16;

    private readonly Lock _giving = new();
    private long _next, _end;
    private Task<long>? _taking;

    /// <summary>A number that no other referral has.</summary>
    /// <exception cref="LedgerUnavailableException">The silo has none left and the ledger gives none; nothing was
    /// changed.</exception>
    public async ValueTask<string> Next()
    {
        while (true)
        {
            Task<long> taking;
            lock (_giving)
            {
                if (_taking is { IsCompletedSuccessfully: true } taken && _next == _end)
                {
                    (_next, _end, _taking) = (taken.Result, taken.Result + BlockSize, null);
                }

                if (_end - _next <= BlockSize / 2
                    && _taking is null or { IsFaulted: true } or { IsCanceled: true }) _taking = Task.Run(Take);
                if (_next < _end) return ReferralNumber.FromCounter(_next++);
                taking = _taking!;
            }

            await taking;
        }
    }

    /// <summary>Takes the first block ahead. When the ledger does not answer, the first new referral asks
    /// again.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_giving) _taking ??= Task.Run(Take, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The first counter of a new block. A commit whose outcome is unknown may have taken one; it is left
    /// unused.</summary>
    private async Task<long> Take()
    {
        var blocks = new Aggregate<NumberBlocks, NumbersTaken>(ledger, form, NumberBlocksMapper.Id);
        for (var tries = 1; tries <= Tries; tries++)
        {
            await blocks.Load(CancellationToken.None);
            var taken = new NumbersTaken(blocks.State?.Next ?? 0, BlockSize);
            if (taken.From + taken.Count > ReferralNumber.Capacity) throw new InvalidOperationException(
                "There are no referral numbers left.");
            var outcome = await blocks.Commit([taken], blocks.Preview([taken]), [], null, Actors.System, time.Now());
            if (outcome == CommitOutcome.Committed) return taken.From;
        }

        throw new LedgerUnavailableException("No block of referral numbers could be taken.");
    }
}
