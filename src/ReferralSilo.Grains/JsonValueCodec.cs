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
/// Immutable values between silos: the type in the field's header, its JSON as the field's bytes. Orleans' own JSON
/// codec writes the type into the field and looks it up anew for each value it reads, by its attributes, which costs as
/// much as reading the JSON; a type in the header is looked up once.
/// </summary>
/// <param name="isOurs">Whose types.</param>
/// <param name="options">How they are written.</param>
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

        // Also where the type could be told from the field: who reads is not told what was expected.
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

    /// <summary>Within a silo the same reference is handed on.</summary>
    public object? DeepCopy(object? input, CopyContext context) => input;
}
