using System.Text;
using Microsoft.Net.Http.Headers;

namespace ReferralSilo.Fhir;

/// <summary>Reads the headers of a FHIR request, and its body up to the limit.</summary>
internal static class FhirRequest
{
    /// <summary>The refusal of the request's media types and parameters; null when they are supported.</summary>
    public static FhirRefusal? Refusal(HttpContext http, bool hasBody)
    {
        var request = http.Request;
        if (hasBody && !(MediaTypeHeaderValue.TryParse(request.ContentType, out var sent) && IsJson(sent)
            && IsUtf8(sent)))
            return FhirRefusal.Of(415, "not-supported", $"Only {FhirNames.Json} (FHIR 4.0, UTF-8) is accepted.");
        // Unknown parameters are ignored unless the client prefers strict handling (R4 "Handling Errors"): lenient is
        // FHIR's default.
        if (IsStrict(http) && request.Query.Keys.Any(name => !Parameters.Contains(name)))
            return FhirRefusal.Of(400, "not-supported",
                $"Only these parameters are known here: {string.Join(", ", Parameters)}.");
        if (request.Query["_format"].FirstOrDefault() is { Length: > 0 } format)
            return IsJsonFormat(format) ? null : NotAcceptable();
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Count == 0 || accepted.Any(type => (type.Quality ?? 1) > 0 && Answers(type)) ? null
            : NotAcceptable();
    }

    /// <summary>The body; null when it is larger than the limit.</summary>
    public static async Task<byte[]?> Body(HttpContext http, CancellationToken ct)
    {
        if (http.Request.ContentLength > FhirNames.MaxBodyBytes) return null;
        using var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(chunk, ct)) > 0)
        {
            if (body.Length + read > FhirNames.MaxBodyBytes) return null;
            body.Write(chunk, 0, read);
        }
        return body.ToArray();
    }

    /// <summary><c>Prefer: return=</c> minimal, representation (default) or OperationOutcome.</summary>
    public static string Prefer(HttpContext http) =>
        http.Request.Headers["Prefer"].SelectMany(value => (value ?? "").Split(',', ';')).Select(part => part.Trim())
            .FirstOrDefault(part => part.StartsWith("return=", StringComparison.OrdinalIgnoreCase))?["return=".Length..]
                ?? "representation";

    private static readonly string[] Parameters = ["_format", "_pretty"];

    private static bool IsStrict(HttpContext http) =>
        http.Request.Headers["Prefer"].SelectMany(value => (value ?? "").Split(',', ';'))
        .Any(part => part.Trim().Equals("handling=strict", StringComparison.OrdinalIgnoreCase));

    // In a query string "+" means a space and few clients write %2B, so application/fhir+json arrives as
    // "application/fhir json".
    private static bool IsJsonFormat(string format) => format == "json"
        || MediaTypeHeaderValue.TryParse(format.Replace("fhir json", "fhir+json", StringComparison.Ordinal),
            out var type) && IsJson(type);

    private static FhirRefusal NotAcceptable() =>
        FhirRefusal.Of(406, "not-supported", $"Only {FhirNames.Json} (FHIR 4.0) is answered.");

    private static bool Answers(MediaTypeHeaderValue type) =>
        (type.MatchesAllTypes || IsJson(type) || type is { MatchesAllSubTypes: true } && type.Type == "application")
            && IsVersion(type);

    private static bool IsJson(MediaTypeHeaderValue type) =>
        (type.MediaType.Equals(FhirNames.Json, StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)) && IsVersion(type);

    private static bool IsVersion(MediaTypeHeaderValue type) =>
        type.Parameters.FirstOrDefault(parameter =>
            parameter.Name.Equals("fhirVersion", StringComparison.OrdinalIgnoreCase))
            is not { } version || version.GetUnescapedValue() is { Value: "4.0" or FhirNames.Version };

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || type.Charset.Value.Trim('"')
            .Equals(Encoding.UTF8.WebName, StringComparison.OrdinalIgnoreCase);
}
