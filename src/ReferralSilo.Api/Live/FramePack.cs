using System.Runtime.CompilerServices;
using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;
using System.Text.Json;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Api.Live;

/// <summary>Frames for MessagePack clients: the same fields and values as in JSON, converted once per frame.</summary>
public static class FramePack
{
    public static MessagePackSerializerOptions Options { get; } = MessagePackSerializerOptions.Standard
        .WithResolver(
            CompositeResolver.Create([new FrameFormatter(), new CursorFormatter()], [StandardResolver.Instance]))
        .WithSecurity(MessagePackSecurity.UntrustedData);

    private static readonly JsonSerializerOptions Json = FrameOptions();
    private static readonly ConditionalWeakTable<BoardFrame, byte[]> Written = [];

    private static JsonSerializerOptions FrameOptions()
    {
        var options = ContractsJson.Apply(new JsonSerializerOptions());
        options.Converters.Add(new FrameConverter());
        return options;
    }

    private sealed class FrameFormatter : IMessagePackFormatter<BoardFrame?>
    {
        public void Serialize(ref MessagePackWriter writer, BoardFrame? value, MessagePackSerializerOptions options)
        {
            if (value is null) writer.WriteNil();
            else writer.WriteRaw(
                Written.GetValue(value, static frame =>
                MessagePackSerializer.ConvertFromJson(JsonSerializer.Serialize(frame, Json))));
        }

        public BoardFrame? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
            throw new MessagePackSerializationException("Frames are only sent.");
    }

    /// <summary>Reads a cursor from a client: a map with <c>epoch</c> and <c>version</c>.</summary>
    private sealed class CursorFormatter : IMessagePackFormatter<BoardCursor?>
    {
        public void Serialize(ref MessagePackWriter writer, BoardCursor? value, MessagePackSerializerOptions options) =>
            throw new MessagePackSerializationException("Cursors are only received.");

        public BoardCursor? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
        {
            if (reader.TryReadNil()) return null;
            if (reader.NextMessagePackType != MessagePackType.Map) return Malformed(ref reader);
            var (epoch, version) = ((string?)null, -1L);
            for (var left = reader.ReadMapHeader(); left > 0; left--)
            {
                switch (Name(ref reader))
                {
                    case "epoch" when reader.NextMessagePackType == MessagePackType.String:
                        epoch = reader.ReadString();
                        break;
                    case "version" when reader.NextMessagePackType == MessagePackType.Integer
                        && reader.NextCode != MessagePackCode.UInt64:
                        version = reader.ReadInt64();
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }

            return epoch is null || version < 0 ? CursorConverter.Malformed : new BoardCursor(epoch, version);
        }

        private static BoardCursor Malformed(ref MessagePackReader reader)
        {
            reader.Skip();
            return CursorConverter.Malformed;
        }

        private static string? Name(ref MessagePackReader reader)
        {
            if (reader.NextMessagePackType == MessagePackType.String) return reader.ReadString();
            reader.Skip();
            return null;
        }
    }
}
