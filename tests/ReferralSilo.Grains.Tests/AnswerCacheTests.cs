using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Grains.Batching;

namespace ReferralSilo.Grains.Tests;

public sealed class AnswerCacheTests
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly AnswerCache<string, int> _cache;

    public AnswerCacheTests() => _cache = new AnswerCache<string, int>(Keep, _time);

    [Fact]
    public void A_missing_answer_is_not_found() => Assert.False(_cache.TryGet("a", out _));

    [Theory, InlineData(0), InlineData(2), InlineData(4)]
    public void An_answer_is_kept_for_the_given_time_and_less_than_twice_as_long(int secondsBefore)
    {
        _cache.Set("before", 0);
        _time.Advance(TimeSpan.FromSeconds(secondsBefore));
        _cache.Set("a", 1);

        _time.Advance(Keep);
        Assert.True(_cache.TryGet("a", out var answer));
        Assert.Equal(1, answer);

        _time.Advance(Keep);
        Assert.False(_cache.TryGet("a", out _));
    }

    [Fact]
    public void The_newer_answer_wins()
    {
        _cache.Set("a", 1);
        _time.Advance(Keep);
        _cache.Set("a", 2);

        Assert.True(_cache.TryGet("a", out var answer));
        Assert.Equal(2, answer);
    }

    [Fact]
    public void After_a_long_pause_nothing_old_is_found()
    {
        _cache.Set("a", 1);
        _time.Advance(10 * Keep);

        Assert.False(_cache.TryGet("a", out _));
    }
}
