using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Messaging.Sending;
using ReferralSilo.Messaging.Sms;

namespace ReferralSilo.Messaging.Tests.Sms;

public sealed class TrackedFormTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();

    /// <summary>A process that was frozen may come here before its timers have run.</summary>
    [Fact]
    public async Task The_first_byte_is_not_written_when_its_time_is_over()
    {
        using var begin = new BeginLimit(Second, _time);
        using var form = new TrackedForm([new("To", "+13035550123")], begin);
        using var written = new MemoryStream();
        _time.Advance(Second);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => form.CopyToAsync(written));
        Assert.False(form.HasBegun);
        Assert.Equal(0, written.Length);
    }

    [Fact]
    public async Task A_transmission_that_has_begun_is_not_ended_by_that_time()
    {
        using var begin = new BeginLimit(Second, _time);
        using var form = new TrackedForm([new("To", "+13035550123")], begin);
        using var written = new MemoryStream();

        await form.CopyToAsync(written);
        Assert.True(form.HasBegun);
        Assert.False(form.Forbid());
    }
}
