using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Contracts.Json;

/// <summary>The JSON rules of the public contract: camelCase, kebab-case enumerations, UTC instants with <c>Z</c>,
/// ISO 8601 durations, unknown fields refused.</summary>
public static class ContractsJson
{
    /// <summary>Maximum nesting of a request, levels.</summary>
    public const int MaxDepth = 32;

    /// <summary>Shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = Apply(new JsonSerializerOptions());

    /// <summary>Applies the rules to options that a framework owns.</summary>
    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = MaxDepth;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver())
            .WithAddedModifier(ReferralFields.Omit);
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new DurationConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        return options;
    }

    /// <summary>The wire name of an enumeration value, e.g. <c>information-requested</c>.</summary>
    public static string WireName<TEnum>(this TEnum value) where TEnum : struct, Enum =>
        WireNames<TEnum>.ByValue[value];

    /// <summary>Parses a wire name; false for any other text.</summary>
    public static bool TryParseWireName<TEnum>(string? text, out TEnum value) where TEnum : struct, Enum
    {
        value = default;
        return text is not null && WireNames<TEnum>.ByName.TryGetValue(text, out value);
    }

    private static class WireNames<TEnum> where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> ByValue = Enum.GetValues<TEnum>()
            .ToDictionary(v => v, v => JsonNamingPolicy.KebabCaseLower.ConvertName(v.ToString()));

        public static readonly Dictionary<string, TEnum> ByName =
            ByValue.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);
    }

    /// <summary>Writes <c>2031-03-03T09:00:00Z</c>, with a fraction only when there is one. Reads any offset; refuses a
    /// text without <c>Z</c> or an offset, see <see cref="Instants"/>.</summary>
    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert,
            JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Instants.TryParse(reader.GetString(), out var value)
                ? value
                : throw new JsonException(Instants.ErrorText);

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            var utc = value.UtcDateTime;
            Span<char> text = stackalloc char[32];
            var format = utc.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ssZ"
                : "yyyy-MM-ddTHH:mm:ss.FFFFFFZ";
            utc.TryFormat(text, out var written, format, CultureInfo.InvariantCulture);
            writer.WriteStringValue(text[..written]);
        }
    }

    /// <summary>Reads and writes ISO 8601, see <see cref="Durations"/>.</summary>
    private sealed class DurationConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Durations.TryParse(reader.GetString(), out var value)
                ? value
                : throw new JsonException(Durations.ErrorText);

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Durations.Text(value));
    }
}
