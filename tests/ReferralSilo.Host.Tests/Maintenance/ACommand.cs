using System.Diagnostics;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Maintenance;

/// <summary>A command of the real program, run to its end.</summary>
internal sealed record ACommand(int Status, string Said, string Complained)
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(2);

    public static Task<ACommand> Run(params string[] arguments) => Run([], arguments);

    public static async Task<ACommand> Run(IEnumerable<(string Name, string Value)> environment,
        params string[] arguments)
    {
        using var process = Begin(environment, arguments);
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

    public static Process Begin(params string[] arguments) => Begin([], arguments);

    private static Process Begin(IEnumerable<(string Name, string Value)> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Repository.Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment.Prepend(Repository.Language)) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public ACommand Is(int status)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}:\n{Said}\n{Complained}");
        return this;
    }
}
