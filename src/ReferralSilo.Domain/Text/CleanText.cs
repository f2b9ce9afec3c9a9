using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace ReferralSilo.Domain.Text;

/// <summary>
/// Removes invisible characters from input texts when they change how a text is read: "46" with an override is
/// displayed as "64". Keeps the characters that a script or an emoji needs: joiners after letters of such a script, and
/// the selectors and tags of an emoji.
/// </summary>
public static class CleanText
{
    private const int BlackFlag = 0x1F3F4;
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    /// <summary>The cleaned text; the same string when it was clean.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="dropControls">Drops control characters as well, other than line breaks and tabs.</param>
    public static string Clean(string text, bool dropControls = false)
    {
        if (IsClean(text)) return text;
        var kept = new StringBuilder(text.Length);
        Rune? before = null, shown = null;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) ? dropControls
                && rune.Value is not ('\n' or '\r' or '\t') : !Stays(rune, before, shown))
                continue;
            kept.Append(rune.ToString());
            before = rune;
            if (!InvisibleText.IsInvisible(rune)) shown = rune;
        }

        return kept.ToString();
    }

    /// <summary>A contract record with all texts cleaned, also in lists and nested records; the same object when all
    /// were clean. Other types are left unchanged, for instance passwords.</summary>
    public static T CleanRecord<T>(T record, bool dropControls = false) where T : class =>
        (T)Cleaned(record, dropControls)!;

    private static bool IsClean(string text)
    {
        foreach (var c in text)
            if (c < ' ' && c is not ('\n' or '\t') || c >= '\u007f'
                && (c <= '\u009f' || c == '\u00ad' || c >= '\u034f'))
                return false;
        return true;
    }

    private static bool Stays(Rune rune, Rune? before, Rune? shown)
    {
        if (!InvisibleText.IsInvisible(rune) || IsShownMark(rune)) return true;
        if (before is not { } last || shown is not { } on) return false;
        if (InvisibleText.IsJoiner(rune)) return NeedsJoiners(on) && !InvisibleText.IsJoiner(last);
        if (IsTag(rune)) return on.Value == BlackFlag;
        return IsSelector(rune) && TakesSelectors(on) && !IsSelector(last);
    }

    /// <summary>Arabic and Syriac number and verse signs: visible, but in Unicode's invisible category.</summary>
    private static bool IsShownMark(Rune rune) =>
        rune.Value is >= 0x600 and <= 0x605 or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD;

    private static bool IsTag(Rune rune) => rune.Value is >= 0xE0020 and <= 0xE007F;

    private static bool IsSelector(Rune rune) => rune.Value is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF;

    /// <summary>Characters that may need joiners: Arabic, Syriac, N'Ko, Mandaic and similar scripts, the scripts of
    /// India and South-East Asia, Mongolian, and symbols, which form emoji.</summary>
    private static bool NeedsJoiners(Rune rune) =>
        rune.Value is >= 0x600 and <= 0x109F or >= 0x1700 and <= 0x1AFF or >= 0x1B00 and <= 0x1CFF
            or >= 0xA800 and <= 0xABFF
            or >= 0xFB50 and <= 0xFDFF or >= 0xFE70 and <= 0xFEFC or >= 0x10A00 and <= 0x11FFF
                or >= 0x1E900 and <= 0x1E95F
        || IsSymbol(rune);

    private static bool TakesSelectors(Rune rune) =>
        IsSymbol(rune)
            || rune.Value is >= '0' and <= '9' or '#' or '*' or >= 0x2000 and <= 0x33FF or >= 0x1800 and <= 0x18AF
            or >= 0x1000 and <= 0x109F or >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF
                or >= 0x20000 and <= 0x3FFFF;

    private static bool IsSymbol(Rune rune) =>
        Rune.GetUnicodeCategory(
            rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol or UnicodeCategory.MathSymbol
            && rune.Value > 0x7F;

    private static object? Cleaned(object? value, bool dropControls) => value switch
    {
        null => null,
        string text => Clean(text, dropControls),
        IEnumerable list => InList(list, dropControls),
        _ => Readable(value.GetType()) is { Length: > 0 } properties ? InRecord(value, properties, dropControls)
            : value,
    };

    private static object InList(IEnumerable list, bool dropControls)
    {
        if (list.GetType().GetInterfaces()
            .FirstOrDefault(i =>
            i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) is not { } type) return list;
        var items = list.Cast<object?>().ToList();
        var cleaned = items.ConvertAll(item => Cleaned(item, dropControls));
        if (items.Zip(cleaned)
            .All(pair => ReferenceEquals(pair.First, pair.Second) || Equals(pair.First, pair.Second))) return list;
        var array = Array.CreateInstance(type.GetGenericArguments()[0], cleaned.Count);
        for (var i = 0; i < cleaned.Count; i++) array.SetValue(cleaned[i], i);
        return array;
    }

    private static object InRecord(object record, PropertyInfo[] properties, bool dropControls)
    {
        object? copy = null;
        foreach (var property in properties)
        {
            var value = property.GetValue(record);
            var cleaned = Cleaned(value, dropControls);
            if (ReferenceEquals(value, cleaned) || Equals(value, cleaned)) continue;
            copy ??= record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
            property.SetValue(copy, cleaned);
        }

        return copy ?? record;
    }

    /// <summary>Properties of contract records that may contain a text; empty for other types.</summary>
    private static PropertyInfo[] Readable(Type type) => Properties.GetOrAdd(type, static type =>
        type.Namespace?.StartsWith("ReferralSilo.Contracts", StringComparison.Ordinal) == true
            && type.GetMethod("<Clone>$") is not null
            ? [.. type.GetProperties()
                .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0 && !p.PropertyType.IsValueType)]
            : []);
}
