using System.Text.Json;
using System.Text.Unicode;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;

namespace ReferralSilo.Host.Fhir;

/// <summary>A resource or why it could not be read; never both.</summary>
public sealed record FhirRead(Resource? Resource, FhirRefusal? Refusal);

/// <summary>FHIR R4 JSON from outside. Any bytes give an answer; nothing is thrown.</summary>
public static class FhirReader
{
    // Unknown elements and values of the wrong type are refused, so that no property of a resource read here can throw.
    private static readonly Lazy<FhirJsonDeserializer> Deserializer =
        new(() => new(new DeserializerSettings().UsingMode(DeserializationMode.NoOverflow, null)));

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
            return FhirScan.Refusal(body, expected) is { } refusal ? new(null, refusal) : Deserialize(body.Span);
        }
        catch (JsonException)
        {
            return Refuse(400, "structure", $"The body is not JSON, repeats a property, or nests deeper than {FhirNames.MaxDepth} levels.");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The library throws many kinds of its own and of the runtime on malformed input. The try holds nothing
            // but the reading, so whatever it was, the answer is that this body cannot be read.
            return Refuse(400, "structure", "The body cannot be read as a FHIR R4 resource.");
        }
    }

    private static FhirRead Deserialize(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = FhirNames.MaxDepth });
        if (Deserializer.Value.TryDeserializeResource(ref reader, out var resource, out var problems) && resource is not null)
            return FhirShape.Misshapen(resource, resource.TypeName) is { } path
                ? new(null, FhirRefusal.Of(400, "structure", "This element does not have the type it should have.", path))
                : new(resource, null);
        var issues = problems.Take(FhirNames.MaxIssues).Select(Issue).ToArray();
        return issues.Length > 0 ? new(null, new(400, issues)) : Refuse(400, "structure", "The body cannot be read as a FHIR R4 resource.");
    }

    private static FhirIssue Issue(CodedException problem) => problem is ExtendedCodedException located
        ? FhirIssue.Error("structure", located.BaseErrorMessage ?? located.Message, located.InstancePath)
        : FhirIssue.Error("structure", problem.Message);

    private static FhirRead Refuse(int status, string code, string text) => new(null, FhirRefusal.Of(status, code, text));
}
