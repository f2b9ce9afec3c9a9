namespace ReferralSilo.Host.Demo;

/// <summary>What <c>--demo</c> and <c>--live</c> add.</summary>
public static class DemoRegistration
{
    /// <summary>After the silo, so that the live demo stops before it does.</summary>
    public static void AddDemo(this WebApplicationBuilder builder, Setup.HostOptions options)
    {
        if (!options.Demo) return;
        builder.Services.AddSingleton<DemoDesk>().AddSingleton<DemoProgram>();
        if (options.LivePerMinute == 0) return;
        builder.Services.AddSingleton(Random.Shared).AddSingleton<DemoCapacity>();
        builder.Services.AddHostedService<DemoLive>();
    }
}
