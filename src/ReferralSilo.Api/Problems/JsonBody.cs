using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Parsing;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Api.Problems;

/// <summary>A parsed request body: the value and the hash of its bytes, or a problem.</summary>
/// <param name="Value">The value; null exactly when there is a problem.</param>
/// <param name="Problem">400, 413 or 415.</param>
/// <param name="Hash">SHA-256 of the received bytes, in hex; empty when there is a problem.</param>
public readonly record struct Body<T>(T? Value, Problem? Problem, string Hash) where T : class;

/// <summary>Parses bytes into a value or a problem.</summary>
public delegate Body<T> BodyParser<T>(ReadOnlySpan<byte> utf8) where T : class;

/// <summary>
/// Reads a JSON request body by the rules of <see cref="ContractsJson"/>. For any bytes the result is a value or a 4xx
/// problem: malformed, truncated or trailing text, bad UTF-8, unpaired surrogates, NUL characters, duplicate or unknown
/// fields, wrong types, texts over their limit, too deep nesting, too many bytes.
/// </summary>
public static class JsonBody
{
    /// <summary>Reads at most <see cref="ProblemOptions.MaxBodyBytes"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ct">Cancels the wait for a slow sender.</param>
    /// <param name="emptyIsObject">True for commands without required fields: an empty body means <c>{}</c>.</param>
    /// <param name="parse">The parser; <see cref="Parse{T}"/> when null.</param>
    public static async ValueTask<Body<T>> Read<T>(HttpRequest request, CancellationToken ct,
        bool emptyIsObject = false, BodyParser<T>? parse = null) where T : class
    {
        var (bytes, tooLarge) = await BodyBytes.Read(request, ProblemOptions.MaxBodyBytes, ct);
        using (bytes)
        {
            if (tooLarge)
                return Refuse<T>(ProblemFor.Code(ProblemCodes.BodyTooLarge));
            if (bytes.Length == 0)
                return emptyIsObject ? Parse<T>("{}"u8)
                    : Refuse<T>(ProblemFor.Code(ProblemCodes.InvalidJson, "The body is empty."));
            if (!IsJson(request.ContentType))
                return Refuse<T>(ProblemFor.Code(ProblemCodes.UnsupportedMediaType, "Send application/json in UTF-8."));
            return parse is null ? Parse<T>(bytes.Span) : parse(bytes.Span);
        }
    }

    /// <summary>Parses bytes that were already received.</summary>
    public static Body<T> Parse<T>(ReadOnlySpan<byte> utf8) where T : class
    {
        utf8 = JsonText.WithoutByteOrderMark(utf8);
        if (JsonText.Fault(utf8) is { } fault)
            return Refuse<T>(fault);

        var type = (JsonTypeInfo<T>)JsonFaults.TypeInfo(typeof(T));
        if (JsonNulls.AnyInList(utf8))
            return Refuse<T>(ProblemFor.Input(JsonFaults.Find(utf8, type)));

        try
        {
            return Clean(JsonSerializer.Deserialize(utf8, type)) switch
            {
                null => Refuse<T>(ProblemFor.Input("", "Must be an object, not null.")),
                var value when TextLimitValidator.Errors(value) is { Count: > 0 } faults =>
                    Refuse<T>(ProblemFor.Input(faults)),
                var value => new Body<T>(value, null, HashOf(utf8)),
            };
        }
        catch (Exception e)
            when (e is JsonException or FormatException or OverflowException or ArgumentException
            or InvalidOperationException)
        {
            // The text is well-formed (checked above), so a field is wrong: reports all wrong fields at once.
            return Refuse<T>(ProblemFor.Input(JsonFaults.Find(utf8, type)));
        }
    }

    /// <summary>SHA-256 in hex.</summary>
    public static string HashOf(ReadOnlySpan<byte> utf8) => Convert.ToHexString(SHA256.HashData(utf8));

    /// <summary>A submission is cleaned by the intake, which reports the characters it drops.</summary>
    private static T? Clean<T>(T? sent) where T : class =>
        sent is null or SubmitReferral ? sent : CleanText.CleanRecord(sent);

    private static Body<T> Refuse<T>(Problem problem) where T : class => new(null, problem, "");

    /// <summary>application/json or application/*+json; no charset, or utf-8.</summary>
    private static bool IsJson(string? contentType)
    {
        if (contentType is "application/json" or "application/json; charset=utf-8")
            return true;
        if (!Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var media))
            return false;
        var isJson = media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || media.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
                && media.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
        return isJson && (!media.Charset.HasValue || media.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || media.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
    }
}
