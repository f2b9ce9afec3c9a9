using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using ReferralSilo.Host.Intake;

namespace ReferralSilo.Host.Fhir;

/// <summary>
/// JSON to a resource. A value that cannot be read is taken out, kept as it was sent in a warning, and the rest is read
/// again; refused is what the referral stands on (its own modifiers, priority, occurrence without a zone, unknown
/// names).
/// </summary>
internal sealed partial class FhirParse(List<FhirIssue> issues)
{
    private const string WrongCode = "PVAL116", WrongJsonType = "PVAL123", WrongLiteral = "PVAL124";

    // Each round takes out everything that was named in it; what is taken out can uncover what stood around it.
    private const int Rounds = 6;

    // Unknown elements and values of the wrong type are told, so that no property of a resource read here can throw.
    private static readonly Lazy<FhirJsonDeserializer> Deserializer =
        new(() => new(new DeserializerSettings().UsingMode(DeserializationMode.NoOverflow, null)));

    public FhirRead Read(JsonObject root)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var reader = new Utf8JsonReader(
                JsonSerializer.SerializeToUtf8Bytes(root), new JsonReaderOptions { MaxDepth = FhirNames.MaxDepth });
            Deserializer.Value.TryDeserializeResource(ref reader, out var resource, out var told);
            var problems = told.Where(problem => !IsOpaque(root, problem)).ToList();
            if (problems.Count == 0 && resource is not null)
                return FhirShape.Misshapen(resource, resource.TypeName) is { } path
                    ? Refuse("This element does not have the type it should have.", path)
                    : new(resource, null, issues);
            if (TakeOut(root, problems) is { } refusal) return new(null, refusal);
        }
        return new(null, FhirRefusal.Of(400, "structure", "The body cannot be read as a FHIR R4 resource."));
    }

    private FhirRefusal? TakeOut(JsonObject root, List<CodedException> problems)
    {
        var found = problems.OfType<ExtendedCodedException>().DistinctBy(problem => problem.InstancePath)
            .Select(problem =>
                (Problem: problem, Place: problem.InstancePath is { } path ? FhirPath.Find(root, path) : null))
                .ToArray();
        var refused = found.Where(item => item.Place is not { } place || !CanDoWithout(place, item.Problem.ErrorCode))
            .Select(item =>
                FhirIssue.Error("structure", Text(item.Problem.ErrorCode),
                FhirPath.Safe(item.Problem.InstancePath ?? ""))).ToArray();
        if (refused.Length > 0) return new(400, refused);
        if (found.Length == 0) return FhirRefusal.Of(400, "structure",
            "The body cannot be read as a FHIR R4 resource.");
        // Later entries of a list first, so that the others keep their place.
        foreach (var (problem, place) in found.OrderByDescending(item => item.Place!.Index))
            TakeOut(root, place!, FhirPath.Safe(problem.InstancePath!));
        return null;
    }

    private void TakeOut(JsonObject root, FhirPlace place, string path)
    {
        var text = place.Value is JsonValue value && value.TryGetValue<string>(out var own) ? own : null;
        if (text is not null && text.Trim() is var trimmed && trimmed.Length != text.Length && trimmed.Length > 0)
        {
            place.Replace(trimmed);
            return;
        }
        // Nothing was said, so nothing is lost.
        if (text is null || text.Trim().Length > 0)
            issues.Add(FhirIssue.Warn(OptionalValues.Unreadable, "The value of this element cannot be read.", path,
                FhirSieve.Raw(place.Value)));
        if (FhirUse.IsModifier(place.Element) && !FhirUse.IsEssential(place.Type!)) FhirSieve.Empty(Around(root, path)
            ?? place.Owner);
        else place.Remove();
    }

    // The resource that the path leads into last.
    private static JsonObject? Around(JsonObject root, string path)
    {
        var steps = path.Split('.');
        for (var length = steps.Length - 1; length > 1; length--)
            if (FhirPath.Find(root, string.Join('.', steps[..length]))?.Value is JsonObject owner
                && FhirPath.TypeOf(owner) is not null)
                return owner;
        return null;
    }

    private static bool CanDoWithout(FhirPlace place, string code) => place.Type switch
    {
        "Bundle" => false,
        "ServiceRequest" or "Patient" =>
            code is WrongCode or WrongJsonType or WrongLiteral && !FhirUse.IsModifier(place.Element)
            && place.Element is not ("priority" or "subject" or "resourceType") && !IsWithoutZone(place),
        null => false,
        _ => true,
    };

    // It means one moment to the sender and could mean another here.
    private static bool IsWithoutZone(FhirPlace place) =>
        place.Element.StartsWith("occurrence", StringComparison.Ordinal)
        && place.Value is JsonValue value && value.TryGetValue<string>(out var text) && WithoutZone()
            .IsMatch(text.Trim());

    // A URI is only compared here: one that is not well-formed (urn:uuid:patient-1) names the same thing all the same.
    private static bool IsOpaque(JsonObject root, CodedException problem) =>
        problem is ExtendedCodedException { ErrorCode: WrongLiteral, InstancePath: { } path }
        && FhirPath.Find(root, path) is { Name: "fullUrl" or "system", Value: JsonValue value }
        && value.TryGetValue<string>(out var text) && text.Length > 0 && text.Trim() == text;

    private static string Text(string code) => code switch
    {
        WrongCode => "This element has a value that its list of codes does not have.",
        WrongJsonType or WrongLiteral => "The value of this element cannot be read.",
        _ => "This element is not known, or does not have the shape it should have.",
    };

    private static FhirRead Refuse(string text, string path) =>
        new(null, FhirRefusal.Of(400, "structure", text, FhirPath.Safe(path)));

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex WithoutZone();
}
