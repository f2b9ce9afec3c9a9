using Orleans.Core;
using Orleans.Timers;

namespace ReferralSilo.Simulation.Tests.Silos;

/// <summary>The Orleans runtime services that <see cref="Grain"/> uses.</summary>
internal sealed class SiloRuntime(IGrainFactory grains, ITimerRegistry timers, TimeProvider time) : IGrainRuntime
{
    public IGrainFactory GrainFactory => grains;

    public TimeProvider TimeProvider => time;

    public string SiloIdentity => "simulated";

    public SiloAddress SiloAddress => SiloAddress.Zero;

    public IServiceProvider ServiceProvider => throw new NotSupportedException();

    public ITimerRegistry TimerRegistry => timers;

    public void DeactivateOnIdle(IGrainContext grainContext) => grainContext.Deactivate(default);

    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) => throw new NotSupportedException();

    public IStorage<TGrainState> GetStorage<TGrainState>(IGrainContext grainContext) =>
        throw new NotSupportedException();
}
