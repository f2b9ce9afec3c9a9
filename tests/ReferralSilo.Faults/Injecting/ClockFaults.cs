using ReferralSilo.Faults.Places;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Injecting;

/// <summary>Clocks on the wall that jump. Silos keep to the database's clock, so that nothing may come of it.</summary>
internal static class ClockFaults
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(12);

    /// <summary>Silos measure their clock every 30 s.</summary>
    private static readonly TimeSpan NoticedWithin = TimeSpan.FromSeconds(45);

    /// <summary>Hours that the clock of one silo is ahead, one after the other.</summary>
    private static readonly int[] Hours = [0, 1, -1, 1, 0];

    public static Task Jump(FaultScene scene)
    {
        var silo = scene.Any();
        return scene.Measure([], fromHealing: true, async () =>
        {
            // Until the silo says itself what it sees: or the fault would be none.
            await Ahead(1, () =>
                Eventually.Is($"{Cluster.Name(silo)} notices that its machine's clock is an hour ahead",
                () => scene.Cluster.Silos[silo].Output.Contains("The clock of this machine is -",
                    StringComparison.Ordinal), NoticedWithin));
            foreach (var hours in Hours) await Ahead(hours, () => Task.Delay(Each));
        });

        Task Ahead(int hours, Func<Task> lasts) => scene.Break(Cluster.Name(silo), () =>
        {
            scene.Cluster.Clocks!.Move(silo, TimeSpan.FromHours(hours));
            return Task.CompletedTask;
        }, lasts, () => Task.CompletedTask);
    }
}
