using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using ReferralSilo.Api.Intake;

namespace ReferralSilo.Fhir;

/// <summary>
/// Parses JSON into a resource. An optional value that cannot be read is removed, stored as received in a warning, and
/// the rest is parsed again. Values that the referral depends on are refused (its own modifiers, priority, occurrence
/// without a zone, unknown names).
/// </summary>
internal sealed partial class FhirParser(List<FhirIssue> issues)
{
    private const string WrongCode = "PVAL116", WrongJsonType = "PVAL123", WrongLiteral = "PVAL124";

    // Each round removes all values found invalid; a removal can uncover errors in the elements around it.
    private const int MaxRounds = 6;

    // Reports unknown elements and values of a wrong type, so that no property of a parsed resource can throw.
    private static readonly Lazy<FhirJsonDeserializer> Deserializer =
        new(() => new(new DeserializerSettings().UsingMode(DeserializationMode.NoOverflow, null)));

    public FhirRead Read(JsonObject root)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var reader = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(root),
                new JsonReaderOptions { MaxDepth = FhirNames.MaxDepth });
            Deserializer.Value.TryDeserializeResource(ref reader, out var resource, out var found);
            var problems = found.Where(problem => !IsHarmless(root, problem)).ToList();
            if (problems.Count == 0 && resource is not null)
                return FhirShape.FindMalformed(resource, resource.TypeName) is { } path
                    ? Refuse("This element has the wrong type.", path)
                    : new(resource, null, issues);
            if (RemoveInvalid(root, problems) is { } refusal) return new(null, refusal);
        }
        return new(null, FhirRefusal.Of(400, "structure", "The body cannot be read as a FHIR R4 resource."));
    }

    private FhirRefusal? RemoveInvalid(JsonObject root, List<CodedException> problems)
    {
        var found = problems.OfType<ExtendedCodedException>().DistinctBy(problem => problem.InstancePath)
            .Select(problem =>
                (Problem: problem, Node: problem.InstancePath is { } path ? FhirPath.Find(root, path) : null))
                .ToArray();
        var refused = found.Where(item => item.Node is not { } node || !IsOptional(node, item.Problem.ErrorCode))
            .Select(item =>
                FhirIssue.Error("structure", Text(item.Problem.ErrorCode),
                FhirPath.Safe(item.Problem.InstancePath ?? ""))).ToArray();
        if (refused.Length > 0) return new(400, refused);
        if (found.Length == 0)
            return FhirRefusal.Of(400, "structure", "The body cannot be read as a FHIR R4 resource.");
        // Later entries of a list first, so that the other indexes stay valid.
        foreach (var (problem, node) in found.OrderByDescending(item => item.Node!.Index))
            RemoveInvalid(root, node!, FhirPath.Safe(problem.InstancePath!));
        return null;
    }

    private void RemoveInvalid(JsonObject root, FhirNode node, string path)
    {
        var text = node.Value is JsonValue value && value.TryGetValue<string>(out var own) ? own : null;
        if (text is not null && text.Trim() is var trimmed && trimmed.Length != text.Length && trimmed.Length > 0)
        {
            node.Replace(trimmed);
            return;
        }
        // A blank value is removed without a warning: nothing is lost.
        if (text is null || text.Trim().Length > 0)
            issues.Add(FhirIssue.Warning(OptionalValues.Unreadable, "The value of this element cannot be read.", path,
                FhirElementFilter.Raw(node.Value)));
        if (SupportedElements.IsModifier(node.Element) && !SupportedElements.IsEssential(node.Type!))
            FhirElementFilter.Empty(EnclosingResource(root, path) ?? node.Owner);
        else node.Remove();
    }

    // The innermost resource around the path.
    private static JsonObject? EnclosingResource(JsonObject root, string path)
    {
        var steps = path.Split('.');
        for (var length = steps.Length - 1; length > 1; length--)
            if (FhirPath.Find(root, string.Join('.', steps[..length]))?.Value is JsonObject owner
                && FhirPath.TypeOf(owner) is not null)
                return owner;
        return null;
    }

    private static bool IsOptional(FhirNode node, string code) => node.Type switch
    {
        "Bundle" => false,
        "ServiceRequest" or "Patient" =>
            code is WrongCode or WrongJsonType or WrongLiteral && !SupportedElements.IsModifier(node.Element)
            && node.Element is not ("priority" or "subject" or "resourceType") && !IsWithoutZone(node),
        null => false,
        _ => true,
    };

    // A time without a zone can mean another moment here than to the sender.
    private static bool IsWithoutZone(FhirNode node) =>
        node.Element.StartsWith("occurrence", StringComparison.Ordinal)
        && node.Value is JsonValue value && value.TryGetValue<string>(out var text) && WithoutZone()
            .IsMatch(text.Trim());

    // URIs are only compared, so a malformed one (urn:uuid:patient-1) is harmless.
    private static bool IsHarmless(JsonObject root, CodedException problem) =>
        problem is ExtendedCodedException { ErrorCode: WrongLiteral, InstancePath: { } path }
        && FhirPath.Find(root, path) is { Name: "fullUrl" or "system", Value: JsonValue value }
        && value.TryGetValue<string>(out var text) && text.Length > 0 && text.Trim() == text;

    private static string Text(string code) => code switch
    {
        WrongCode => "This element has a value that is not in its list of codes.",
        WrongJsonType or WrongLiteral => "The value of this element cannot be read.",
        _ => "This element is unknown, or its structure is wrong.",
    };

    private static FhirRead Refuse(string text, string path) =>
        new(null, FhirRefusal.Of(400, "structure", text, FhirPath.Safe(path)));

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex WithoutZone();
}
