using ReferralSilo.Host.Api;
using ReferralSilo.Host.Api.Problems;
using ReferralSilo.Host.Demo;
using ReferralSilo.Host.Fhir;
using ReferralSilo.Host.Screens;
using ReferralSilo.Host.Security;
using ReferralSilo.Host.Security.SigningIn;
using ReferralSilo.Host.Setup;
using ReferralSilo.Host.Timekeeping;

return await HostStart.Run(args, async (options, loggers) =>
{
    await using var stores = await Stores.Open(options.Storage, loggers);
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
    builder.AddTime(options.Clock, stores);
    builder.AddServer(options);
    builder.AddSilo(options, stores);
    builder.AddAccounts(options);
    builder.AddApi();
    builder.AddLive();
    builder.AddScreens(options);
    builder.AddDemo(options);

    await using var app = builder.Build();
    await app.SetTime();
    app.UseFhirErrors();
    app.UseProblems();
    app.UseDrain();
    app.UseUnknownPages();
    app.UseReferralSiloSecurity();
    app.UseAntiforgery();
    app.MapApi();
    app.MapSession();
    app.MapLive();
    app.MapScreens();
    await app.RunUntilStopped(options);
});
