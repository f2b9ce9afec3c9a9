using AngleSharp.Dom;

namespace ReferralSilo.Console.Tests.Support;

internal static class ElementText
{
    /// <summary>The text as a browser shows it: each run of white space is one space.</summary>
    public static string Shown(this IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
