using Npgsql;
using ReferralSilo.Api.Requests;
using ReferralSilo.Demo;
using ReferralSilo.Host.Commands;
using ReferralSilo.Host.Setup;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Host;

/// <summary>
/// Reads the settings, then runs the program. An invalid setting prints one sentence
/// and exits with code 2; an unavailable database exits with code 3.
/// </summary>
public static class HostStart
{
    public const int WrongSetting = 2, DatabaseAway = 3;

    public static async Task<int> Run(string[] args, Func<ProgramOptions, ILoggerFactory, Task> run)
    {
        HostCulture.SetInvariant();
        if (!HostCulture.HasUnicode) return Fail(HostCulture.NoUnicode);
        if (args.Any(a => a is "--help" or "-h" or "-?"))
        {
            System.Console.WriteLine(ProgramOptions.Help);
            return 0;
        }

        if (args.Contains("--version"))
        {
            System.Console.WriteLine($"ReferralSilo {ProgramVersion.Text}");
            return 0;
        }

        var settings = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true)
                .AddEnvironmentVariables().Build();
        if (args is [{ } name, ..] && !name.StartsWith('-')) return await MaintenanceCommands.Run(args, settings);
        var (options, error) = ProgramOptions.Read(args, settings);
        if (options is null) return Fail(error!);
        using var loggers =
            LoggerFactory.Create(log =>
            log.AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Warning));
        try
        {
            await run(options, loggers);
            return 0;
        }
        catch (Exception e)
            when (e is SetupException or InstallationException or DemoException or UnsupportedSchemaException)
        {
            return Fail(e.Message);
        }
        catch (LedgerKeyException e)
        {
            return Fail(e.Message);
        }
        catch (NpgsqlException e)
        {
            // A restart may help, so the exit code reports it to the process supervisor.
            return Fail($"PostgreSQL does not serve this start: {e.Message}", DatabaseAway);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return Fail($"The address {options.Urls} is in use; choose another with --urls.");
        }
    }

    private static int Fail(string sentence, int code = WrongSetting)
    {
        System.Console.Error.WriteLine(sentence);
        return code;
    }
}
