using System.Reflection;

namespace ReferralSilo.Testing;

/// <summary>Paths of the sources and of the built program.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The program's assembly from the same build.</summary>
    public static string Program { get; } = Path.Combine(
        Root, "src", "ReferralSilo.Host", "bin", Configuration, "net10.0", "ReferralSilo.Host.dll");

    /// <summary>
    /// Programs are started on a machine with another language: the numbers and dates that tests read must be the same.
    /// </summary>
    public static (string Name, string Value) Language => ("LC_ALL", "de_DE.UTF-8");

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
