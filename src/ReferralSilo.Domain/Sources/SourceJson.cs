using System.Text.Json;
using System.Text.Json.Serialization;
using ReferralSilo.Domain.Stored;

namespace ReferralSilo.Domain.Sources;

/// <summary>The JSON of stored sources. Its names must never change.</summary>
public static class SourceJson
{
    /// <summary>Shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = StoredJson.Options(SourceJsonContext.Default);

    /// <summary>The stored form of sources.</summary>
    public static StoredForm<Source, SourceEvent> Form { get; } = new("source", Options);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Source))]
[JsonSerializable(typeof(SourceEvent))]
internal sealed partial class SourceJsonContext : JsonSerializerContext;
