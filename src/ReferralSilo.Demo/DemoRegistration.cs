using ReferralSilo.Grains.Messages;

namespace ReferralSilo.Demo;

/// <summary>Registers the services for the options <c>--demo</c> and <c>--live</c>.</summary>
public static class DemoRegistration
{
    /// <summary>Call this after the silo is added, so that the live demo stops before the silo stops.</summary>
    /// <param name="builder">The program.</param>
    /// <param name="livePerMinute">Referrals that arrive per minute; 0 for none.</param>
    public static void AddDemo(this WebApplicationBuilder builder, int livePerMinute)
    {
        builder.Services.AddSingleton(new DemoOptions(livePerMinute));
        builder.Services.AddSingleton<DemoDesk>().AddSingleton<DemoProgram>();
        builder.Services.AddSingleton<DemoMessageFilter>()
            .AddSingleton<IMessageFilter>(provider => provider.GetRequiredService<DemoMessageFilter>());
        if (livePerMinute == 0) return;
        builder.Services.AddSingleton(Random.Shared).AddSingleton<DemoCapacity>();
        builder.Services.AddHostedService<DemoLive>();
    }
}
