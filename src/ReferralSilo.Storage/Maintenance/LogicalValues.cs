using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>Converts values of either engine to the same logical values.</summary>
internal static class LogicalValues
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    public static object? Of(object value, ColumnKind kind) => (kind, value) switch
    {
        (_, DBNull) => null,
        (ColumnKind.Moment, string text) => Microseconds(ParseDate(text)),
        (ColumnKind.Moment, DateTime at) => Microseconds(at),
        (ColumnKind.Json, string text) => Sorted(JsonNode.Parse(text))?.ToJsonString() ?? "null",
        (ColumnKind.Longs, byte[] bytes) => MemoryMarshal.Cast<byte, long>(bytes).ToArray(),
        (ColumnKind.Flag or ColumnKind.Int or ColumnKind.Short or ColumnKind.Long, _) =>
            Convert.ToInt64(value, CultureInfo.InvariantCulture),
        _ => value,
    };

    public static DateTime Moment(long microseconds) => DateTime.UnixEpoch.AddTicks(microseconds * TicksPerMicrosecond);

    private static DateTime ParseDate(string text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out var at)
        ? at.UtcDateTime
        : throw new MaintenanceException("A date of the embedded settings or accounts cannot be read.");

    private static long Microseconds(DateTime at) =>
        (long)Math.Floor((decimal)(at - DateTime.UnixEpoch).Ticks / TicksPerMicrosecond);

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        null => null,
        _ => JsonValue.Create(node.Deserialize<JsonElement>()),
    };
}
