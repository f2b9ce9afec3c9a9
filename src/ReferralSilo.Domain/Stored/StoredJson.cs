using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace ReferralSilo.Domain.Stored;

/// <summary>The JSON of all stored types: camelCase names, kebab-case enumerations, ids as texts, ISO instants, no
/// nulls.</summary>
public static class StoredJson
{
    /// <summary>Read-only options for the generated types of one aggregate.</summary>
    /// <param name="types">Its generated serializers.</param>
    /// <param name="own">Converters of types that only this aggregate has.</param>
    public static JsonSerializerOptions Options(IJsonTypeInfoResolver types, params ReadOnlySpan<JsonConverter> own)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = types,
        };
        options.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new TextConverter<ServiceLineId>(text => new(text), id => id.Value));
        options.Converters.Add(new TextConverter<SourceId>(text => new(text), id => id.Value));
        options.Converters.Add(new TextConverter<ClinicianId>(text => new(text), id => id.Value));
        options.Converters.Add(new TextConverter<ReferralId>(text => new(text), id => id.Value));
        options.Converters.Add(new TextConverter<PatientId>(text => new(text), id => id.Value));
        foreach (var converter in own) options.Converters.Add(converter);
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>Writes a wrapper type as a JSON string. Reading does not validate: stored values must stay readable when
/// the input rules become stricter.</summary>
public class TextConverter<T>(Func<string, T> wrap, Func<T, string> unwrap) : JsonConverter<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? wrap(reader.GetString()!)
            : throw new JsonException("Expected a string.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(unwrap(value));
}
