using NodaTime;
using Orleans.Timers;
using ReferralSilo.Simulation.Tests.Scheduling;

namespace ReferralSilo.Simulation.Tests.Silos;

/// <summary>Timers of activations in virtual time. A timer callback is a turn like any other; the seed may delay it; it
/// ends with the activation.</summary>
internal sealed class GrainTimers(Cluster cluster) : ITimerRegistry
{
    public IGrainTimer RegisterGrainTimer<TState>(
        IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state,
        GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(cluster, (Activation)grainContext, () => callback(state, CancellationToken.None));
        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public IDisposable RegisterTimer(IGrainContext grainContext, Func<object?, Task> callback, object? state,
        TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("The old kind of timers is not simulated.");

    private sealed class GrainTimer(Cluster cluster, Activation activation, Func<Task> callback) : IGrainTimer
    {
        private VirtualTimer? _next;
        private TimeSpan _period;

        public void Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            _next?.Cancel();
            if (dueTime >= TimeSpan.Zero) Set(dueTime);
        }

        public void Dispose() => _next?.Cancel();

        private void Set(TimeSpan wait)
        {
            var late = cluster.Scheduler.Happens(cluster.Faults.ClockFalse)
                ? cluster.Scheduler.Between(Duration.Zero, Duration.FromSeconds(5))
                : Duration.Zero;
            _next = cluster.Scheduler.After(Duration.FromTimeSpan(wait) + late, Fire);
        }

        private void Fire()
        {
            if (activation.Gone) return;
            var chosen = _next;
            activation.EnqueueTimer(async () =>
            {
                // The timer was disposed or changed while the turn waited.
                if (_next != chosen) return;
                try
                {
                    await callback();
                }
                finally
                {
                    if (_next == chosen && _period > TimeSpan.Zero) Set(_period);
                }
            });
        }
    }
}
