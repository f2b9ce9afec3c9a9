namespace ReferralSilo.Host.Demo;

/// <summary>What <c>--demo</c> adds.</summary>
public static class DemoRegistration
{
    public static void AddDemo(this WebApplicationBuilder builder, Setup.HostOptions options)
    {
        if (!options.Demo) return;
        builder.Services.AddSingleton<DemoDesk>().AddSingleton<DemoProgram>();
    }
}
