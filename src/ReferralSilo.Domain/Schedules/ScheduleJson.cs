using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Schedules;

/// <summary>The JSON of schedules and their events. Stored JSON must stay readable: names never change.</summary>
public static class ScheduleJson
{
    private static readonly FrozenDictionary<Type, string> Names = typeof(ScheduleEvent)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    /// <summary>Shared, read-only options for <see cref="Schedule"/>, <see cref="ScheduleEvent"/> and lists of
    /// events.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>The wire name of an event, e.g. <c>slot-held</c>.</summary>
    public static string WireName(ScheduleEvent happened) => Names[happened.GetType()];

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(ScheduleJsonContext.Default.Options)
        {
            TypeInfoResolver = ScheduleJsonContext.Default,
        };
        options.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);
        options.Converters.Add(new TextConverter<ReferralId>(t => new(t), v => v.Value));
        options.Converters.Add(new TextConverter<ClinicianId>(t => new(t), v => v.Value));
        options.Converters.Add(new TextConverter<ServiceLineId>(t => new(t), v => v.Value));
        options.Converters.Add(new TextConverter<HoldId>(t => new(t), v => v.Value));
        options.Converters.Add(new TextConverter<BookingId>(t => new(t), v => v.Value));
        options.Converters.Add(new TextConverter<ExceptionId>(t => new(t), v => v.Value));
        options.Converters.Add(new TextConverter<SlotId>(
            t => SlotId.TryParse(t, out var slot) ? slot : throw new JsonException($"Not a slot id: {t}."),
            v => v.Value));
        options.Converters.Add(
            new JsonStringEnumConverter<VisitType>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(
            new JsonStringEnumConverter<HoldEnd>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(
            new JsonStringEnumConverter<Time.Weekdays>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.MakeReadOnly();
        return options;
    }

    private sealed class TextConverter<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            read(reader.GetString() ?? throw new JsonException($"A {typeof(T).Name} is a text."));

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(write(value));
    }
}

/// <summary>Generated serializers. Use <see cref="ScheduleJson.Options"/>, which adds ids and times.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Schedule))]
[JsonSerializable(typeof(ScheduleEvent))]
[JsonSerializable(typeof(IReadOnlyList<ScheduleEvent>))]
internal sealed partial class ScheduleJsonContext : JsonSerializerContext;
