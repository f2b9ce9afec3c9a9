using System.Text.Json;

namespace ReferralSilo.Host.Fhir;

/// <summary>What can be told from the JSON alone, before anything else sees it: the type and the size of a
/// Bundle.</summary>
public static class FhirScan
{
    /// <summary>Null when there is nothing to refuse; throws <see cref="JsonException"/> for what is not
    /// JSON.</summary>
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
                ? FhirRefusal.Of(413, "too-costly", $"At most {FhirNames.MaxEntries} entries are accepted.",
                    "Bundle.entry")
                : null;
    }
}
