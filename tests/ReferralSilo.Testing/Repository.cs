using System.Reflection;

namespace ReferralSilo.Testing;

/// <summary>Where the sources and the built program of this test run are.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The program as the same build made it.</summary>
    public static string Program { get; } = Path.Combine(
        Root, "src", "ReferralSilo.Host", "bin", Configuration, "net10.0", "ReferralSilo.Host.dll");

    private static string Configuration =>
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "ReferralSilo.sln"))) return at.FullName;
        }
        throw new DirectoryNotFoundException("No ReferralSilo.sln above the test.");
    }
}
