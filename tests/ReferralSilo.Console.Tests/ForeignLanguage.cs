using System.Globalization;
using System.Runtime.CompilerServices;

namespace ReferralSilo.Console.Tests;

/// <summary>
/// All tests run with Turkish settings, in which numbers, dates and the case of letters differ most from ours.
/// </summary>
internal static class ForeignLanguage
{
    [ModuleInitializer]
    internal static void Set() => CultureInfo.DefaultThreadCurrentCulture =
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.GetCultureInfo("tr-TR");
}
