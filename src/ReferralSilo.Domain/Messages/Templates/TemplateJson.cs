using System.Text.Json;
using System.Text.Json.Serialization;
using ReferralSilo.Domain.Stored;

namespace ReferralSilo.Domain.Messages.Templates;

/// <summary>The JSON of stored templates. Its names must never change.</summary>
public static class TemplateJson
{
    /// <summary>Shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = StoredJson.Options(TemplateJsonContext.Default);

    /// <summary>The stored form of templates.</summary>
    public static StoredForm<Template, TemplateEvent> Form { get; } = new("template", Options);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Template))]
[JsonSerializable(typeof(TemplateEvent))]
internal sealed partial class TemplateJsonContext : JsonSerializerContext;
