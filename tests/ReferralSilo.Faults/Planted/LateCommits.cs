using System.Collections.Concurrent;
using ReferralSilo.Storage;

namespace ReferralSilo.Faults.Planted;

/// <summary>
/// Delays some commits on the way to the database beyond every timeout, as behind a link that is cut and heals: for the
/// sender, and for retries, the outcome is unknown.
/// </summary>
internal sealed class LateCommits(ILedger ledger)
{
    /// <summary>Printed when a late commit has arrived.</summary>
    public const string Arrived = "A late commit has arrived: ";

    /// <summary>
    /// Longer than the program repeats a call (8 s), so that its client has queried the outcome by then.
    /// </summary>
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, byte> _late = new();
    private int _seen;

    /// <summary>
    /// Whether this commit is late; the first time it is sent. Never true for the first commit of a stream.
    /// </summary>
    public bool Takes(Commit commit)
    {
        if (commit is not { Operation: { } operation, ExpectedVersion: > 0 }) return false;
        if (_late.ContainsKey(operation.Id)) return true;
        if (Interlocked.Increment(ref _seen) % 3 != 1) return false;
        _late[operation.Id] = 0;
        _ = Send(commit);
        return true;
    }

    private async Task Send(Commit commit)
    {
        await Task.Delay(OnTheWay, CancellationToken.None);
        Console.WriteLine(Arrived + (await ledger.Commit(commit, CancellationToken.None)).GetType().Name);
    }
}
