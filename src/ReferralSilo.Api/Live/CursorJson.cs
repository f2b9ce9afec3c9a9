using System.Text.Json;
using System.Text.Json.Serialization;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Api.Live;

/// <summary>Reads a cursor from a client. Anything else becomes <see cref="Malformed"/>, so that the hub can end the
/// stream with a code; SignalR would end it with a sentence of its own.</summary>
public sealed class CursorConverter : JsonConverter<BoardCursor>
{
    /// <summary>Stands for what is not a cursor.</summary>
    public static BoardCursor Malformed { get; } = new("", -1);

    public override BoardCursor Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var parsed = JsonDocument.ParseValue(ref reader);
        return parsed.RootElement is { ValueKind: JsonValueKind.Object } cursor
            && cursor.TryGetProperty("epoch", out var epoch) && epoch.ValueKind == JsonValueKind.String
            && cursor.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number
            && version.TryGetInt64(out var at) && at >= 0
            ? new BoardCursor(epoch.GetString()!, at) : Malformed;
    }

    public override void Write(Utf8JsonWriter writer, BoardCursor value, JsonSerializerOptions options) =>
        throw new JsonException("Cursors are only received.");
}
