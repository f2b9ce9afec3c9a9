using System.Text.RegularExpressions;
using ReferralSilo.Api.Intake;

namespace ReferralSilo.Host.Tests.Intake;

/// <summary>The warning codes in the OpenAPI document.</summary>
public sealed partial class WarningCodeTests
{
    [Fact]
    public void Every_warning_code_is_listed()
    {
        var sources = (string[])["src/ReferralSilo.Fhir", "src/ReferralSilo.Api/Intake",
            "src/ReferralSilo.Api/Referrals", "src/ReferralSilo.Domain/Referrals"];
        var codes = sources.SelectMany(folder =>
            Directory.GetFiles(Path.Combine(SharedData.RepositoryRoot, folder), "*.cs")).Select(File.ReadAllText)
            .SelectMany(text => WarningCode().Matches(text).Select(match => match.Groups["code"].Value)).ToHashSet();
        Assert.InRange(codes.Count, 20, 100);
        Assert.Empty(codes.Except(IntakeWarningCodes.All.Keys));
    }

    [GeneratedRegex("""\b(?:Warn|Warning|NotKept|NotUsed|IntakeWarning|SubmissionWarning|Add\(new)\((?:"/[^"]*", )?"(?<code>[a-z-]+)(?="[,)])""")]
    private static partial Regex WarningCode();
}
