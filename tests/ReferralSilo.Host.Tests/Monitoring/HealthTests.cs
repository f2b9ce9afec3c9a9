using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ReferralSilo.Host.Monitoring;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Monitoring;

/// <summary><c>/health/ready</c> and the checks behind it.</summary>
public sealed class HealthTests(MonitoredHost host) : IClassFixture<MonitoredHost>, IDisposable
{
    private readonly ApiClient _probe = new(host.Browser());

    /// <summary>The other tests of this host need it ready.</summary>
    public void Dispose() => host.Part.Answer = APart.Healthy;

    [Fact]
    public async Task The_answer_of_a_ready_process_has_these_fields()
    {
        var answer = (await _probe.Get("/health/ready")).Is(200).Json.AsObject();

        Assert.Equal(["status", "version", "epoch", "messages", "clock", "clockOffset", "transports"],
            answer.Select(f => f.Key));
        Assert.Equal(("ready", "sent", "right", 0), ((string?)answer["status"], (string?)answer["messages"],
            (string?)answer["clock"], (long)answer["clockOffset"]!));
    }

    [Fact]
    public async Task A_failed_check_is_named_and_the_process_is_not_ready_until_it_is_well()
    {
        host.Part.Answer = _ => Task.FromResult(HealthCheckResult.Unhealthy("secret"));
        var failing = await _probe.Get("/health/ready");
        Assert.Equal((503, """{"status":"failing","failed":["part"]}"""), (failing.Status, failing.Text));

        host.Part.Answer = APart.Healthy;
        Assert.Equal("ready", (string?)(await _probe.Get("/health/ready")).Is(200).Json["status"]);
    }

    [Fact]
    public async Task An_exception_of_a_check_is_a_failure_and_its_text_is_not_shown()
    {
        host.Part.Answer = _ => throw new InvalidOperationException("secret");

        var failing = await _probe.Get("/health/ready");

        Assert.Equal((503, """{"status":"failing","failed":["part"]}"""), (failing.Status, failing.Text));
    }

    [Fact]
    public async Task A_degraded_check_is_named_and_the_process_stays_ready()
    {
        host.Part.Answer = _ => Task.FromResult(HealthCheckResult.Degraded());

        var answer = (await _probe.Get("/health/ready")).Is(200).Json;

        Assert.Equal(("ready", "part"), ((string?)answer["status"], (string?)answer["degraded"]!.AsArray().Single()));
    }

    [Fact]
    public void A_check_of_what_no_other_silo_does_better_never_makes_the_process_unready()
    {
        var checks = host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations;

        Assert.Equal([HealthStatus.Degraded, HealthStatus.Degraded], checks
            .Where(c => c.Name is "inbox" or "transports").Select(c => c.FailureStatus));
    }

    [Fact]
    public async Task A_check_that_hangs_is_a_failure()
    {
        var hangs = new TaskCompletionSource<HealthCheckResult>();
        host.Part.Answer = _ => hangs.Task;

        Assert.Equal(503, (await _probe.Get("/health/ready")).Status);

        hangs.SetResult(HealthCheckResult.Healthy());
        Assert.Equal(200, (await _probe.Get("/health/ready")).Status);
    }

    [Fact]
    public async Task A_check_that_hangs_ends_at_its_limit_and_is_not_started_again_beside_itself()
    {
        var (time, part) = (new FakeTimeProvider(), new APart());
        var hangs = new TaskCompletionSource<HealthCheckResult>();
        part.Answer = _ => hangs.Task;
        await using var services = new ServiceCollection().BuildServiceProvider();
        var check = new BoundedCheck(_ => part, services.GetRequiredService<IServiceScopeFactory>(), time,
            NullLogger<BoundedCheck>.Instance);
        var context = new HealthCheckContext
        {
            Registration = new HealthCheckRegistration("part", part, HealthStatus.Degraded, null),
        };

        var (first, second) = (check.CheckHealthAsync(context), check.CheckHealthAsync(context));
        await Eventually.Is("the check runs", () => part.Runs > 0);
        Assert.False(first.IsCompleted);
        time.Advance(BoundedCheck.Longest);

        Assert.Equal(HealthStatus.Degraded, (await first).Status);
        Assert.Equal(HealthStatus.Degraded, (await second).Status);
        Assert.Equal(1, part.Runs);
        hangs.SetResult(HealthCheckResult.Healthy());
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(context)).Status);
    }
}
