using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Host.Api.Problems;

/// <summary>
/// Explains why well-formed JSON does not fit a type: every unknown, missing, null or wrongly typed field by its JSON
/// pointer. It runs only after a refusal, so it may be slow, and it never repeats a value the caller sent.
/// </summary>
internal static class JsonFaults
{
    /// <summary>Most faults told at once.</summary>
    private const int MaxFaults = 50;

    public static Dictionary<string, string[]> Find(ReadOnlySpan<byte> utf8, JsonTypeInfo type, string? path)
    {
        var faults = new Dictionary<string, string[]>();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ContractsJson.MaxDepth });
        using (var document = JsonDocument.ParseValue(ref reader))
            Visit(document.RootElement, type, "", faults);
        if (faults.Count == 0)
            faults[JsonPointer.FromPath(path)] = ["Cannot be taken as it is."];
        return faults;
    }

    private static void Visit(JsonElement element, JsonTypeInfo type, string at, Dictionary<string, string[]> faults)
    {
        if (faults.Count >= MaxFaults)
            return;
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind is JsonValueKind.Object:
                VisitFields(element, type, at, faults);
                break;
            case JsonTypeInfoKind.Enumerable when element.ValueKind is JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                    VisitValue(item, Of(type.ElementType!), JsonPointer.Element(at, index++), nullable: false, faults);
                break;
            case JsonTypeInfoKind.Dictionary when element.ValueKind is JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                    VisitValue(member.Value, Of(type.ElementType!), JsonPointer.Member(at, member.Name), nullable: true,
                        faults);
                break;
            case JsonTypeInfoKind.Object:
                faults[at] = ["Must be an object."];
                break;
            case JsonTypeInfoKind.Enumerable:
                faults[at] = ["Must be a list."];
                break;
            default:
                VisitLeaf(element, type, at, faults);
                break;
        }
    }

    private static void VisitFields(JsonElement element, JsonTypeInfo type, string at,
        Dictionary<string, string[]> faults)
    {
        var seen = new HashSet<string>();
        foreach (var member in element.EnumerateObject())
        {
            var pointer = JsonPointer.Member(at, member.Name);
            if (faults.Count >= MaxFaults)
                return;
            if (!seen.Add(member.Name))
                faults[pointer] = ["Is given twice."];
            else if (type.Properties.FirstOrDefault(p => p.Name == member.Name) is { } known)
                VisitValue(member.Value, Of(known.PropertyType), pointer, known.IsSetNullable, faults);
            else
                faults[pointer] = [$"Unknown field {member.Name[..Math.Min(member.Name.Length, 100)]}."];
        }

        foreach (var missing in type.Properties.Where(p => IsRequired(p) && !seen.Contains(p.Name)))
            faults[JsonPointer.Member(at, missing.Name)] = ["Is required."];
    }

    private static void VisitValue(JsonElement value, JsonTypeInfo type, string at, bool nullable,
        Dictionary<string, string[]> faults)
    {
        if (value.ValueKind is not JsonValueKind.Null)
            Visit(value, type, at, faults);
        else if (!nullable && Nullable.GetUnderlyingType(type.Type) is null)
            faults[at] = ["Must not be null."];
    }

    private static void VisitLeaf(JsonElement element, JsonTypeInfo type, string at,
        Dictionary<string, string[]> faults)
    {
        try
        {
            element.Deserialize(type);
        }
        catch (Exception e)
            when (e is JsonException or FormatException or OverflowException or ArgumentException
            or InvalidOperationException)
        {
            faults[at] = [Expected(Nullable.GetUnderlyingType(type.Type) ?? type.Type)];
        }
    }

    private static string Expected(Type type) => type switch
    {
        { IsEnum: true } =>
            $"Must be one of "
            + $"{string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName))}.",
        _ when type == typeof(string) => "Must be a text.",
        _ when type == typeof(bool) => "Must be true or false.",
        _ when type == typeof(DateTimeOffset) => Instants.ErrorText,
        _ when type == typeof(DateOnly) => "Must be a date such as 2031-03-03.",
        _ when type == typeof(int) || type == typeof(long) => "Must be a whole number.",
        _ when type == typeof(decimal) || type == typeof(double) => "Must be a number.",
        _ => "Has a value that cannot be taken.",
    };

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false };

    internal static JsonTypeInfo Of(Type type)
    {
        // Options know no types before their first use by the serializer; after that this does nothing.
        ContractsJson.Options.MakeReadOnly(populateMissingResolver: true);
        return ContractsJson.Options.GetTypeInfo(type);
    }
}
