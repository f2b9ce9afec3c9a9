using System.Text.Json;

namespace ReferralSilo.Host.Fhir;

/// <summary>
/// What can be told from the JSON alone, before the FHIR library sees it: the type, the size of a Bundle, and what may
/// not be ignored by somebody who does not understand it (modifier extensions, implicit rules).
/// </summary>
public static class FhirScan
{
    /// <summary>Null when there is nothing to refuse; throws <see cref="JsonException"/> for what is not JSON.</summary>
    public static FhirRefusal? Refusal(ReadOnlyMemory<byte> body, string? expected)
    {
        using var document = JsonDocument.Parse(body, new() { MaxDepth = FhirNames.MaxDepth, AllowDuplicateProperties = false });
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("resourceType", out var named)
            || named.ValueKind != JsonValueKind.String || named.GetString() is not { Length: > 0 and < 64 } type)
            return FhirRefusal.Of(400, "structure", "The body is not a FHIR resource: it has no resourceType.");
        if (expected is not null && type != expected)
            return FhirRefusal.Of(400, "invalid", $"A {expected} is expected here.", "resourceType");
        if (type == "Bundle" && root.TryGetProperty("entry", out var entries)
            && entries.ValueKind == JsonValueKind.Array && entries.GetArrayLength() > FhirNames.MaxEntries)
            return FhirRefusal.Of(413, "too-costly", $"At most {FhirNames.MaxEntries} entries are accepted.", "Bundle.entry");
        return Modifier(root, type) is { } path
            ? FhirRefusal.Of(422, "extension", "This element changes the meaning of what it stands in and is not understood here.", path)
            : null;
    }

    // The depth is bounded by the parse.
    private static string? Modifier(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in element.EnumerateArray())
                if (Modifier(item, $"{path}[{index++}]") is { } found) return found;
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                var at = $"{path}.{property.Name}";
                if (property.Name is "modifierExtension" or "implicitRules") return at;
                if (Modifier(property.Value, at) is { } found) return found;
            }
        }
        return null;
    }
}
