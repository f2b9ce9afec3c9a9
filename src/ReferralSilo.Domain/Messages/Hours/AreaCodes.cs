using System.Collections.Frozen;
using System.Globalization;

namespace ReferralSilo.Domain.Messages.Hours;

/// <summary>The area codes of the United States that lie in two time zones. The library of numbers names only one of
/// them for many exchanges: for 219 (Gary, Indiana, Central time) it says Eastern time.</summary>
/// <remarks>Source: the area codes' regions in the NANPA's public list, with 49 CFR part 71 for the lines between the
/// zones.</remarks>
internal static class AreaCodes
{
    private static readonly FrozenDictionary<ulong, string[]> TwoZones = """
        America/New_York America/Chicago 219 270 364 423 448 574 812 850 906 930 931
        America/Chicago America/Denver 308 432 605 620 701 785 915
        America/Los_Angeles America/Boise 208 458 541 986
        America/Los_Angeles America/Denver 775
        America/Phoenix America/Denver 928
        America/Anchorage America/Adak 907
        """.Split('\n').Select(line => line.Trim().Split(' '))
        .SelectMany(line => line[2..], (line, code) =>
            KeyValuePair.Create(ulong.Parse(code, CultureInfo.InvariantCulture), line[..2])).ToFrozenDictionary();

    /// <summary>Both zones of an area code that lies in two; empty for the others.</summary>
    public static IReadOnlyList<string> InTwoZones(ulong areaCode) => TwoZones.GetValueOrDefault(areaCode) ?? [];
}
