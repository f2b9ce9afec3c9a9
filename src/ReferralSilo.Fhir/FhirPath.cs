using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ReferralSilo.Fhir;

/// <summary>Paths of elements: makes them safe for responses and follows them through JSON.</summary>
internal static partial class FhirPath
{
    // Real paths are far shorter, but an unknown name can be as long as the body.
    private const int Longest = 200;

    /// <summary>The path as a response may contain it: element names only. A name that FHIR does not allow may contain
    /// anything, even patient data, so the path is cut above it.</summary>
    public static string Safe(string path)
    {
        var safe = Elements().Match(path).Value.TrimEnd('.');
        return safe.Length <= Longest ? safe : safe[..Longest];
    }

    /// <summary>Finds an element in JSON by the path of the FHIR library; null when it does not exist.</summary>
    public static FhirNode? Find(JsonObject root, string path)
    {
        JsonNode? at = root;
        var (type, element, place) = (TypeOf(root), "", (FhirNode?)null);
        foreach (var step in path.Split('.')[1..])
        {
            var bracket = step.IndexOf('[', StringComparison.Ordinal);
            var name = bracket < 0 ? step : step[..bracket];
            if (at is not JsonObject owner || Name(owner, name) is not { } own) return null;
            if (TypeOf(owner) is { } nearer) (type, element) = (nearer, name);
            at = owner[own];
            place = new(type, element, owner, own, null, -1);
            if (bracket < 0 || at is not JsonArray list) continue;
            if (!int.TryParse(step[(bracket + 1)..].TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture,
                out var index) || index >= list.Count)
                return null;
            at = list[index];
            place = new(type, element, owner, own, list, index);
        }
        return place;
    }

    public static string? TypeOf(JsonObject owner) =>
        owner["resourceType"] is JsonValue type && type.TryGetValue<string>(out var name) ? name : null;

    // The library names a choice element without its type: occurrence for occurrenceDateTime.
    private static string? Name(JsonObject owner, string name) => owner.ContainsKey(name) ? name
        : owner.Select(member => member.Key).FirstOrDefault(key =>
            key.Length > name.Length && key.StartsWith(name, StringComparison.Ordinal)
                && char.IsAsciiLetterUpper(key[name.Length]));

    [GeneratedRegex(@"^[A-Za-z]{1,40}(\[\d{1,6}\])?(\.[A-Za-z_]\w{0,39}(\[\d{1,6}\])?)*(?=$|\.)",
        RegexOptions.ECMAScript)]
    private static partial Regex Elements();
}

/// <summary>An element in the JSON of a resource.</summary>
/// <param name="Type">Type of the innermost resource around the element.</param>
/// <param name="Element">Direct element of that resource which contains this one.</param>
/// <param name="Owner">JSON object that has the element.</param>
/// <param name="Name">Name of the element in that object.</param>
/// <param name="List">The list that contains the element; null when it is not in a list.</param>
/// <param name="Index">Index in the list.</param>
internal sealed record FhirNode(string? Type, string Element, JsonObject Owner, string Name, JsonArray? List, int Index)
{
    public JsonNode? Value => List is null ? Owner[Name] : List[Index];

    public void Replace(JsonNode? value)
    {
        if (List is not null) List[Index] = value;
        else Owner[Name] = value;
    }

    public void Remove()
    {
        if (List is not null) List.RemoveAt(Index);
        else Owner.Remove(Name);
    }
}
