using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ReferralSilo.Grains;

/// <summary>
/// When Orleans collects idle grains. It goes by the registered time, and once that was set back by more than the age
/// of collection no grain could be activated before it has caught up. So its collector gets a time that never jumps.
/// </summary>
internal static class SteadyCollection
{
    /// <summary>Orleans' own; it names it to nobody.</summary>
    private static readonly Type Collector =
        Type.GetType("Orleans.Runtime.ActivationCollector, Orleans.Runtime", throwOnError: true)!;

    /// <summary>After Orleans' services.</summary>
    public static void AddSteadyCollection(this IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton(
        Collector, s =>
            ActivatorUtilities.CreateInstance(s, Collector, new SteadyTime(s.GetRequiredService<TimeProvider>()))));

    /// <summary>From the time of day at the start on by timestamps; timers are those of the time beneath.</summary>
    private sealed class SteadyTime(TimeProvider time) : TimeProvider
    {
        private readonly DateTimeOffset _start = time.GetUtcNow();
        private readonly long _begun = time.GetTimestamp();

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _start + time.GetElapsedTime(_begun);

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }
}
