using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Api.Problems;

/// <summary>
/// Checks the text before it is deserialized, in one pass that allocates nothing for valid input. Escapes are checked
/// here because the serializer accepts <c>\u0000</c> (PostgreSQL cannot store it) and throws on half a surrogate pair.
/// </summary>
internal static class JsonText
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = ContractsJson.MaxDepth };

    /// <summary>The text without a byte order mark: some systems write it, and the JSON reader rejects it.</summary>
    public static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    /// <summary>The problem of the text, or null.</summary>
    public static Problem? Fault(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
            return ProblemFor.Code(ProblemCodes.InvalidJson, "The body is not valid UTF-8.");

        var escapes = utf8.IndexOf("\\u"u8) >= 0;
        var reader = new Utf8JsonReader(utf8, Strict);
        try
        {
            while (reader.Read())
                if (escapes && reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                    && reader.ValueIsEscaped && !IsText(reader))
                    return ProblemFor.Code(ProblemCodes.InvalidJson,
                        "A text contains a NUL character or half a surrogate pair.");
        }
        catch (JsonException)
        {
            // The reader's message quotes the body, so it is not passed on.
            return ProblemFor.Code(ProblemCodes.InvalidJson,
                $"The body is not well-formed JSON of at most {ContractsJson.MaxDepth} levels.");
        }

        return null;
    }

    private static bool IsText(Utf8JsonReader reader)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            return !buffer.AsSpan(0, reader.CopyString(buffer)).Contains((byte)0);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
