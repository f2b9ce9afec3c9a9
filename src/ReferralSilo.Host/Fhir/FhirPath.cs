using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ReferralSilo.Host.Fhir;

/// <summary>Paths of elements: what is answered of them, and the way along them through JSON.</summary>
internal static partial class FhirPath
{
    // The longest real path is far shorter; a name that is none of FHIR's may be as long as the body.
    private const int Longest = 200;

    /// <summary>
    /// The path as it may be answered: element names only. A name that FHIR cannot have may hold anything, a patient's
    /// data included, so the path ends above it.
    /// </summary>
    public static string Safe(string path)
    {
        var safe = Elements().Match(path).Value.TrimEnd('.');
        return safe.Length <= Longest ? safe : safe[..Longest];
    }

    /// <summary>Where an element stands in JSON, by the path the FHIR library gives; null when it cannot be
    /// found.</summary>
    public static FhirPlace? Find(JsonObject root, string path)
    {
        JsonNode? at = root;
        var (type, element, place) = (TypeOf(root), "", (FhirPlace?)null);
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
                out var index)
                || index >= list.Count) return null;
            at = list[index];
            place = new(type, element, owner, own, list, index);
        }
        return place;
    }

    public static string? TypeOf(JsonObject owner) =>
        owner["resourceType"] is JsonValue type && type.TryGetValue<string>(out var name) ? name : null;

    // Of a choice the library gives the name without its type: occurrence for occurrenceDateTime.
    private static string? Name(JsonObject owner, string name) => owner.ContainsKey(name) ? name
        : owner.Select(member => member.Key).FirstOrDefault(key =>
            key.Length > name.Length && key.StartsWith(name, StringComparison.Ordinal)
                && char.IsAsciiLetterUpper(key[name.Length]));

    [GeneratedRegex(@"^[A-Za-z]{1,40}(\[\d{1,6}\])?(\.[A-Za-z_]\w{0,39}(\[\d{1,6}\])?)*(?=$|\.)",
        RegexOptions.ECMAScript)]
    private static partial Regex Elements();
}

/// <summary>An element in JSON.</summary>
/// <param name="Type">Type of the nearest resource around it.</param>
/// <param name="Element">Element of that resource in which it stands.</param>
/// <param name="Owner">Object that has it.</param>
/// <param name="Name">Its name there.</param>
/// <param name="List">The list it is an entry of; null when it is none.</param>
/// <param name="Index">Its place in the list.</param>
internal sealed record FhirPlace(string? Type, string Element, JsonObject Owner, string Name, JsonArray? List,
    int Index)
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
