namespace ReferralSilo.Host.Tests;

/// <summary>Input that nobody on this project wrote, kept beside the repository; a clone that stands alone has
/// none.</summary>
public static class SharedData
{
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Null when the repository stands alone.</summary>
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
