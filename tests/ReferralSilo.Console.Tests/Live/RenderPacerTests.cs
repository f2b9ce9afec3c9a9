using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Console.Live;

namespace ReferralSilo.Console.Tests.Live;

public sealed class RenderPacerTests
{
    private readonly FakeTimeProvider _time = new();
    private int _renders;

    [Fact]
    public void Quiet_screen_renders_at_once()
    {
        using var pacer = Pacer();
        pacer.Request();
        Assert.Equal(1, _renders);
    }

    [Fact]
    public void Hundred_changes_within_a_second_render_once_at_once_and_then_fifty_times()
    {
        using var pacer = Pacer();
        for (var i = 0; i < 100; i++)
        {
            pacer.Request();
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }
        Assert.InRange(_renders, 2, 51);
    }

    [Fact]
    public void Render_that_takes_long_is_followed_by_a_longer_pause_but_never_by_silence()
    {
        using var pacer = new RenderPacer(_time, () =>
        {
            _renders++;
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        });
        pacer.Request();
        _time.Advance(FollowerLimits.LongestPause * 2);
        pacer.Request();
        pacer.Request();
        _time.Advance(FollowerLimits.RenderEvery);
        Assert.Equal(2, _renders);
        _time.Advance(FollowerLimits.LongestPause);
        Assert.Equal(3, _renders);
    }

    [Fact]
    public void Change_during_the_wait_is_drawn_when_it_ends()
    {
        using var pacer = Pacer();
        pacer.Request();
        pacer.Request();
        pacer.Request();
        Assert.Equal(1, _renders);
        _time.Advance(FollowerLimits.RenderEvery);
        Assert.Equal(2, _renders);
        _time.Advance(FollowerLimits.RenderEvery * 10);
        Assert.Equal(2, _renders);
    }

    [Fact]
    public void Change_that_arrives_while_rendering_asks_for_another_render()
    {
        RenderPacer? pacer = null;
        pacer = new RenderPacer(_time, () =>
        {
            if (++_renders == 1) pacer!.Request();
            return Task.CompletedTask;
        });
        pacer.Request();
        _time.Advance(FollowerLimits.RenderEvery);
        Assert.Equal(2, _renders);
        pacer.Dispose();
    }

    [Fact]
    public void Closed_screen_never_renders()
    {
        var pacer = Pacer();
        pacer.Request();
        pacer.Request();
        pacer.Dispose();
        _time.Advance(FollowerLimits.RenderEvery);
        Assert.Equal(1, _renders);
    }

    private RenderPacer Pacer() => new(_time, () =>
    {
        _renders++;
        return Task.CompletedTask;
    });
}
