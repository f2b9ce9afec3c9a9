using System.Diagnostics;
using System.Text.RegularExpressions;
using ReferralSilo.Testing;

namespace ReferralSilo.Browser.Tests;

/// <summary>Runs the README's tour as it is printed, so that it stays correct.</summary>
public sealed partial class ReadmeTests(DemoProgram program)
{
    private static readonly TimeSpan TourWithin = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_tour_of_the_README_works_line_by_line()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var blocks = Tour().Matches(readme).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(blocks);
        var script = "set -euo pipefail\n" + string.Join('\n', blocks)
            .Replace("http://localhost:5080", program.Address.GetLeftPart(UriPartial.Authority));

        var (code, output) = await Bash(script);

        Assert.True(code == 0, $"The tour ended with {code}:\n{output}");
        Assert.Contains("\"stage\":\"closed\"", output);
        Assert.Contains("\"code\":\"", output); // the refusal that the tour shows
    }

    [Fact]
    public async Task Every_file_the_README_points_to_is_there()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var links = Link().Matches(readme).Select(m => m.Groups[1].Value)
            .Where(l => !l.Contains("://") && !l.StartsWith('#'));
        Assert.All(links, link =>
            Assert.True(Path.Exists(Path.Combine(Repository.Root, link)), $"{link} is not there."));
    }

    private static async Task<(int Code, string Output)> Bash(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        using var late = new CancellationTokenSource(TourWithin);
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        var (output, errors) =
            (bash.StandardOutput.ReadToEndAsync(late.Token), bash.StandardError.ReadToEndAsync(late.Token));
        await bash.WaitForExitAsync(late.Token);
        return (bash.ExitCode, await output + await errors);
    }

    [GeneratedRegex("^```bash tour\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Tour();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();
}
