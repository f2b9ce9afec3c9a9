using System.Text.Json;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Host.Api.Problems;

/// <summary>
/// Looks for null where a list wants a value. The serializer minds null for a field that may not be null, but not for
/// an element, and no list of the contract has use for one.
/// </summary>
internal static class JsonNulls
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = ContractsJson.MaxDepth };

    /// <summary>True when a list holds a null. The text is well-formed.</summary>
    public static bool AnyInList(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf("null"u8) < 0) return false;
        var reader = new Utf8JsonReader(utf8, Strict);
        // One bit for each open level: whether it is a list.
        ulong lists = 0;
        while (reader.Read())
        {
            var level = 1UL << reader.CurrentDepth;
            if (reader.TokenType == JsonTokenType.StartArray) lists |= level;
            else if (reader.TokenType == JsonTokenType.StartObject) lists &= ~level;
            else if (reader.TokenType == JsonTokenType.Null && reader.CurrentDepth > 0
                && (lists & (level >> 1)) != 0) return true;
        }

        return false;
    }
}
