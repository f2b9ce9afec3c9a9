using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Tests.Boards;

public sealed class LedgerLooksTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly LedgerReconciliation _looks;

    public LedgerLooksTests() => _looks = new LedgerReconciliation(_time);

    [Fact]
    public void A_line_that_has_just_been_loaded_is_trusted() => Assert.True(_looks.IsTrusted);

    [Fact]
    public async Task A_line_that_stood_still_is_trusted_after_two_looks()
    {
        _time.Advance(BoardLimits.StoodStill + Moment);
        Assert.False(_looks.IsTrusted);

        await Look();
        Assert.False(_looks.IsTrusted);

        await Look();
        Assert.True(_looks.IsTrusted);
    }

    [Fact]
    public async Task A_line_that_looks_in_time_is_trusted_all_the_while()
    {
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(BoardLimits.StoodStill);
            Assert.True(_looks.IsTrusted);
            await Look();
        }
    }

    [Fact]
    public async Task To_stand_still_between_the_two_looks_begins_them_anew()
    {
        _time.Advance(BoardLimits.StoodStill + Moment);
        await Look();
        _time.Advance(BoardLimits.StoodStill + Moment);
        await Look();

        Assert.False(_looks.IsTrusted);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_read_earns_no_trust()
    {
        _time.Advance(BoardLimits.StoodStill + Moment);
        await _looks.Look<int>(() => throw new LedgerUnavailableException("down"), _ => { });
        await Look();

        Assert.False(_looks.IsTrusted);
    }

    [Fact]
    public async Task What_was_missed_is_taken_in_before_the_line_is_trusted_again()
    {
        _time.Advance(BoardLimits.StoodStill + Moment);
        await Look();
        var trusted = true;
        await _looks.Look(() => Task.FromResult("missed"), _ => trusted = _looks.IsTrusted);

        Assert.False(trusted);
        Assert.True(_looks.IsTrusted);
    }

    [Theory]
    [InlineData(100, 2_000)]
    [InlineData(5_000, 10_000)]
    public async Task Looks_that_take_long_are_not_due_again_before_their_share(int takes, int due)
    {
        await Look(TimeSpan.FromMilliseconds(takes));
        await Look(TimeSpan.FromMilliseconds(takes));
        await Look(TimeSpan.FromMilliseconds(takes));
        _time.Advance(TimeSpan.FromMilliseconds(due) - Moment);
        Assert.False(_looks.IsDue);
        Assert.True(_looks.IsTrusted);

        _time.Advance(Moment);
        Assert.True(_looks.IsDue);
    }

    [Fact]
    public async Task One_look_during_which_the_machine_stood_still_does_not_put_off_the_next()
    {
        await Look();
        await Look(BoardLimits.StoodStill);

        Assert.True(_looks.IsDue);
    }

    [Fact]
    public async Task A_line_in_doubt_looks_at_once()
    {
        await Look(TimeSpan.FromSeconds(1));
        await Look(TimeSpan.FromSeconds(1));
        Assert.False(_looks.IsDue);
        _time.Advance(BoardLimits.LongestCompare + BoardLimits.StoodStill + Moment);
        await Look(TimeSpan.FromSeconds(1));

        Assert.False(_looks.IsTrusted);
        Assert.True(_looks.IsDue);
    }

    private Task Look(TimeSpan takes = default) => _looks.Look(
        () =>
        {
            _time.Advance(takes);
            return Task.FromResult(0);
        },
        _ => { });
}
