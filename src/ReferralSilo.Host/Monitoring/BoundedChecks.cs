using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ReferralSilo.Host.Monitoring;

/// <summary>Bounds every registered check in time, also one that ignores its cancellation.</summary>
internal sealed class BoundedChecks(IServiceScopeFactory scopes, TimeProvider time, ILogger<BoundedCheck> log)
    : IPostConfigureOptions<HealthCheckServiceOptions>
{
    public void PostConfigure(string? name, HealthCheckServiceOptions options)
    {
        foreach (var registration in options.Registrations)
        {
            var bounded = new BoundedCheck(registration.Factory, scopes, time, log);
            registration.Factory = _ => bounded;
        }
    }
}

/// <summary>
/// Runs a check at most <see cref="Longest"/>; then, and when it throws, it has the failure status of its registration.
/// A run that hangs is not started a second time: probes come every second.
/// </summary>
internal sealed partial class BoundedCheck(Func<IServiceProvider, IHealthCheck> create, IServiceScopeFactory scopes,
    TimeProvider time, ILogger<BoundedCheck> log) : IHealthCheck
{
    /// <summary>Below the 2 s that a probe waits.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1.5);

    private readonly Lock _gate = new();
    private Task<HealthCheckResult>? _running;
    private HealthStatus _last = HealthStatus.Healthy;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        var (result, why) = await Bounded(context, cancellationToken);
        if (result.Status != _last) LogChanged(context.Registration.Name, result.Status, why);
        _last = result.Status;
        return result;
    }

    private async Task<(HealthCheckResult Result, string Why)> Bounded(HealthCheckContext context, CancellationToken ct)
    {
        Task<HealthCheckResult> running;
        lock (_gate)
        {
            if (_running is null or { IsCompleted: true })
                _running = Task.Run(() => Run(context), CancellationToken.None);
            running = _running;
        }

        try
        {
            return (await running.WaitAsync(Longest, time, ct), "as checked");
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return (new HealthCheckResult(context.Registration.FailureStatus), e.GetType().Name);
        }
    }

    private async Task<HealthCheckResult> Run(HealthCheckContext context)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        await using var scope = scopes.CreateAsyncScope();
        return await create(scope.ServiceProvider).CheckHealthAsync(context, limit.Token);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Health check {Name} is {Status} now ({Why})")]
    private partial void LogChanged(string name, HealthStatus status, string why);
}
