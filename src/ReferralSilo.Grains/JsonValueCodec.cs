using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.WireProtocol;

namespace ReferralSilo.Grains;

/// <summary>
/// Sends immutable values between silos: the field header carries the type, the field body its JSON. Orleans' own JSON
/// codec writes the type into the body and looks it up by its attributes for each value, which costs as much as reading
/// the JSON. A type in the header is looked up once.
/// </summary>
/// <param name="isOurs">Selects the types that this codec handles.</param>
/// <param name="options">JSON options for these types.</param>
public sealed class JsonValueCodec(Func<Type, bool> isOurs, JsonSerializerOptions options) : IGeneralizedCodec,
    IGeneralizedCopier
{
    public bool IsSupportedType(Type type) => !type.IsAbstract && isOurs(type);

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta,
        [AllowNull] Type expectedType, object? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (value is null)
        {
            ReferenceCodec.WriteNullReference(ref writer, fieldIdDelta);
            return;
        }

        // Always writes the type: the reader does not know which type the writer expected.
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, null!, value.GetType(), WireType.LengthPrefixed);
        var json = JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), options);
        writer.WriteVarUInt32((uint)json.Length);
        writer.Write(json);
    }

    public object? ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference) return ReferenceCodec.ReadReference(ref reader, field.FieldType);
        field.EnsureWireType(WireType.LengthPrefixed);
        ReferenceCodec.MarkValueField(reader.Session);
        var length = reader.ReadVarUInt32();
        if (!reader.TryReadBytes((int)length, out var json)) json = reader.ReadBytes(length);
        return JsonSerializer.Deserialize(json, field.FieldType!, options);
    }

    /// <summary>Returns the same reference: the values are immutable.</summary>
    public object? DeepCopy(object? input, CopyContext context) => input;
}
