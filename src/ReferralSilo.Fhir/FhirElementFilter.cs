using System.Text.Json.Nodes;
using ReferralSilo.Api.Intake;

namespace ReferralSilo.Fhir;

/// <summary>
/// Removes everything from the JSON that is not read here and warns about it: an unused element never refuses a
/// referral, and sender and staff see what is not kept. Elements that change the meaning of others (modifier
/// extensions, implicit rules) are refused in resources that the referral depends on; any other resource with them is
/// not used.
/// </summary>
internal sealed class FhirElementFilter(List<FhirIssue> issues)
{
    // An unread entry is replaced by an empty resource, so that the paths of the other entries stay valid.
    private const string Placeholder = "Basic";

    /// <summary>The refusal, or null. Changes the JSON in place; the parser bounds its depth.</summary>
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
            Empty(resource); // Message metadata, nothing about the patient.
            return;
        }
        if (type is null || !SupportedElements.IsRead(type))
        {
            if (type == Placeholder && resource.Count <= 2) return;
            NotKept("entry-not-kept", path, resource, "This resource is not kept.");
            Empty(resource);
            return;
        }
        if (Modifier(resource, path) is { } changed)
        {
            if (SupportedElements.IsEssential(type))
                refusal ??= FhirRefusal.Of(422, "extension",
                    "This element changes the meaning of its resource and is not supported here.",
                    FhirPath.Safe(changed));
            else NotKept("modifier-not-understood", changed, resource,
                "This resource is not used: an element that changes its meaning is not supported here.");
            Empty(resource);
            return;
        }
        foreach (var (name, value) in resource.ToArray())
        {
            var at = $"{path}.{name}";
            if (name == "meta") WarnOfSecurityLabels(value, at);
            if (name is "meta" or "text" or "language")
            {
                // References may name a version; nothing else of meta is read.
                var version = (value as JsonObject)?["versionId"];
                if (name == "text" && (value as JsonObject)?["status"]?.ToString() == "additional")
                    NotKept("element-not-kept", at, value,
                        "The narrative is not kept, although it has more content than the elements.");
                if (name == "meta" && Text(version) is not null)
                    resource["meta"] = new JsonObject { ["versionId"] = version!.DeepClone() };
                else resource.Remove(name);
            }
            else if (!SupportedElements.IsRead(type, name) && !name.StartsWith('_')
                && (SupportedElements.IsR4(type, name) || !SupportedElements.IsEssential(type)))
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
            foreach (var name in entry.Select(member => member.Key)
                .Where(name => SupportedElements.IsUnreadPart("entry", name)).ToArray())
                entry.Remove(name);
        }
    }

    // All parts of a used element are read, except unknown extensions and the parts in SupportedElements
    // that are marked unread.
    private void Parts(JsonObject owner, string name, JsonNode? value, string path)
    {
        if (name == "extension") Extensions(owner, value, path);
        else if (name.Length > 1 && name[0] == '_')
        {
            owner.Remove(name);
            RemoveNulls(owner, name[1..]);
            if (value is not JsonObject { Count: 1 } absent || !HasOnlyReadExtensions(absent["extension"]))
                NotKept("extension-not-kept", path, value, "This extension is not kept.");
        }
        else if (value is JsonArray list)
            for (var i = 0; i < list.Count; i++) Parts(list[i], name, $"{path}[{i}]");
        else Parts(value, name, path);
    }

    // null stands for a value with extensions only. These were removed, and null alone is not valid FHIR.
    private static void RemoveNulls(JsonObject owner, string name)
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
            if (SupportedElements.IsUnreadPart(name, part))
            {
                parts.Remove(part);
                NotKept("element-not-kept", $"{path}.{part}", below, "This element is not kept.");
            }
            else Parts(parts, part, below, $"{path}.{part}");
        }
    }

    private void Extensions(JsonObject owner, JsonNode? value, string path)
    {
        if (value is not JsonArray list) return; // Malformed: the parser reports it.
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (list[i] is not JsonObject extension || SupportedElements.IsReadExtension(Text(extension["url"])))
                continue;
            NotKept("extension-not-kept", $"{path}[{i}]", extension, "This extension is not kept.");
            list.RemoveAt(i);
        }
        if (list.Count == 0) owner.Remove("extension");
    }

    private static bool HasOnlyReadExtensions(JsonNode? value) =>
        value is JsonArray list && list.All(extension => extension is JsonObject one
            && SupportedElements.IsReadExtension(Text(one["url"])));

    private void WarnOfSecurityLabels(JsonNode? meta, string path)
    {
        if (meta is JsonObject { } and var own && own["security"] is JsonArray { Count: > 0 } labels)
            NotKept("security-label", $"{path}.security", labels,
                "The security labels are not applied here; staff see them.");
    }

    // Nested resources are skipped: they are checked on their own.
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
        issues.Add(FhirIssue.Warning(code, text, FhirPath.Safe(path), Raw(value)));

    /// <summary>A value as received, cut to its limit.</summary>
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
