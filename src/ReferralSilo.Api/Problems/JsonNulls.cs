using System.Text.Json;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Api.Problems;

/// <summary>Finds null elements in lists. The serializer rejects null for a non-nullable field but not for a list
/// element, and no list of the contract allows null.</summary>
internal static class JsonNulls
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = ContractsJson.MaxDepth };

    /// <summary>True when a list contains null. The text must be well-formed.</summary>
    public static bool AnyInList(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf("null"u8) < 0) return false;
        var reader = new Utf8JsonReader(utf8, Strict);
        // One bit for each open level: set when the level is a list.
        ulong lists = 0;
        while (reader.Read())
        {
            var level = 1UL << reader.CurrentDepth;
            if (reader.TokenType == JsonTokenType.StartArray) lists |= level;
            else if (reader.TokenType == JsonTokenType.StartObject) lists &= ~level;
            else if (reader.TokenType == JsonTokenType.Null && reader.CurrentDepth > 0 && (lists & (level >> 1)) != 0)
                return true;
        }

        return false;
    }
}
