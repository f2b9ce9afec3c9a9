using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Domain;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Host.Api;

namespace ReferralSilo.Host.Tests.Setup;

public sealed class GrainCallsTests
{
    private static readonly OperationName Named = new("operation", "hash");
    private static readonly CommandOutcome<string> Done = CommandOutcome<string>.Accepted("state", 1);
    private static readonly GrainCallLimits Quick = new()
    {
        Total = TimeSpan.FromMilliseconds(400), FirstWait = TimeSpan.FromMilliseconds(1),
            LongestWait = TimeSpan.FromMilliseconds(2), Attempts = 4,
    };

    private readonly GrainCalls _calls = new(TimeProvider.System, NullLogger<GrainCalls>.Instance, Quick);
    private int _asked;

    [Fact]
    public async Task A_read_is_asked_again_while_its_silo_is_replaced() =>
        Assert.Equal("there",
            await _calls.Read(() => ++_asked < 3 ? throw new SiloUnavailableException() : Task.FromResult("there")));

    [Fact]
    public async Task A_read_that_cannot_be_had_fails_with_its_reason()
    {
        await Assert.ThrowsAsync<SiloUnavailableException>(() =>
            _calls.Read<string>(() => throw new SiloUnavailableException()));
        await Assert.ThrowsAsync<TimeoutException>(() => _calls.Read(() => new TaskCompletionSource<string>().Task));
    }

    [Fact]
    public async Task A_bug_is_not_asked_again()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _calls.Read<string>(() =>
        {
            _asked++;
            throw new InvalidOperationException();
        }));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task An_order_with_an_operation_is_sent_again_until_somebody_knows() =>
        Assert.Same(Done, await _calls.Send(Named, () => ++_asked switch
        {
            1 => throw new TimeoutException(),
            2 => throw new OperationCanceledException("It expired on its way."),
            3 => Task.FromResult(CommandOutcome<string>.OutcomeUnknown),
            _ => Task.FromResult(Done),
        }));

    [Fact]
    public async Task A_refusal_is_an_answer()
    {
        var no = CommandOutcome<string>.Refused(new Refusal("not-now", "Not now."), null, 0);

        Assert.Same(no, await _calls.Send(Named, () => Task.FromResult(++_asked == 1 ? no : Done)));
    }

    [Fact]
    public async Task An_order_nobody_answers_is_unknown_after_the_given_attempts()
    {
        Assert.True((await _calls.Send<string>(Named, Fails)).Unknown);
        Assert.Equal(Quick.Attempts, _asked);
    }

    [Fact]
    public async Task What_is_woken_too_late_is_not_sent_again()
    {
        var time = new FakeTimeProvider();
        var answer = new GrainCalls(time, NullLogger<GrainCalls>.Instance).Send<string>(Named, Fails);

        time.Advance(new GrainCallLimits().Total * 2);

        Assert.True((await answer).Unknown);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task An_order_without_an_operation_is_sent_once()
    {
        Assert.True((await _calls.Send<string>(null, Fails)).Unknown);
        Assert.Equal(1, _asked);
    }

    private Task<CommandOutcome<string>> Fails()
    {
        _asked++;
        throw new SiloUnavailableException("gone");
    }
}
