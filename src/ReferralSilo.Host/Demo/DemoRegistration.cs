namespace ReferralSilo.Host.Demo;

/// <summary>Registers the services for the options <c>--demo</c> and <c>--live</c>.</summary>
public static class DemoRegistration
{
    /// <summary>Call this after the silo is added, so that the live demo stops before the silo stops.</summary>
    public static void AddDemo(this WebApplicationBuilder builder, Setup.HostOptions options)
    {
        if (!options.Demo) return;
        builder.Services.AddSingleton<DemoDesk>().AddSingleton<DemoProgram>();
        if (options.LivePerMinute == 0) return;
        builder.Services.AddSingleton(Random.Shared).AddSingleton<DemoCapacity>();
        builder.Services.AddHostedService<DemoLive>();
    }
}
