using System.Text.Json;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Fhir;

/// <summary>Answers every error below <c>/fhir</c> with an OperationOutcome, also errors of routing, sign-in, rate
/// limits and the exception handler. Must run before all of these.</summary>
public static class FhirErrors
{
    public static IApplicationBuilder UseFhirErrors(this IApplicationBuilder app) =>
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/fhir"), fhir => fhir.Use(Invoke));

    // FHIR responses are small (one referral or one outcome), so buffering one until its status is known is cheap.
    private static async Task Invoke(HttpContext http, RequestDelegate next)
    {
        var response = http.Response;
        var client = response.Body;
        using var buffer = new MemoryStream();
        response.Body = buffer;
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException error)
        {
            // Kestrel refuses a malformed or too large request; the status says which.
            response.Clear();
            response.StatusCode = error.StatusCode;
        }
        finally
        {
            response.Body = client;
        }
        var body = buffer.ToArray();
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
            return ProblemOutcome.From(response.StatusCode);
        try
        {
            return ReadProblem(response.StatusCode, body) is { } problem ? ProblemOutcome.From(problem)
                : ProblemOutcome.From(response.StatusCode);
        }
        catch (JsonException)
        {
            return ProblemOutcome.From(response.StatusCode); // Not one of our problems: use the status only.
        }
    }

    // A problem written by the framework has other members too, so members are read by name.
    private static Problem? ReadProblem(int status, byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || Text(root, "code") is not { } code
            || Text(root, "detail") is not { } detail)
            return null;
        var errors = root.TryGetProperty("errors", out var byPointer) && byPointer.ValueKind == JsonValueKind.Object
            ? byPointer.Deserialize<Dictionary<string, string[]>>(ContractsJson.Options) : null;
        return new(status, code, detail, errors);
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
