using ReferralSilo.Host;
using ReferralSilo.Host.Setup;

return await HostStart.Run(args, async (options, loggers) =>
{
    await using var stores = await Stores.Open(options.Storage, loggers);
    await using var app = await HostProgram.Build(options, stores);
    await app.RunUntilStopped(options);
});
