using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using ReferralSilo.Domain.Stored;

namespace ReferralSilo.Domain.Schedules;

/// <summary>The JSON of schedules and their events. Stored JSON must stay readable: names never change.</summary>
public static class ScheduleJson
{
    private static readonly FrozenDictionary<Type, string> Names = typeof(ScheduleEvent)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    /// <summary>Shared, read-only options for <see cref="Schedule"/>, <see cref="ScheduleEvent"/> and lists of
    /// events.</summary>
    public static JsonSerializerOptions Options { get; } = StoredJson.Options(
        ScheduleJsonContext.Default,
        new TextConverter<HoldId>(text => new(text), id => id.Value),
        new TextConverter<BookingId>(text => new(text), id => id.Value),
        new TextConverter<ExceptionId>(text => new(text), id => id.Value),
        new TextConverter<SlotId>(
            text => SlotId.TryParse(text, out var slot) ? slot : throw new JsonException($"Not a slot id: {text}."),
            id => id.Value));

    /// <summary>The stored form of schedules.</summary>
    public static StoredForm<Schedule, ScheduleEvent> Form { get; } = new("schedule", Options);

    /// <summary>The wire name of an event, e.g. <c>slot-held</c>.</summary>
    public static string WireName(ScheduleEvent happened) => Names[happened.GetType()];
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
