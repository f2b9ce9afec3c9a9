using System.Runtime.CompilerServices;
using System.Text;

namespace ReferralSilo.Messaging.Tests.Support;

/// <summary>Registers the code pages before the first use of the mail library, as the settings do in the
/// program.</summary>
internal static class CodePages
{
    [ModuleInitializer]
    internal static void Register() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
}
