using System.Text.Json;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Host.Api.Problems;

/// <summary>
/// Finds null where a list wants a value. The serializer minds null for a field that may not be null, but not for an
/// element, and no list of the contract has use for one.
/// </summary>
internal static class JsonNulls
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = ContractsJson.MaxDepth };

    /// <summary>Pointer of the first null in a list, or null. The text is well-formed.</summary>
    public static string? Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf("null"u8) < 0) return null;
        var reader = new Utf8JsonReader(utf8, Strict);
        reader.Read();
        return In(ref reader, "");
    }

    private static string? In(ref Utf8JsonReader reader, string at)
    {
        var isList = reader.TokenType == JsonTokenType.StartArray;
        if (!isList && reader.TokenType != JsonTokenType.StartObject) return null;
        for (var index = 0; reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject); index++)
        {
            var place = isList ? JsonPointer.Element(at, index) : JsonPointer.Member(at, reader.GetString()!);
            if (!isList) reader.Read();
            if (isList && reader.TokenType == JsonTokenType.Null) return place;
            if (In(ref reader, place) is { } found) return found;
        }

        return null;
    }
}
