using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Host.Api;

/// <summary>How often and how long a call to a grain is repeated.</summary>
public sealed record GrainCallLimits
{
    /// <summary>All attempts together, waits included; then the client hears 503.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Wait before the second attempt; doubled each time. Half of each wait is chance.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Attempts at most: what fails at once is not asked a hundred times.</summary>
    public int Attempts { get; init; } = 8;
}

/// <summary>
/// Repeats a call while its silo is being replaced. Only for what may be repeated: reads, and orders that carry an
/// operation, for its id makes a second arrival hear the answer of the first.
/// </summary>
public sealed partial class GrainCalls(TimeProvider time, ILogger<GrainCalls> log, GrainCallLimits? limits = null)
{
    private readonly GrainCallLimits _limits = limits ?? new();

    /// <summary>A read. When it cannot be had in time, the last failure is thrown: 503 <c>unavailable</c>.</summary>
    public Task<T> Read<T>(Func<Task<T>> call) => Repeat(call, static _ => false);

    /// <summary>An order with an operation; <c>Unknown</c> when nobody can say in time. Without an operation it is
    /// asked once.</summary>
    public async Task<CommandOutcome<TState>> Send<TState>(OperationName? operation,
        Func<Task<CommandOutcome<TState>>> call) where TState : class
    {
        try
        {
            return operation is null ? await call() : await Repeat(call, static outcome => outcome.Unknown);
        }
        catch (Exception e) when (IsTransient(e))
        {
            // It may have arrived: the client asks for the operation or repeats it.
            return CommandOutcome<TState>.OutcomeUnknown;
        }
    }

    /// <summary>
    /// What a silo or a database that comes and goes looks like from here. No call is given a token: one that was
    /// cancelled expired on its way.
    /// </summary>
    public static bool IsTransient(Exception e) =>
        e is TimeoutException or OrleansException or LedgerUnavailableException or OperationCanceledException;

    private async Task<T> Repeat<T>(Func<Task<T>> call, Func<T, bool> again)
    {
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var left = _limits.Total - time.GetElapsedTime(started);
            // A wait that took far longer than it should, in a silo that gets no processor.
            if (left <= TimeSpan.Zero) throw new TimeoutException("There is no time left for another attempt.");
            var wait = Wait(attempt);
            var last = attempt >= _limits.Attempts;
            try
            {
                var answer = await call().WaitAsync(left, time);
                if (!again(answer) || last || NoTimeFor(wait, started)) return answer;
                LogAgain(attempt, "unknown");
            }
            catch (Exception e) when (IsTransient(e) && !last && !NoTimeFor(wait, started))
            {
                LogAgain(attempt, e.GetType().Name);
            }

            await Task.Delay(wait, time);
        }
    }

    private bool NoTimeFor(TimeSpan wait, long started) => time.GetElapsedTime(started) + wait >= _limits.Total;

    private TimeSpan Wait(int attempt)
    {
        var whole = _limits.FirstWait * Math.Pow(2, attempt - 1);
        if (whole > _limits.LongestWait) whole = _limits.LongestWait;
        return whole * (0.5 + Random.Shared.NextDouble() / 2);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "A grain call failed ({Error}) at attempt {Attempt}; trying again")]
    private partial void LogAgain(int attempt, string error);
}
