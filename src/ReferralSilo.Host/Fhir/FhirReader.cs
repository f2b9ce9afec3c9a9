using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Hl7.Fhir.Model;

namespace ReferralSilo.Host.Fhir;

/// <summary>A resource or why it could not be read; never both.</summary>
/// <param name="Resource">What is used of it.</param>
/// <param name="Refusal">The no.</param>
/// <param name="Warnings">What is not kept or could not be read.</param>
public sealed record FhirRead(Resource? Resource, FhirRefusal? Refusal, IReadOnlyList<FhirIssue> Warnings)
{
    public FhirRead(Resource? resource, FhirRefusal? refusal) : this(resource, refusal, []) { }
}

/// <summary>FHIR R4 JSON from outside. Any bytes give an answer; nothing is thrown.</summary>
public static class FhirReader
{
    private static readonly JsonDocumentOptions Json =
        new() { MaxDepth = FhirNames.MaxDepth, AllowDuplicateProperties = false };

    /// <param name="body">As it arrived.</param>
    /// <param name="expected">Resource type that is taken here; null for any.</param>
    public static FhirRead Read(ReadOnlyMemory<byte> body, string? expected = null)
    {
        if (body.Length > FhirNames.MaxBodyBytes)
            return Refuse(413, "too-long", $"At most {FhirNames.MaxBodyBytes} bytes are accepted.");
        if (body.Span.StartsWith("\uFEFF"u8)) body = body[3..];
        if (!Utf8.IsValid(body.Span)) return Refuse(400, "structure", "The body is not UTF-8.");
        try
        {
            if (FhirScan.Refusal(body, expected) is { } refusal) return new(null, refusal);
            var root = JsonNode.Parse(body.Span, documentOptions: Json)!.AsObject();
            var issues = new List<FhirIssue>();
            if (FhirUse.IsRead(FhirPath.TypeOf(root)!) && new FhirSieve(issues)
                .Refusal(root) is { } changed) return new(null, changed);
            return new FhirParse(issues).Read(root);
        }
        catch (JsonException)
        {
            return Refuse(400, "structure",
                $"The body is not JSON, repeats a property, or nests deeper than {FhirNames.MaxDepth} levels.");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The library throws many kinds of its own and of the runtime on malformed input. The try holds nothing
            // but the reading, so whatever it was, the answer is that this body cannot be read.
            return Refuse(400, "structure", "The body cannot be read as a FHIR R4 resource.");
        }
    }

    private static FhirRead Refuse(int status, string code, string text) =>
        new(null, FhirRefusal.Of(status, code, text));
}
