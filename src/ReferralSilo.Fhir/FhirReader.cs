using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Hl7.Fhir.Model;

namespace ReferralSilo.Fhir;

/// <summary>A resource or a refusal, never both.</summary>
/// <param name="Resource">The resource, reduced to the supported elements.</param>
/// <param name="Refusal">Why the body was refused.</param>
/// <param name="Warnings">Warnings about values that are not kept or could not be read.</param>
public sealed record FhirRead(Resource? Resource, FhirRefusal? Refusal, IReadOnlyList<FhirIssue> Warnings)
{
    public FhirRead(Resource? resource, FhirRefusal? refusal) : this(resource, refusal, []) { }
}

/// <summary>Reads untrusted FHIR R4 JSON. Any bytes give a result; never throws.</summary>
public static class FhirReader
{
    private static readonly JsonDocumentOptions Json =
        new() { MaxDepth = FhirNames.MaxDepth, AllowDuplicateProperties = false };

    /// <param name="body">The body as received.</param>
    /// <param name="expected">Accepted resource type; null for any.</param>
    public static FhirRead Read(ReadOnlyMemory<byte> body, string? expected = null)
    {
        if (body.Length > FhirNames.MaxBodyBytes)
            return Refuse(413, "too-long", $"At most {FhirNames.MaxBodyBytes} bytes are accepted.");
        if (body.Span.StartsWith("\uFEFF"u8)) body = body[3..];
        if (!Utf8.IsValid(body.Span)) return Refuse(400, "structure", "The body is not UTF-8.");
        try
        {
            if (FhirPrecheck.Refusal(body, expected) is { } refusal) return new(null, refusal);
            var root = JsonNode.Parse(body.Span, documentOptions: Json)!.AsObject();
            var issues = new List<FhirIssue>();
            if (SupportedElements.IsRead(FhirPath.TypeOf(root)!) && new FhirElementFilter(issues)
                .Refusal(root) is { } changed)
                return new(null, changed);
            return new FhirParser(issues).Read(root);
        }
        catch (JsonException)
        {
            return Refuse(400, "structure",
                $"The body is not JSON, repeats a property, or nests deeper than {FhirNames.MaxDepth} levels.");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The library throws many exception types on malformed input. The try block only reads, so any exception
            // means that the body cannot be read.
            return Refuse(400, "structure", "The body cannot be read as a FHIR R4 resource.");
        }
    }

    private static FhirRead Refuse(int status, string code, string text) =>
        new(null, FhirRefusal.Of(status, code, text));
}
