using System.Diagnostics;
using ReferralSilo.Testing;

namespace ReferralSilo.Cluster.Tests;

/// <summary>The embedded database serves one process and is released quickly at the end.</summary>
public sealed class EmbeddedTests
{
    /// <summary>From SIGTERM to the end without connections; the goal is about 3 s on a quiet machine.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_second_process_on_the_folder_is_refused_with_one_sentence_and_the_first_continues()
    {
        await using var first = await RunningProgram.Start();

        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Repository.Program, "--data", first.DataFolder, "--urls",
                $"http://127.0.0.1:{FreePort.Next()}"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var second = Process.Start(start)!;
        var errors = await second.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, second.ExitCode);
        Assert.Equal(
            $"Another ReferralSilo is running on {first.DataFolder}; the embedded database serves one process. Use "
            + $"PostgreSQL for several.", errors.Trim());
        using var client = new HttpClient { BaseAddress = first.Address };
        Assert.True((await client.GetAsync("/health/ready",
            TestContext.Current.CancellationToken)).IsSuccessStatusCode);

        var asked = Stopwatch.GetTimestamp();
        Assert.Equal(0, await first.End("TERM"));
        Assert.True(Stopwatch.GetElapsedTime(asked) < EndsWithin, $"It took {Stopwatch.GetElapsedTime(asked)}.");
    }
}
