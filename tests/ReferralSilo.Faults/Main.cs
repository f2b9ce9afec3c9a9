using ReferralSilo.Faults;
using ReferralSilo.Faults.Load;
using ReferralSilo.Faults.Planted;
using ReferralSilo.Faults.Running;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

return args switch
{
    ["client", var plan] => await ClientProgram.Run(plan),
    ["check", var folder] => CheckCommand.Run(folder),
    ["run", .. var options] => await RunCommand.Run(options),
    ["silo", var bug, var troubles, var ahead, .. var arguments] =>
    await PlantedSilo.Run(bug, troubles, ahead, arguments),
    _ when args.Any(a => a is "--server" or "--internal-msbuild-node") =>
        await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await ConsoleRunner.Run(args),
};
