using System.Globalization;

namespace ReferralSilo.Host.Setup;

/// <summary>Texts, numbers and dates of the program do not depend on the language settings of the machine.</summary>
public static class HostCulture
{
    public const string NoUnicode = "The Unicode library ICU is switched off: unset "
        + "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT and install libicu.";

    /// <summary>
    /// False when .NET runs without ICU. Text is not normalized then, so one person could be stored as two.
    /// </summary>
    public static bool HasUnicode => "e\u0301".Normalize() == "\u00E9";

    /// <summary>Formats with the invariant culture on all threads that do not name another.</summary>
    public static void SetInvariant() => CultureInfo.DefaultThreadCurrentCulture =
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
}
