using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Api.Requests;

/// <summary>How often and how long a grain call is retried.</summary>
public sealed record GrainCallLimits
{
    /// <summary>Time limit of all attempts and delays together; then the client gets 503.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Delay before the second attempt; doubled before each further one. Half of each delay is
    /// random.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Limits the retries of a call that fails immediately.</summary>
    public int MaxAttempts { get; init; } = 8;
}

/// <summary>Retries a grain call while a silo is replaced. Only reads and commands with an operation may be retried:
/// the operation id makes a second arrival return the first result.</summary>
public sealed partial class GrainCalls(TimeProvider time, ILogger<GrainCalls> log, GrainCallLimits? limits = null)
{
    private readonly GrainCallLimits _limits = limits ?? new();

    /// <summary>Reads with retries. Throws the last failure when the time is over: 503 <c>unavailable</c>.</summary>
    public Task<T> Read<T>(Func<Task<T>> call) => Retry(call, static _ => false);

    /// <summary>Sends a command. With an operation it is retried, and <c>Unknown</c> when the outcome is still unknown
    /// in the end; without one it is sent once.</summary>
    /// <param name="operation">The client's operation; null when it sent no key.</param>
    /// <param name="call">Sends it.</param>
    /// <param name="mayBeApplied">True when an earlier request may have applied it.</param>
    /// <exception cref="NewerFormException">This silo must be updated first; nothing was changed. Orleans may have
    /// wrapped it.</exception>
    public async Task<CommandOutcome<TState>> Send<TState>(OperationName? operation,
        Func<Task<CommandOutcome<TState>>> call, bool mayBeApplied = false) where TState : class
    {
        var attempts = 0;
        try
        {
            return operation is null ? await call() : await Retry(() =>
            {
                attempts++;
                return call();
            }, static outcome => outcome.Unknown);
        }
        catch (Exception e) when (IsTransient(e)
            || ((mayBeApplied || attempts > 1) && NewerFormException.In(e) is not null))
        {
            // The command may have arrived, also by an attempt before the last one: the client reads the operation or
            // retries.
            return CommandOutcome<TState>.OutcomeUnknown;
        }
    }

    /// <summary>Whether a failure may be caused by a silo or a database that restarts, so that another attempt may
    /// succeed. Calls get no cancellation token: a cancelled call expired in transit.</summary>
    public static bool IsTransient(Exception e) =>
        e is (TimeoutException or OrleansException or LedgerUnavailableException or OperationCanceledException)
        && NewerFormException.In(e) is null;

    private async Task<T> Retry<T>(Func<Task<T>> call, Func<T, bool> shouldRetry)
    {
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var left = _limits.TotalTimeout - time.GetElapsedTime(started);
            // A delay can take far longer than requested when the process gets no CPU time.
            if (left <= TimeSpan.Zero) throw new TimeoutException("No time is left for another attempt.");
            var delay = Delay(attempt);
            var last = attempt >= _limits.MaxAttempts;
            try
            {
                var answer = await call().WaitAsync(left, time);
                if (!shouldRetry(answer) || last || IsTooLate(delay, started)) return answer;
                LogRetry(attempt, "unknown");
            }
            catch (Exception e) when (IsTransient(e) && !last && !IsTooLate(delay, started))
            {
                LogRetry(attempt, e.GetType().Name);
            }

            await Task.Delay(delay, time);
        }
    }

    private bool IsTooLate(TimeSpan delay, long started) =>
        time.GetElapsedTime(started) + delay >= _limits.TotalTimeout;

    private TimeSpan Delay(int attempt)
    {
        var full = _limits.FirstDelay * Math.Pow(2, attempt - 1);
        if (full > _limits.MaxDelay) full = _limits.MaxDelay;
        return full * (0.5 + Random.Shared.NextDouble() / 2);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Attempt {Attempt} of a grain call failed ({Error}); retrying")]
    private partial void LogRetry(int attempt, string error);
}
