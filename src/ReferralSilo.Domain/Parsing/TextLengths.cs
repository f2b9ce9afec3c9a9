using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Parsing;

/// <summary>Judges every text and list of a body by the limit that its property carries (<see cref="TextLimitAttribute"/>).</summary>
public static class TextLengths
{
    private static readonly ConcurrentDictionary<Type, Field[]> Known = new();

    /// <summary>What is longer than its limit, by JSON pointer; empty when nothing is. Texts are measured trimmed and in NFC.</summary>
    public static IReadOnlyDictionary<string, string[]> Faults(object body)
    {
        List<string>? faults = null;
        Visit(body, "", ref faults);
        if (faults is null) return FrozenDictionary<string, string[]>.Empty;
        var errors = new FieldErrors();
        foreach (var fault in faults)
            errors.Add(fault[..fault.IndexOf(' ', StringComparison.Ordinal)], fault[(fault.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        return errors.ToDictionary();
    }

    private static void Visit(object body, string at, ref List<string>? faults)
    {
        foreach (var field in Known.GetOrAdd(body.GetType(), Fields))
        {
            var pointer = $"{at}/{field.Name}";
            switch (field.Property.GetValue(body))
            {
                case null:
                    break;
                case string text when IsLonger(text, field.Characters):
                    (faults ??= []).Add(Says(pointer, field.Characters, "characters"));
                    break;
                case string:
                    break;
                case ICollection list when field.Count > 0 && list.Count > field.Count:
                    (faults ??= []).Add(Says(pointer, field.Count, "entries"));
                    break;
                case IEnumerable list:
                    VisitEach(list, pointer, field.Characters, ref faults);
                    break;
                case { } nested:
                    Visit(nested, pointer, ref faults);
                    break;
            }
        }
    }

    private static void VisitEach(IEnumerable list, string at, int characters, ref List<string>? faults)
    {
        var index = 0;
        foreach (var item in list)
        {
            var pointer = string.Create(CultureInfo.InvariantCulture, $"{at}/{index++}");
            if (item is string text && IsLonger(text, characters)) (faults ??= []).Add(Says(pointer, characters, "characters"));
            else if (item is not (null or string)) Visit(item, pointer, ref faults);
        }
    }

    private static string Says(string pointer, int most, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{pointer} Must be at most {most} {unit}.");

    // NFC never makes a text shorter than a third: what is longer than that is refused before it costs anything.
    private static bool IsLonger(string text, int most)
    {
        if (text.Length <= most) return false;
        var trimmed = text.AsSpan().Trim();
        return trimmed.Length > most && (trimmed.Length > 3 * most || Nfc.Normalize(trimmed.ToString()).Length > most);
    }

    private static Field[] Fields(Type type) => type.Namespace?.StartsWith("ReferralSilo.", StringComparison.Ordinal) is not true || type.IsEnum
        ? []
        : [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && MayHold(p.PropertyType)).Select(p =>
            new Field(p, JsonNamingPolicy.CamelCase.ConvertName(p.Name), p.GetCustomAttribute<ItemsAttribute>()?.Length ?? 0,
                p.GetCustomAttribute<TextLimitAttribute>()?.MaximumLength ?? p.GetCustomAttribute<ItemsAttribute>()?.Characters ?? int.MaxValue))];

    private static bool MayHold(Type type) => !type.IsValueType;

    private sealed record Field(PropertyInfo Property, string Name, int Count, int Characters);
}
