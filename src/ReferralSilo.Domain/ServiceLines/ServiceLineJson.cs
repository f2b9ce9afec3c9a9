using System.Text.Json;
using System.Text.Json.Serialization;
using ReferralSilo.Domain.Stored;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>The JSON of the stored settings of service lines.</summary>
public static class ServiceLineJson
{
    /// <summary>Shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = StoredJson.Options(ServiceLineJsonContext.Default);

    /// <summary>The stored form of the settings; they have no events.</summary>
    public static StoredForm<StoredServiceLines, object> Form { get; } = new("service-line-settings", Options);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredServiceLines))]
internal sealed partial class ServiceLineJsonContext : JsonSerializerContext;
