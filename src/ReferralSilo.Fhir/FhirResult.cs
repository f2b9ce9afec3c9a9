using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace ReferralSilo.Fhir;

/// <summary>A FHIR response: a resource, an outcome, or no body.</summary>
public sealed class FhirResult : IResult
{
    private readonly int status;
    private readonly Func<byte[]> body;

    private FhirResult(int status, Func<byte[]> body) => (this.status, this.body) = (status, body);

    public static FhirResult Of(int status, Resource resource) => new(status, () => Bytes(resource));

    public static FhirResult Of(FhirRefusal refusal) => new(refusal.Status, () => OutcomeWriter.Write(refusal.Issues));

    public static FhirResult Outcome(int status, IReadOnlyList<FhirIssue> issues) =>
        new(status, () => OutcomeWriter.Write(issues));

    public static FhirResult Empty(int status) => new(status, () => []);

    public static byte[] Bytes(Resource resource) => FhirJsonSerializer.Default.SerializeToBytes(resource);

    public async System.Threading.Tasks.Task ExecuteAsync(HttpContext httpContext)
    {
        var bytes = body();
        httpContext.Response.StatusCode = status;
        if (bytes.Length == 0) return;
        httpContext.Response.ContentType = $"{FhirNames.Json}; fhirVersion=4.0; charset=utf-8";
        httpContext.Response.ContentLength = bytes.Length;
        await httpContext.Response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }
}
