using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ReferralSilo.Grains;

/// <summary>Gives Orleans' collector of idle grains a time that never jumps. With the registered time, a clock set back
/// by more than the collection age would block every activation until the clock has caught up.</summary>
internal static class SteadyCollection
{
    /// <summary>Internal type of Orleans.</summary>
    private static readonly Type Collector =
        Type.GetType("Orleans.Runtime.ActivationCollector, Orleans.Runtime", throwOnError: true)!;

    /// <summary>Call it after Orleans has registered its services.</summary>
    public static void AddSteadyCollection(this IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton(Collector, s =>
            ActivatorUtilities.CreateInstance(s, Collector, new SteadyTime(s.GetRequiredService<TimeProvider>()))));

    /// <summary>Starts at the time of day and then follows timestamps. Timers are those of the wrapped time.</summary>
    private sealed class SteadyTime(TimeProvider time) : TimeProvider
    {
        private readonly DateTimeOffset _start = time.GetUtcNow();
        private readonly long _startedAt = time.GetTimestamp();

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _start + time.GetElapsedTime(_startedAt);

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }
}
