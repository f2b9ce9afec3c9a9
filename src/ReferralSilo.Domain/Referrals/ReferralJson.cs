using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace ReferralSilo.Domain.Referrals;

/// <summary>The JSON of stored referrals and events: generated serializers, kebab-case names, ISO instants.</summary>
public static class ReferralJson
{
    /// <summary>Shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>Serializes a state.</summary>
    public static byte[] Write(Referral state) => JsonSerializer.SerializeToUtf8Bytes(state, Options);

    /// <summary>Serializes an event.</summary>
    public static byte[] Write(ReferralEvent happened) => JsonSerializer.SerializeToUtf8Bytes(happened, Options);

    /// <summary>Deserializes a state.</summary>
    public static Referral ReadState(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize<Referral>(bytes, Options)!;

    /// <summary>Deserializes an event.</summary>
    public static ReferralEvent ReadEvent(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize<ReferralEvent>(bytes, Options)!;

    /// <summary>The stored name of an event, e.g. <c>slots-offered</c>.</summary>
    public static string WireName(ReferralEvent happened) => Names[happened.GetType()];

    private static readonly Dictionary<Type, string> Names = typeof(ReferralEvent)
        .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
        .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(ReferralStateContext.Default, ReferralEventContext.Default),
        };
        options.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new ServiceLineIdConverter());
        options.Converters.Add(new SourceIdConverter());
        options.Converters.Add(new ClinicianIdConverter());
        options.Converters.Add(new ReferralIdConverter());
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>A referral id as a plain string.</summary>
public sealed class ReferralIdConverter() : PlainTextConverter<ReferralId>(text => new(text), id => id.Value);

[JsonSerializable(typeof(Referral))]
internal sealed partial class ReferralStateContext : JsonSerializerContext;

[JsonSerializable(typeof(ReferralEvent))]
internal sealed partial class ReferralEventContext : JsonSerializerContext;
