using System.Reflection;

namespace ReferralSilo.Api.Requests;

/// <summary>The version of this program, from <c>Directory.Build.props</c>.</summary>
public static class ProgramVersion
{
    /// <summary>The version without the commit, e.g. <c>0.1.0</c>.</summary>
    public static string Number => Text.Split('+')[0];

    /// <summary>The version with the commit of the build, e.g. <c>0.1.0+1e8b47d</c>.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion ?? "unknown";
}
