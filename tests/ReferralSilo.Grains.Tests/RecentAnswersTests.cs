using Microsoft.Extensions.Time.Testing;

namespace ReferralSilo.Grains.Tests;

public sealed class RecentAnswersTests
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly AnswerCache<string, int> _told;

    public RecentAnswersTests() => _told = new AnswerCache<string, int>(Keep, _time);

    [Fact]
    public void What_was_never_kept_is_not_told() => Assert.False(_told.TryGet("a", out _));

    [Theory, InlineData(0), InlineData(2), InlineData(4)]
    public void An_answer_is_told_again_at_least_as_long_as_said_and_less_than_twice_as_long(int secondsBefore)
    {
        _told.Keep("before", 0);
        _time.Advance(TimeSpan.FromSeconds(secondsBefore));
        _told.Keep("a", 1);

        _time.Advance(Keep);
        Assert.True(_told.TryGet("a", out var answer));
        Assert.Equal(1, answer);

        _time.Advance(Keep);
        Assert.False(_told.TryGet("a", out _));
    }

    [Fact]
    public void The_newer_answer_counts()
    {
        _told.Keep("a", 1);
        _time.Advance(Keep);
        _told.Keep("a", 2);

        Assert.True(_told.TryGet("a", out var answer));
        Assert.Equal(2, answer);
    }

    [Fact]
    public void After_a_long_pause_nothing_old_is_told()
    {
        _told.Keep("a", 1);
        _time.Advance(10 * Keep);

        Assert.False(_told.TryGet("a", out _));
    }
}
