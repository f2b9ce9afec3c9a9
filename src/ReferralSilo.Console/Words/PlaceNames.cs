using System.Collections.Frozen;

namespace ReferralSilo.Console.Words;

/// <summary>
/// Display names of languages and time zones. The host runs without the
/// machine's culture data, so that all machines show the same names.
/// </summary>
public static class PlaceNames
{
    private static readonly FrozenDictionary<string, string> Languages = new Dictionary<string, string>
    {
        ["am"] = "Amharic", ["ar"] = "Arabic", ["ase"] = "American Sign Language", ["bn"] = "Bengali",
        ["bs"] = "Bosnian", ["cs"] = "Czech", ["de"] = "German", ["el"] = "Greek", ["en"] = "English",
        ["es"] = "Spanish", ["fa"] = "Persian", ["fr"] = "French", ["gu"] = "Gujarati", ["he"] = "Hebrew",
        ["hi"] = "Hindi", ["hmn"] = "Hmong", ["ht"] = "Haitian Creole", ["hu"] = "Hungarian", ["hy"] = "Armenian",
        ["id"] = "Indonesian", ["it"] = "Italian", ["ja"] = "Japanese", ["km"] = "Khmer", ["ko"] = "Korean",
        ["ku"] = "Kurdish", ["lo"] = "Lao", ["mr"] = "Marathi", ["my"] = "Burmese", ["ne"] = "Nepali", ["nl"] = "Dutch",
        ["nv"] = "Navajo", ["om"] = "Oromo", ["pa"] = "Punjabi", ["pl"] = "Polish", ["ps"] = "Pashto",
        ["pt"] = "Portuguese", ["ro"] = "Romanian", ["ru"] = "Russian", ["sm"] = "Samoan", ["so"] = "Somali",
        ["sq"] = "Albanian", ["sr"] = "Serbian", ["sw"] = "Swahili", ["ta"] = "Tamil", ["te"] = "Telugu",
        ["th"] = "Thai", ["ti"] = "Tigrinya", ["tl"] = "Tagalog", ["fil"] = "Filipino", ["tr"] = "Turkish",
        ["uk"] = "Ukrainian", ["ur"] = "Urdu", ["uz"] = "Uzbek", ["vi"] = "Vietnamese", ["yi"] = "Yiddish",
        ["yue"] = "Cantonese", ["zh"] = "Chinese", ["cmn"] = "Mandarin Chinese",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> Zones = new Dictionary<string, string>
    {
        ["UTC"] = "UTC", ["America/New_York"] = "Eastern time", ["America/Chicago"] = "Central time",
        ["America/Denver"] = "Mountain time", ["America/Phoenix"] = "Arizona time",
        ["America/Los_Angeles"] = "Pacific time", ["America/Anchorage"] = "Alaska time",
        ["Pacific/Honolulu"] = "Hawaii time", ["America/Puerto_Rico"] = "Puerto Rico time",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The named zones by their id, by name.</summary>
    public static IEnumerable<(string Id, string Name)> AllZones =>
        Zones.Where(z => z.Key != "UTC").OrderBy(z => z.Value, StringComparer.Ordinal).Select(z => (z.Key, z.Value));

    /// <summary>The named languages by their tag, by name.</summary>
    public static IEnumerable<(string Tag, string Name)> AllLanguages =>
        Languages.OrderBy(l => l.Value, StringComparer.Ordinal).Select(l => (l.Key, l.Value));

    /// <summary>
    /// <c>es</c> → Spanish, <c>pt-BR</c> → Portuguese (BR). A language that is not listed keeps its tag.
    /// </summary>
    public static string Language(string tag)
    {
        var parts = tag.Split('-', '_');
        if (!Languages.TryGetValue(parts[0], out var name)) return tag;
        var rest = parts[1..];
        return rest.Length == 0 || parts[0] is "en" ? name : $"{name} ({string.Join(' ', rest)})";
    }

    /// <summary><c>America/Denver</c> → Mountain time, <c>America/Boise</c> → Boise time.</summary>
    public static string Zone(string iana) =>
        Zones.TryGetValue(iana, out var name) ? name : iana[(iana.LastIndexOf('/') + 1)..].Replace('_', ' ') + " time";
}
