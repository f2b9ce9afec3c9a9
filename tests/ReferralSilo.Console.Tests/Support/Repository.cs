namespace ReferralSilo.Console.Tests.Support;

/// <summary>The sources that these tests read.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "ReferralSilo.sln"))) at = at.Parent;
        return at?.FullName
            ?? throw new DirectoryNotFoundException("The repository root was not found above the tests.");
    }
}
