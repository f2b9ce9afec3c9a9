using System.Text.Json.Nodes;
using ReferralSilo.Host.Intake;

namespace ReferralSilo.Host.Fhir;

/// <summary>
/// Takes everything off the JSON that is not read here, and names it: what is never used cannot refuse a referral, and
/// what is not kept is known to sender and staff. What changes the meaning of the rest (modifier extensions, implicit
/// rules) is refused where the referral depends on it; any other resource that has such is not used.
/// </summary>
internal sealed class FhirSieve(List<FhirIssue> issues)
{
    // An entry that is not read stays in its place as an empty resource, so that every path means what it meant.
    private const string Placeholder = "Basic";

    /// <summary>Null when there is nothing to refuse. The JSON is changed in place; its depth is bounded by the
    /// parse.</summary>
    public FhirRefusal? Refusal(JsonObject root)
    {
        Resource(root, FhirPath.TypeOf(root)!);
        return refusal;
    }

    private FhirRefusal? refusal;

    private void Resource(JsonObject resource, string path)
    {
        var type = FhirPath.TypeOf(resource);
        if (type == "MessageHeader")
        {
            Empty(resource); // The envelope: it says nothing of the patient.
            return;
        }
        if (type is null || !FhirUse.IsRead(type))
        {
            if (type == Placeholder && resource.Count <= 2) return;
            NotKept("entry-not-kept", path, resource, "This resource is not kept.");
            Empty(resource);
            return;
        }
        if (Modifier(resource, path) is { } changed)
        {
            if (FhirUse.IsEssential(type))
                refusal ??= FhirRefusal.Of(422, "extension",
                    "This element changes the meaning of what it stands in and is not understood here.",
                    FhirPath.Safe(changed));
            else NotKept("modifier-not-understood", changed, resource,
                "What this stands in is not used: its meaning is not understood here.");
            Empty(resource);
            return;
        }
        foreach (var (name, value) in resource.ToArray())
        {
            var at = $"{path}.{name}";
            if (name == "meta") Labels(value, at);
            if (name is "meta" or "text" or "language")
            {
                // References may name a version; nothing else of it is read.
                var version = (value as JsonObject)?["versionId"];
                if (name == "text" && (value as JsonObject)?["status"]?.ToString() == "additional")
                    NotKept("element-not-kept", at, value,
                        "The narrative is not kept, and it says that it has more than the elements.");
                if (name == "meta" && Text(version) is not null) resource["meta"] =
                    new JsonObject { ["versionId"] = version!.DeepClone() };
                else resource.Remove(name);
            }
            else if (!FhirUse.IsRead(type, name) && (FhirUse.IsR4(type, name) || !FhirUse.IsEssential(type))
                && !name.StartsWith('_'))
            {
                resource.Remove(name);
                NotKept("element-not-kept", at, value, "This element is not kept.");
            }
            else if (name == "contained") Contained(value, at);
            else if (type == "Bundle" && name == "entry") Entries(value, at);
            else Parts(resource, name, value, at);
        }
    }

    private void Contained(JsonNode? value, string path)
    {
        if (value is not JsonArray list) return;
        for (var i = 0; i < list.Count; i++)
            if (list[i] is JsonObject resource) Resource(resource, $"{path}[{i}]");
    }

    private void Entries(JsonNode? value, string path)
    {
        if (value is not JsonArray list) return;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not JsonObject entry) continue;
            foreach (var (name, part) in entry.ToArray())
                if (name == "resource" && part is JsonObject resource) Resource(resource, $"{path}[{i}].resource");
                else Parts(entry, name, part, $"{path}[{i}].{name}");
            foreach (var name in entry.Select(member => member.Key).Where(name => FhirUse.IsUnreadPart("entry", name))
                .ToArray()) entry.Remove(name);
        }
    }

    // Of a used element everything is read but extensions that are not known and the parts that are named unread.
    private void Parts(JsonObject owner, string name, JsonNode? value, string path)
    {
        if (name == "extension") Extensions(owner, value, path);
        else if (name.Length > 1 && name[0] == '_')
        {
            owner.Remove(name);
            WithoutGaps(owner, name[1..]);
            if (value is not JsonObject { Count: 1 } absent || !HasOnlyReadExtensions(absent["extension"]))
                NotKept("extension-not-kept", path, value, "This extension is not kept.");
        }
        else if (value is JsonArray list)
            for (var i = 0; i < list.Count; i++) Parts(list[i], name, $"{path}[{i}]");
        else Parts(value, name, path);
    }

    // null holds the place of a value that only has extensions; they are gone, and null alone is no FHIR.
    private static void WithoutGaps(JsonObject owner, string name)
    {
        if (owner[name] is not JsonArray values) return;
        for (var i = values.Count - 1; i >= 0; i--)
            if (values[i] is null) values.RemoveAt(i);
        if (values.Count == 0) owner.Remove(name);
    }

    private void Parts(JsonNode? value, string name, string path)
    {
        if (value is not JsonObject parts) return;
        foreach (var (part, below) in parts.ToArray())
        {
            if (FhirUse.IsUnreadPart(name, part))
            {
                parts.Remove(part);
                NotKept("element-not-kept", $"{path}.{part}", below, "This element is not kept.");
            }
            else Parts(parts, part, below, $"{path}.{part}");
        }
    }

    private void Extensions(JsonObject owner, JsonNode? value, string path)
    {
        if (value is not JsonArray list) return; // Misshapen: the reader names it.
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (list[i] is not JsonObject extension || FhirUse.IsReadExtension(Text(extension["url"]))) continue;
            NotKept("extension-not-kept", $"{path}[{i}]", extension, "This extension is not kept.");
            list.RemoveAt(i);
        }
        if (list.Count == 0) owner.Remove("extension");
    }

    private static bool HasOnlyReadExtensions(JsonNode? value) =>
        value is JsonArray list
            && list.All(extension => extension is JsonObject one && FhirUse.IsReadExtension(Text(one["url"])));

    private void Labels(JsonNode? meta, string path)
    {
        if (meta is JsonObject { } and var own && own["security"] is JsonArray { Count: > 0 } labels)
            NotKept("security-label", $"{path}.security", labels,
                "The security labels are not applied here; staff see them.");
    }

    // Not in resources within: they are judged by themselves.
    private static string? Modifier(JsonNode? element, string path)
    {
        if (element is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
                if (list[i] is not JsonObject { } entry || FhirPath.TypeOf(entry) is null)
                    if (Modifier(list[i], $"{path}[{i}]") is { } found) return found;
        }
        else if (element is JsonObject owner)
        {
            foreach (var (name, value) in owner)
            {
                var at = $"{path}.{name}";
                if (name is "modifierExtension" or "implicitRules") return at;
                if (value is JsonObject { } own && FhirPath.TypeOf(own) is not null) continue;
                if (Modifier(value, at) is { } found) return found;
            }
        }
        return null;
    }

    private void NotKept(string code, string path, JsonNode? value, string text) =>
        issues.Add(FhirIssue.Warn(code, text, FhirPath.Safe(path), Raw(value)));

    /// <summary>A value as it was sent, bounded.</summary>
    public static string? Raw(JsonNode? value) =>
        value is null ? null : OptionalValues.Bounded(Text(value) ?? value.ToJsonString());

    public static void Empty(JsonObject resource)
    {
        var id = resource["id"]?.DeepClone();
        resource.Clear();
        resource["resourceType"] = Placeholder;
        if (Text(id) is not null) resource["id"] = id;
    }

    private static string? Text(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue<string>(out var own) ? own : null;
}
