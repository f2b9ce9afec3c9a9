using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Api.Requests;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Host.Tests.Setup;

public sealed class GrainCallsTests
{
    private static readonly OperationName Named = new("operation", "hash");
    private static readonly CommandOutcome<string> Done = CommandOutcome<string>.Accepted("state", 1);
    private static readonly GrainCallLimits Quick = new()
    {
        TotalTimeout = TimeSpan.FromMinutes(5), FirstDelay = TimeSpan.FromMilliseconds(1),
            MaxDelay = TimeSpan.FromMilliseconds(2), MaxAttempts = 4,
    };

    private readonly GrainCalls _calls = new(TimeProvider.System, NullLogger<GrainCalls>.Instance, Quick);
    private int _attempts;

    [Fact]
    public async Task A_read_is_retried_while_its_silo_is_replaced() =>
        Assert.Equal("there",
            await _calls.Read(() => ++_attempts < 3 ? throw new SiloUnavailableException() : Task.FromResult("there")));

    [Fact]
    public async Task A_failing_read_throws_its_last_error()
    {
        await Assert.ThrowsAsync<SiloUnavailableException>(() =>
            _calls.Read<string>(() => throw new SiloUnavailableException()));
        var impatient = new GrainCalls(TimeProvider.System, NullLogger<GrainCalls>.Instance,
            Quick with { TotalTimeout = TimeSpan.FromMilliseconds(50) });
        await Assert.ThrowsAsync<TimeoutException>(() => impatient.Read(() => new TaskCompletionSource<string>().Task));
    }

    [Fact]
    public async Task An_unexpected_exception_is_not_retried()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _calls.Read<string>(() =>
        {
            _attempts++;
            throw new InvalidOperationException();
        }));
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task What_a_newer_program_stored_is_not_asked_for_again()
    {
        Task<T> Refuse<T>()
        {
            _attempts++;
            throw new NewerFormException("referral", 2, 1);
        }

        await Assert.ThrowsAsync<NewerFormException>(() => _calls.Read(Refuse<string>));
        await Assert.ThrowsAsync<NewerFormException>(() => _calls.Send(Named, Refuse<CommandOutcome<string>>));
        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task A_command_that_an_earlier_attempt_may_have_applied_is_unknown_when_a_newer_program_has_stored()
    {
        Task<CommandOutcome<string>> AppliedByTheNewSilo() => ++_attempts == 1
            ? throw new SiloUnavailableException("It died before it answered.")
            : throw new OrleansException("The storage failed.", new NewerFormException("referral", 2, 1));

        Assert.True((await _calls.Send(Named, AppliedByTheNewSilo)).Unknown);
        Assert.Equal(2, _attempts);
        Assert.True((await _calls.Send(Named, AppliedByTheNewSilo, mayBeApplied: true)).Unknown);
        await Assert.ThrowsAsync<OrleansException>(() => _calls.Send(Named, AppliedByTheNewSilo));
    }

    [Fact]
    public async Task A_command_with_an_operation_is_retried_until_its_outcome_is_known() =>
        Assert.Same(Done, await _calls.Send(Named, () => ++_attempts switch
        {
            1 => throw new TimeoutException(),
            2 => throw new OperationCanceledException("It expired on its way."),
            3 => Task.FromResult(CommandOutcome<string>.OutcomeUnknown),
            _ => Task.FromResult(Done),
        }));

    [Fact]
    public async Task A_refusal_is_not_retried()
    {
        var no = CommandOutcome<string>.Refused(new Refusal("not-now", "Not now."), null, 0);

        Assert.Same(no, await _calls.Send(Named, () => Task.FromResult(++_attempts == 1 ? no : Done)));
    }

    [Fact]
    public async Task A_failing_command_is_unknown_after_the_last_attempt()
    {
        Assert.True((await _calls.Send<string>(Named, Fails)).Unknown);
        Assert.Equal(Quick.MaxAttempts, _attempts);
    }

    [Fact]
    public async Task A_retry_after_the_total_timeout_is_not_sent()
    {
        var time = new FakeTimeProvider();
        var answer = new GrainCalls(time, NullLogger<GrainCalls>.Instance).Send<string>(Named, Fails);

        time.Advance(new GrainCallLimits().TotalTimeout * 2);

        Assert.True((await answer).Unknown);
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task A_command_without_an_operation_is_sent_once()
    {
        Assert.True((await _calls.Send<string>(null, Fails)).Unknown);
        Assert.Equal(1, _attempts);
    }

    private Task<CommandOutcome<string>> Fails()
    {
        _attempts++;
        throw new SiloUnavailableException("gone");
    }
}
