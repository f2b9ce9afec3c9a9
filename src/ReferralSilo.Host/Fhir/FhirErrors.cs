using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Host.Fhir;

/// <summary>
/// Under <c>/fhir</c> every error is an OperationOutcome, whoever made it: routing, sign-in, rate limits, the exception
/// handler. Stands before all of them in the pipeline.
/// </summary>
public static class FhirErrors
{
    public static IApplicationBuilder UseFhirErrors(this IApplicationBuilder app) =>
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/fhir"), fhir => fhir.Use(Invoke));

    // Answers here are bounded (one referral, one outcome), so holding one back until its status is known is cheap.
    private static async Task Invoke(HttpContext http, RequestDelegate next)
    {
        var response = http.Response;
        var client = response.Body;
        using var held = new MemoryStream();
        response.Body = held;
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException error)
        {
            // The server found the request itself malformed or too large; it says which in the status.
            response.Clear();
            response.StatusCode = error.StatusCode;
        }
        finally
        {
            response.Body = client;
        }
        var body = held.ToArray();
        if (response.StatusCode >= 400 && !IsFhir(response))
        {
            body = OutcomeWriter.Write(Refusal(response, body).Issues);
            response.ContentType = FhirNames.Json;
            response.ContentLength = body.Length;
        }
        if (body.Length > 0) await response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static bool IsFhir(HttpResponse response) =>
        response.ContentType?.StartsWith(FhirNames.Json, StringComparison.OrdinalIgnoreCase) == true;

    private static FhirRefusal Refusal(HttpResponse response, byte[] body)
    {
        if (response.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) != true || body.Length == 0)
            return ProblemOutcome.Of(response.StatusCode);
        try
        {
            return Tolerant(response.StatusCode, body) is { } problem ? ProblemOutcome.Of(problem)
                : ProblemOutcome.Of(response.StatusCode);
        }
        catch (JsonException)
        {
            return ProblemOutcome.Of(response.StatusCode); // Not a problem of ours: the status alone is told.
        }
    }

    // A problem written by the framework has other members beside ours, so it is read by name.
    private static Problem? Tolerant(int status, byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || Text(root, "code") is not { } code
            || Text(root, "detail") is not { } detail) return null;
        var errors = root.TryGetProperty("errors", out var byPointer) && byPointer.ValueKind == JsonValueKind.Object
            ? byPointer.Deserialize<Dictionary<string, string[]>>(ContractsJson.Options) : null;
        return new(status, code, detail, errors);
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
