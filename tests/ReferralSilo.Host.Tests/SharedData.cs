namespace ReferralSilo.Host.Tests;

/// <summary>External test data beside the repository; a clone on its own has none.</summary>
public static class SharedData
{
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The path of a file or folder; null when it does not exist.</summary>
    public static string? Find(string name)
    {
        var path = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "data", name));
        return Path.Exists(path) ? path : null;
    }

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "ReferralSilo.sln"))) return at.FullName;
        throw new DirectoryNotFoundException("No ReferralSilo.sln above the test.");
    }
}
