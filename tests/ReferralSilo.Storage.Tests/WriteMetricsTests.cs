using ReferralSilo.Storage.Writing;
using ReferralSilo.Testing;

using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests;

/// <summary>What is measured of writes. The meter is the process's, so measurements of other tests are left
/// out.</summary>
public sealed class WriteMetricsTests
{
    private static readonly AsyncLocal<bool> IsThisTest = new();

    [Fact]
    public async Task Each_write_is_measured_with_its_outcome_and_none_stays_waiting()
    {
        IsThisTest.Value = true;
        using var reader = new MeterReader(m => m.Name == "ReferralSilo.Ledger", () => IsThisTest.Value);
        var queue = new WriteQueue();

        await Write(queue, new CommitWork(Of(Referral("a"), 0, events: 1), [], [], []),
            new CommitResult.Committed(1));
        await Write(queue, new CommitWork(Of(Referral("a"), 0, events: 1), [], [], []),
            new CommitResult.VersionConflict());
        await Write(queue, new CommitWork(Of(Referral("a"), 0, events: 1), [], [], []),
            new CommitResult.OperationKnown());
        await Write(queue, new RefusalWork(new("op", "h"), Referral("a"), -1, [], 0), false);
        await Write(queue, new AcknowledgeWork([]), true);
        queue.Complete();
        await Assert.ThrowsAsync<LedgerUnavailableException>(() =>
            queue.Write(new AcknowledgeWork([]), CancellationToken.None));

        Assert.Equal(["commit written", "commit conflict", "commit known", "refusal known", "acknowledgement written",
            "acknowledgement failed"], reader.Labels("referralsilo.ledger.write.duration"));
        Assert.Equal(0, reader.Sum("referralsilo.ledger.writes.waiting"));
    }

    private static async Task Write<TAnswer>(WriteQueue queue, Work<TAnswer> work, TAnswer answer)
    {
        var written = queue.Write(work, CancellationToken.None);
        work.Answer(answer);
        await written;
    }
}
