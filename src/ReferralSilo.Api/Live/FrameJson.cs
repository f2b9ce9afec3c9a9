using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Api.Live;

/// <summary>
/// Serializes each frame once for all connections. Readers at the same version share the frame object, so they also
/// share its bytes.
/// </summary>
public sealed class FrameConverter : JsonConverter<BoardFrame>
{
    private static readonly ConditionalWeakTable<BoardFrame, byte[]> Written = [];
    private static readonly JsonSerializerOptions Rows = Options();

    public override BoardFrame Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new JsonException("Frames are only sent.");

    public override void Write(Utf8JsonWriter writer, BoardFrame value, JsonSerializerOptions options) =>
        writer.WriteRawValue(Written.GetValue(value, static frame => JsonSerializer.SerializeToUtf8Bytes(frame, Rows)),
            skipInputValidation: true);

    private static JsonSerializerOptions Options()
    {
        var options = ContractsJson.Apply(new JsonSerializerOptions());
        options.Converters.Add(new RowConverter());
        return options;
    }

    /// <summary>Writes a row as its own type. The board's name determines the row type for the reader.</summary>
    private sealed class RowConverter : JsonConverter<BoardRow>
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(BoardRow);

        public override BoardRow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new JsonException("Rows are only sent.");

        public override void Write(Utf8JsonWriter writer, BoardRow value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, value.GetType(), ContractsJson.Options);
    }
}
