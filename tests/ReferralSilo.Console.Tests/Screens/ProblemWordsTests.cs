using System.Text.RegularExpressions;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Console.Tests.Screens;

public sealed partial class ProblemWordsTests
{
    [Fact]
    public void Every_refusal_has_a_sentence_instead_of_a_code()
    {
        var codes = Codes();
        Assert.True(codes.Count > 40, $"Only {codes.Count} codes were found.");
        Assert.DoesNotContain(codes, c => !ProblemWords.Contains(c));
    }

    [Fact]
    public void No_sentence_is_a_code()
    {
        foreach (var code in Codes())
        {
            var text = ProblemWords.Text(new Problem(409, code, ""), Names.None);
            Assert.DoesNotContain(code, text.Split(' '));
            Assert.EndsWith(".", text);
        }
    }

    [Fact]
    public void Unlisted_code_is_shown_with_the_hosts_sentence() =>
        Assert.Equal("The moon is in the way.",
            ProblemWords.Text(new Problem(409, "moon-in-the-way", "The moon is in the way."), Names.None));

    [Theory]
    [InlineData("client:demo-client is working on this referral.", "Demo client is working on this referral.")]
    [InlineData("sue is working on this referral.", "Sue Supervisor is working on this referral.")]
    [InlineData("nurse is working on this referral.", "You are working on this referral.")]
    [InlineData("client:gone is working on this referral.", "A connected system is working on this referral.")]
    public void Claiming_account_is_shown_by_name(string host, string text) =>
        Assert.Equal(text, ProblemWords.Text(new Problem(409, "claimed-by-another", host),
            new Names(new FakeConsoleApi().AllPeople, "nurse")));

    /// <summary>All codes of the public list and of the rules, read from the source files.</summary>
    private static IReadOnlyList<string> Codes()
    {
        var source = Path.Combine(Repository.Root, "src");
        var rules = Directory.EnumerateFiles(Path.Combine(source, "ReferralSilo.Domain"), "*.cs",
            SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
            .Append(Path.Combine(source, "ReferralSilo.Grains/Committing/CommandEnvelopes.cs"))
            .SelectMany(f => Refusal().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value));
        var list = Listed()
            .Matches(File.ReadAllText(Path.Combine(source, "ReferralSilo.Api/Problems/ProblemCodes.cs")))
            .Select(m => m.Groups[1].Value);
        return [.. rules.Concat(list).Distinct().Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex("""new(?: Refusal)?\("([a-z]+(?:-[a-z]+)+)", \$?"[A-Z]""")]
    private static partial Regex Refusal();

    [GeneratedRegex("(?:const string \\w+ = |new\\()\"([a-z]+(?:-[a-z]+)*)\"")]
    private static partial Regex Listed();
}
