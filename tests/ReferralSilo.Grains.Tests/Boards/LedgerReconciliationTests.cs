using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Tests.Boards;

public sealed class LedgerReconciliationTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly LedgerReconciliation _reconciliation;

    public LedgerReconciliationTests() => _reconciliation = new LedgerReconciliation(_time);

    [Fact]
    public void A_loaded_line_is_trusted() => Assert.True(_reconciliation.IsTrusted);

    [Fact]
    public async Task A_paused_line_is_trusted_after_two_comparisons()
    {
        _time.Advance(BoardLimits.PauseDetected + Moment);
        Assert.False(_reconciliation.IsTrusted);

        await Compare();
        Assert.False(_reconciliation.IsTrusted);

        await Compare();
        Assert.True(_reconciliation.IsTrusted);
    }

    [Fact]
    public async Task A_line_that_compares_in_time_stays_trusted()
    {
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(BoardLimits.PauseDetected);
            Assert.True(_reconciliation.IsTrusted);
            await Compare();
        }
    }

    [Fact]
    public async Task A_pause_between_the_two_comparisons_starts_them_again()
    {
        _time.Advance(BoardLimits.PauseDetected + Moment);
        await Compare();
        _time.Advance(BoardLimits.PauseDetected + Moment);
        await Compare();

        Assert.False(_reconciliation.IsTrusted);
    }

    [Fact]
    public async Task A_failed_read_of_the_ledger_does_not_count()
    {
        _time.Advance(BoardLimits.PauseDetected + Moment);
        await _reconciliation.Run<int>(() => throw new LedgerUnavailableException("down"), _ => { });
        await Compare();

        Assert.False(_reconciliation.IsTrusted);
    }

    [Fact]
    public async Task Missed_changes_are_applied_before_the_line_is_trusted_again()
    {
        _time.Advance(BoardLimits.PauseDetected + Moment);
        await Compare();
        var trusted = true;
        await _reconciliation.Run(() => Task.FromResult("missed"), _ => trusted = _reconciliation.IsTrusted);

        Assert.False(trusted);
        Assert.True(_reconciliation.IsTrusted);
    }

    [Theory]
    [InlineData(100, 2_000)]
    [InlineData(5_000, 10_000)]
    public async Task A_slow_comparison_is_not_due_again_before_its_share_of_time(int takes, int due)
    {
        await Compare(TimeSpan.FromMilliseconds(takes));
        await Compare(TimeSpan.FromMilliseconds(takes));
        await Compare(TimeSpan.FromMilliseconds(takes));
        _time.Advance(TimeSpan.FromMilliseconds(due) - Moment);
        Assert.False(_reconciliation.IsDue);
        Assert.True(_reconciliation.IsTrusted);

        _time.Advance(Moment);
        Assert.True(_reconciliation.IsDue);
    }

    [Fact]
    public async Task One_comparison_during_a_pause_does_not_delay_the_next()
    {
        await Compare();
        await Compare(BoardLimits.PauseDetected);

        Assert.True(_reconciliation.IsDue);
    }

    [Fact]
    public async Task An_untrusted_line_compares_at_once()
    {
        await Compare(TimeSpan.FromSeconds(1));
        await Compare(TimeSpan.FromSeconds(1));
        Assert.False(_reconciliation.IsDue);
        _time.Advance(BoardLimits.LongestCompareInterval + BoardLimits.PauseDetected + Moment);
        await Compare(TimeSpan.FromSeconds(1));

        Assert.False(_reconciliation.IsTrusted);
        Assert.True(_reconciliation.IsDue);
    }

    private Task Compare(TimeSpan takes = default) => _reconciliation.Run(
        () =>
        {
            _time.Advance(takes);
            return Task.FromResult(0);
        },
        _ => { });
}
