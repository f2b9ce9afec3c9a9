using System.Globalization;
using System.Reflection;
using System.Text.Json;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Parsing;

/// <summary>Collects the errors of an input by JSON pointer, so that one answer contains all of them.</summary>
public sealed class FieldErrors
{
    private readonly SortedDictionary<string, List<string>> _byPointer = new(StringComparer.Ordinal);

    /// <summary>True while there is no error.</summary>
    public bool IsEmpty => _byPointer.Count == 0;

    /// <summary>Adds one sentence for one field.</summary>
    public void Add(string pointer, string sentence)
    {
        if (!_byPointer.TryGetValue(pointer, out var sentences))
            _byPointer[pointer] = sentences = [];
        sentences.Add(sentence);
    }

    /// <summary>Adds a sentence and returns null, for the return statement of a parser.</summary>
    public T? Invalid<T>(string pointer, string sentence) where T : struct
    {
        Add(pointer, sentence);
        return null;
    }

    /// <summary>Requires a whole number within inclusive bounds; null is not checked.</summary>
    public void Range(string pointer, int? value, int least, int most, string unit)
    {
        if (value < least || value > most)
            Add(pointer, string.Create(CultureInfo.InvariantCulture, $"Must be {least} to {most} {unit}."));
    }

    /// <summary>Requires that each number and duration of a record is within the limit of its property
    /// (<see cref="LimitAttribute"/>, <see cref="DurationLimitAttribute"/>); null is not checked.</summary>
    public void Limits(string pointer, object settings)
    {
        foreach (var property in settings.GetType().GetProperties())
        {
            var at = $"{pointer}/{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}";
            if (property.GetCustomAttribute<LimitAttribute>() is { } number)
                Range(at, (int?)property.GetValue(settings), number.Least, number.Most, number.Unit);
            if (property.GetCustomAttribute<DurationLimitAttribute>() is { } duration
                && property.GetValue(settings) is TimeSpan value
                && (value < duration.Least || value > duration.Most))
                Add(at, $"Must be a duration from {duration.Text}.");
        }
    }

    /// <summary>Requires a text of 1 to <paramref name="most"/> characters that is not blank.</summary>
    public void Text(string pointer, string? value, int most)
    {
        if (string.IsNullOrWhiteSpace(value) || value.Length > most)
            Add(pointer, string.Create(CultureInfo.InvariantCulture, $"Must be 1 to {most} characters."));
    }

    /// <summary>Requires at most <paramref name="most"/> entries.</summary>
    public void Count<T>(string pointer, IReadOnlyList<T>? values, int most)
    {
        if (values?.Count > most)
            Add(pointer, string.Create(CultureInfo.InvariantCulture, $"Must be at most {most} entries."));
    }

    /// <summary>All errors; empty for none.</summary>
    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        _byPointer.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal);
}
