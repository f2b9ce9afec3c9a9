using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Parsing;

/// <summary>Checks every text and list of a body against the limit of its property
/// (<see cref="TextLimitAttribute"/>).</summary>
public static class TextLimitValidator
{
    private static readonly ConcurrentDictionary<Type, Field[]> Known = new();

    /// <summary>The values above their limit, by JSON pointer; empty for none. The length of a text is measured after
    /// trimming and NFC.</summary>
    public static IReadOnlyDictionary<string, string[]> Errors(object body)
    {
        FieldErrors? faults = null;
        Visit(body, null, ref faults);
        return faults is null ? FrozenDictionary<string, string[]>.Empty : faults.ToDictionary();
    }

    private static void Visit(object body, Place? at, ref FieldErrors? faults)
    {
        foreach (var field in Known.GetOrAdd(body.GetType(), Fields))
        {
            switch (field.Property.GetValue(body))
            {
                case null:
                    break;
                case string text when IsLonger(text, field.Characters):
                    Add(ref faults, new Place(at, field.Name), field.Characters, "characters");
                    break;
                case string:
                    break;
                case ICollection list when field.Count > 0 && list.Count > field.Count:
                    Add(ref faults, new Place(at, field.Name), field.Count, "entries");
                    break;
                case ICollection { Count: 0 }:
                    break;
                case IEnumerable list:
                    VisitEach(list, new Place(at, field.Name), field.Characters, ref faults);
                    break;
                case { } nested:
                    Visit(nested, new Place(at, field.Name), ref faults);
                    break;
            }
        }
    }

    private static void VisitEach(IEnumerable list, Place at, int characters, ref FieldErrors? faults)
    {
        var index = 0;
        foreach (var item in list)
        {
            if (item is string text && IsLonger(text, characters))
                Add(ref faults, at.Item(index), characters, "characters");
            else if (item is not (null or string)) Visit(item, at.Item(index), ref faults);
            index++;
        }
    }

    private static void Add(ref FieldErrors? faults, Place at, int most, string unit) =>
        (faults ??= new FieldErrors())
            .Add(at.ToString(), string.Create(CultureInfo.InvariantCulture, $"Must be at most {most} {unit}."));

    // NFC leaves at least a third of the characters, so a text above three times the limit is refused without
    // normalization.
    private static bool IsLonger(string text, int most)
    {
        if (text.Length <= most) return false;
        var trimmed = text.AsSpan().Trim();
        return trimmed.Length > most && (trimmed.Length > 3 * most || Nfc.Normalize(trimmed.ToString()).Length > most);
    }

    private static Field[] Fields(Type type) =>
        type.Namespace?.StartsWith("ReferralSilo.", StringComparison.Ordinal) is not true || type.IsEnum
        ? []
        : [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && MayHold(p.PropertyType)).Select(p =>
            new Field(p, JsonNamingPolicy.CamelCase.ConvertName(p.Name), p.GetCustomAttribute<ItemsAttribute>()?.Length
                ?? 0,
                p.GetCustomAttribute<TextLimitAttribute>()?.MaximumLength
                    ?? p.GetCustomAttribute<ItemsAttribute>()?.Characters ?? int.MaxValue))];

    private static bool MayHold(Type type) => !type.IsValueType;

    private sealed record Field(PropertyInfo Property, string Name, int Count, int Characters);

    /// <summary>The position of a value in the body; the JSON pointer is built only for an error.</summary>
    private sealed record Place(Place? Parent, string Name)
    {
        public Place Item(int index) => new(this, index.ToString(CultureInfo.InvariantCulture));

        public override string ToString() => $"{Parent}/{Name}";
    }
}
