using ReferralSilo.Faults.Infrastructure;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Injecting;

/// <summary>Wall clocks that jump. Silos use the database's clock, so nothing may change.</summary>
internal static class ClockFaults
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(12);

    /// <summary>Silos measure their clock every 30 s.</summary>
    private static readonly TimeSpan NoticedWithin = TimeSpan.FromSeconds(45);

    /// <summary>Hours by which the clock of one silo is ahead, one step after the other.</summary>
    private static readonly int[] Hours = [0, 1, -1, 1, 0];

    public static Task Jump(FaultContext context)
    {
        var silo = context.RandomSilo();
        return context.Measure([], fromHealing: true, async () =>
        {
            // Waits until the silo itself reports the difference; otherwise the fault would have no effect.
            await Ahead(1, () =>
                Eventually.Is($"{Cluster.Name(silo)} notices that its machine's clock is an hour ahead",
                () => context.Cluster.Silos[silo].Output.Contains("The clock of this machine is -",
                    StringComparison.Ordinal), NoticedWithin));
            foreach (var hours in Hours) await Ahead(hours, () => Task.Delay(Each));
        });

        Task Ahead(int hours, Func<Task> lasts) => context.Inject(Cluster.Name(silo), () =>
        {
            context.Cluster.Clocks!.Move(silo, TimeSpan.FromHours(hours));
            return Task.CompletedTask;
        }, lasts, () => Task.CompletedTask);
    }
}
