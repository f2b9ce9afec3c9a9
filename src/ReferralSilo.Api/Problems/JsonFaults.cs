using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Api.Problems;

/// <summary>Explains why well-formed JSON does not fit a type: every unknown, missing, null or wrongly typed field by
/// its JSON pointer. Runs only after a refusal, so it may be slow. Never repeats a value of the caller.</summary>
internal static class JsonFaults
{
    /// <summary>Limit of reported faults.</summary>
    private const int MaxFaults = 50;

    public static Dictionary<string, string[]> Find(ReadOnlySpan<byte> utf8, JsonTypeInfo type)
    {
        var faults = new Dictionary<string, string[]>();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ContractsJson.MaxDepth });
        using (var document = JsonDocument.ParseValue(ref reader))
            Visit(document.RootElement, type, "", faults);
        if (faults.Count == 0)
            faults[""] = ["Is not valid."];
        return faults;
    }

    private static void Visit(JsonElement element, JsonTypeInfo type, string pointer,
        Dictionary<string, string[]> faults)
    {
        if (faults.Count >= MaxFaults)
            return;
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind is JsonValueKind.Object:
                VisitFields(element, type, pointer, faults);
                break;
            case JsonTypeInfoKind.Enumerable when element.ValueKind is JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                    VisitValue(item, TypeInfo(type.ElementType!), JsonPointer.Element(pointer, index++),
                        nullable: false, faults);
                break;
            case JsonTypeInfoKind.Dictionary when element.ValueKind is JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                    VisitValue(member.Value, TypeInfo(type.ElementType!), JsonPointer.Member(pointer, member.Name),
                        nullable: true, faults);
                break;
            case JsonTypeInfoKind.Object:
                faults[pointer] = ["Must be an object."];
                break;
            case JsonTypeInfoKind.Enumerable:
                faults[pointer] = ["Must be a list."];
                break;
            default:
                VisitLeaf(element, type, pointer, faults);
                break;
        }
    }

    private static void VisitFields(JsonElement element, JsonTypeInfo type, string pointer,
        Dictionary<string, string[]> faults)
    {
        var seen = new HashSet<string>();
        foreach (var member in element.EnumerateObject())
        {
            var at = JsonPointer.Member(pointer, member.Name);
            if (faults.Count >= MaxFaults)
                return;
            if (!seen.Add(member.Name))
                faults[at] = ["Occurs twice."];
            else if (type.Properties.FirstOrDefault(p => p.Name == member.Name) is { } property)
                VisitValue(member.Value, TypeInfo(property.PropertyType), at, property.IsSetNullable, faults);
            else
                faults[at] = [$"Unknown field {member.Name[..Math.Min(member.Name.Length, 100)]}."];
        }

        foreach (var missing in type.Properties.Where(p => IsRequired(p) && !seen.Contains(p.Name)))
            faults[JsonPointer.Member(pointer, missing.Name)] = ["Is required."];
    }

    private static void VisitValue(JsonElement value, JsonTypeInfo type, string pointer, bool nullable,
        Dictionary<string, string[]> faults)
    {
        if (value.ValueKind is not JsonValueKind.Null)
            Visit(value, type, pointer, faults);
        else if (!nullable && Nullable.GetUnderlyingType(type.Type) is null)
            faults[pointer] = ["Must not be null."];
    }

    private static void VisitLeaf(JsonElement element, JsonTypeInfo type, string pointer,
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
            faults[pointer] = [Expected(Nullable.GetUnderlyingType(type.Type) ?? type.Type)];
        }
    }

    private static string Expected(Type type) => type switch
    {
        { IsEnum: true } =>
            "Must be one of "
            + $"{string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName))}.",
        _ when type == typeof(string) => "Must be a text.",
        _ when type == typeof(bool) => "Must be true or false.",
        _ when type == typeof(DateTimeOffset) => Instants.ErrorText,
        _ when type == typeof(TimeSpan) => Durations.ErrorText,
        _ when type == typeof(DateOnly) => "Must be a date such as 2031-03-03.",
        _ when type == typeof(int) || type == typeof(long) => "Must be a whole number.",
        _ when type == typeof(decimal) || type == typeof(double) => "Must be a number.",
        _ => "Has a value that is not valid.",
    };

    internal static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false };

    internal static JsonTypeInfo TypeInfo(Type type)
    {
        // Options have no type information before their first use; after that this does nothing.
        ContractsJson.Options.MakeReadOnly(populateMissingResolver: true);
        return ContractsJson.Options.GetTypeInfo(type);
    }
}
