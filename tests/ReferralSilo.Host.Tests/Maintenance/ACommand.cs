using System.Diagnostics;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Maintenance;

/// <summary>A command of the real program, run to its end.</summary>
internal sealed record ACommand(int Status, string Said, string Complained)
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(2);

    public static async Task<ACommand> Run(params string[] arguments)
    {
        using var process = Begin(arguments);
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await Task.WhenAll(said, complained, process.WaitForExitAsync()).WaitAsync(EndsWithin);
            return new(process.ExitCode, await said, await complained);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw new TimeoutException($"'{string.Join(' ', arguments)}' did not end within {EndsWithin}.");
        }
    }

    public static Process Begin(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Repository.Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    public ACommand Is(int status)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}:\n{Said}\n{Complained}");
        return this;
    }
}
