using Polly;
using Polly.Retry;
using Polly.Timeout;
using ReferralSilo.Api.Requests;
using ReferralSilo.Grains.Committing;

namespace ReferralSilo.Messaging.Callbacks;

/// <summary>Repeats the calls of grains that receipts and texts lead to, while a silo or the database restarts. A
/// second arrival changes nothing, so they are also repeated when the outcome of the first is not known.</summary>
internal sealed class CallbackRetry(TimeProvider time)
{
    /// <summary>All tries together. The gateway waits 15 s for an answer.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(12);

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddTimeout(Within)
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = args => ValueTask.FromResult(
                args.Outcome.Exception is { } e && (e is OutcomeUnknownException || GrainCalls.IsTransient(e))),
            MaxRetryAttempts = int.MaxValue, Delay = TimeSpan.FromSeconds(0.1), MaxDelay = TimeSpan.FromSeconds(1),
            BackoffType = DelayBackoffType.Exponential, UseJitter = true,
        })
        .Build();

    /// <summary>The answer of the first call that succeeds.</summary>
    /// <exception cref="TimeoutException">No call succeeded in time: answered 503.</exception>
    public async Task<T> Call<T>(Func<Task<T>> call)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async ct => await call().WaitAsync(ct), CancellationToken.None);
        }
        catch (TimeoutRejectedException e)
        {
            throw new TimeoutException("The call was not recorded in time.", e);
        }
    }
}
