namespace ReferralSilo.Host.Tests.Architecture;

/// <summary>Source lines have at most 120 columns. The text of raw string literals is data.</summary>
public sealed class LineLengthTests
{
    private const int Columns = 120;
    private static readonly string[] Endings = [".cs", ".razor", ".css", ".js", ".sql"];
    private static readonly string[] NotSources = ["bin", "obj", "node_modules"];

    /// <summary>Scripts that EF writes from the model of the accounts.</summary>
    private static readonly string Generated = Path.Combine("Accounts", "Sql");

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void No_line_is_longer_than_120_columns(string folder)
    {
        var root = Path.Combine(SharedData.RepositoryRoot, folder);
        var sources = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(path => Endings.Contains(Path.GetExtension(path)))
            .Where(path => !Path.GetRelativePath(root, path).Split('/').Any(NotSources.Contains))
            .Where(path => !path.Contains(Generated, StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(sources);
        Assert.Empty(sources.SelectMany(path => LongLines(path, root)));
    }

    private static IEnumerable<string> LongLines(string path, string root)
    {
        var isRaw = false;
        foreach (var (line, index) in File.ReadLines(path).Select((line, index) => (line, index)))
        {
            var quotes = line.Split("\"\"\"").Length - 1;
            if (line.Length > Columns && quotes == 0 && !isRaw)
                yield return $"{Path.GetRelativePath(root, path)}:{index + 1}";
            if (quotes % 2 == 1) isRaw = !isRaw;
        }
    }
}
