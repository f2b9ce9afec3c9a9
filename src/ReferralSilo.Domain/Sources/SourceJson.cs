using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Sources;

/// <summary>The JSON of stored sources. Its names must never change.</summary>
public static class SourceJson
{
    /// <summary>Shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(SourceJsonContext.Default.Options)
        {
            TypeInfoResolver = SourceJsonContext.Default,
        };
        options.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);
        options.Converters.Add(new SourceIdConverter());
        options.Converters.Add(
            new JsonStringEnumConverter<SourceKind>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.MakeReadOnly();
        return options;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Source))]
[JsonSerializable(typeof(SourceEvent))]
internal sealed partial class SourceJsonContext : JsonSerializerContext;
