using System.Xml.Linq;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Host.Tests.Maintenance;

namespace ReferralSilo.Host.Tests.Setup;

/// <summary>The version stands once in the build properties; the program shows that one everywhere.</summary>
public sealed class ProgramVersionTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private static readonly string Version = XDocument
        .Load(Path.Combine(SharedData.RepositoryRoot, "Directory.Build.props")).Descendants("Version").Single().Value;

    [Fact]
    public async Task The_program_prints_its_version()
    {
        var command = (await ACommand.Run("--version")).Is(0);

        Assert.Equal($"ReferralSilo {Version}", command.Said.TrimEnd().Split('+')[0]);
    }

    [Theory]
    [InlineData("/health/live", "version")]
    [InlineData("/health/ready", "version")]
    [InlineData("/openapi/v1.json", "info/version")]
    [InlineData("/fhir/R4/metadata", "software/version")]
    public async Task The_program_tells_its_version(string path, string property)
    {
        var answer = (await host.Api.Get(path)).Is(200).Json;

        Assert.Equal(Version, (string?)property.Split('/').Aggregate(answer, (json, name) => json[name]!));
    }
}
