using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ReferralSilo.Host.Tests.Stored;

/// <summary>Describes the stored JSON of each kind as text: names, shapes, values of enumerations and codes.</summary>
internal static class StoredShapes
{
    public static string Describe()
    {
        var text = new StringBuilder();
        foreach (var root in StoredRoots.All)
        {
            text.Append(root.Kind).Append(", form ").Append(root.Form).Append('\n');
            foreach (var line in StoredRoots.Parts(root).Select(part => Line(part, root)).OfType<string>()
                .Order(StringComparer.Ordinal))
                text.Append("  ").Append(line).Append('\n');
            text.Append('\n');
        }

        text.Append("codes\n");
        foreach (var codes in StoredRoots.Codes)
            text.Append("  ").Append(codes.Name).Append(" = ").AppendJoin(" | ", codes
                .GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral)
                .Select(f => f.GetRawConstantValue())).Append('\n');
        return text.ToString();
    }

    private static string? Line(JsonTypeInfo part, StoredRoot root)
    {
        var name = Name(part.Type, root);
        if (part.Type.IsEnum)
            return $"{name} = {string.Join(" | ", Enum.GetValues(part.Type).Cast<object>()
                .Select(value => JsonSerializer.Serialize(value, part.Type, root.Options).Trim('"')))}";
        if (part.PolymorphismOptions is { } family)
            return $"{name} by {family.TypeDiscriminatorPropertyName} = {string.Join(" | ", family.DerivedTypes
                .Select(derived => $"{derived.TypeDiscriminator} {Name(derived.DerivedType, root)}"))}";
        if (part.Kind != JsonTypeInfoKind.Object) return null;
        var properties = part.Properties.Where(p => p.Get is not null)
            .Select(p => $"{p.Name}: {Name(p.PropertyType, root)}{(IsOptional(p) ? "?" : "")}");
        return $"{name} {{ {string.Join(", ", properties)} }}";
    }

    private static bool IsOptional(JsonPropertyInfo property) =>
        property.IsGetNullable && !property.PropertyType.IsValueType;

    private static string Name(Type type, StoredRoot root)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) return Name(value, root) + "?";
        var info = root.Options.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable => Name(info.ElementType!, root) + "[]",
            JsonTypeInfoKind.Dictionary => $"{Name(info.KeyType!, root)} -> {Name(info.ElementType!, root)}",
            _ => type.DeclaringType is { } family ? $"{family.Name}.{type.Name}" : type.Name,
        };
    }
}
