using System.Text.Json;

namespace ReferralSilo.Fhir;

/// <summary>Checks the resource type and the size of a Bundle before the FHIR library sees the JSON.</summary>
public static class FhirPrecheck
{
    /// <summary>The refusal, or null. Throws <see cref="JsonException"/> for text that is not JSON.</summary>
    public static FhirRefusal? Refusal(ReadOnlyMemory<byte> body, string? expected)
    {
        using var document =
            JsonDocument.Parse(body, new() { MaxDepth = FhirNames.MaxDepth, AllowDuplicateProperties = false });
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("resourceType", out var named)
            || named.ValueKind != JsonValueKind.String || named.GetString() is not { Length: > 0 and < 64 } type)
            return FhirRefusal.Of(400, "structure", "The body is not a FHIR resource: it has no resourceType.");
        if (expected is not null && type != expected)
            return FhirRefusal.Of(400, "invalid", $"A {expected} is expected here.", "resourceType");
        return type == "Bundle" && root.TryGetProperty("entry", out var entries)
            && entries.ValueKind == JsonValueKind.Array && entries.GetArrayLength() > FhirNames.MaxEntries
            ? FhirRefusal.Of(413, "too-costly", $"At most {FhirNames.MaxEntries} entries are accepted.", "Bundle.entry")
            : null;
    }
}
