using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ReferralSilo.Host.Tests.Monitoring;

/// <summary>A health check that does what the test wants, and counts its runs.</summary>
public sealed class APart : IHealthCheck
{
    private int _runs;

    public int Runs => Volatile.Read(ref _runs);

    public Func<CancellationToken, Task<HealthCheckResult>> Answer { get; set; } = Healthy;

    public static Task<HealthCheckResult> Healthy(CancellationToken ct) => Task.FromResult(HealthCheckResult.Healthy());

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _runs);
        return Answer(cancellationToken);
    }
}
