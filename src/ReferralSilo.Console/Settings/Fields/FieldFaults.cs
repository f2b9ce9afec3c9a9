using System.Globalization;
using ReferralSilo.Console.Words;

namespace ReferralSilo.Console.Settings.Fields;

/// <summary>The messages of a form's fields, by JSON pointer: those of the form itself and those of the API.</summary>
public sealed class FieldFaults
{
    private readonly SortedDictionary<string, IReadOnlyList<string>> _messages = new(StringComparer.Ordinal);

    public bool IsEmpty => _messages.Count == 0;

    /// <summary>Every message with the place of its field in words.</summary>
    public IEnumerable<(string Place, string Message)> All =>
        _messages.SelectMany(one => one.Value.Select(text => (PlaceOf(one.Key), text)));

    public void Add(string pointer, string message) =>
        _messages[pointer] = [.. _messages.GetValueOrDefault(pointer, []), message];

    public void Replace(IReadOnlyDictionary<string, string[]> messages)
    {
        _messages.Clear();
        foreach (var (pointer, texts) in messages) _messages[pointer] = texts;
    }

    public void Clear() => _messages.Clear();

    /// <summary>Removes the messages of a field and of the fields in it: it was changed.</summary>
    public void Clear(string pointer)
    {
        foreach (var known in _messages.Keys.Where(known => IsIn(known, pointer)).ToList()) _messages.Remove(known);
    }

    /// <summary>The messages of a field.</summary>
    /// <param name="pointer">The field.</param>
    /// <param name="entries">The entries of a list in one field: messages of an entry quote it. Null for a field
    /// without entries.</param>
    public IReadOnlyList<string> Of(string pointer, IReadOnlyList<string>? entries = null)
    {
        var own = _messages.GetValueOrDefault(pointer, []);
        return entries is null ? own
            : [.. own, .. entries.SelectMany((entry, i) =>
                _messages.GetValueOrDefault(Element(pointer, i), []).Select(text => $"{entry}: {text}"))];
    }

    /// <summary>The pointer of an element of a list.</summary>
    public static string Element(string pointer, int index) =>
        pointer + "/" + index.ToString(CultureInfo.InvariantCulture);

    private static bool IsIn(string pointer, string field) =>
        pointer == field || pointer.StartsWith(field + "/", StringComparison.Ordinal);

    /// <summary><c>/targets/1/minutes</c> → <c>Targets 2, minutes</c>.</summary>
    private static string PlaceOf(string pointer)
    {
        var parts = new List<string>();
        foreach (var part in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && parts.Count > 0)
                parts[^1] += string.Create(CultureInfo.InvariantCulture, $" {index + 1}");
            else
                parts.Add(parts.Count == 0 ? PlainWords.Field(part) : PlainWords.Field(part).ToLowerInvariant());
        }
        return string.Join(", ", parts);
    }
}
