using System.ComponentModel.DataAnnotations;
using System.Xml;

namespace ReferralSilo.Contracts;

/// <summary>The smallest and the largest value of a number. The rules and the OpenAPI document use it. Another number
/// is 400 <c>invalid-input</c> at its field.</summary>
/// <param name="least">Smallest value.</param>
/// <param name="most">Largest value.</param>
/// <param name="unit">Unit of both, for the error message.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LimitAttribute(int least, int most, string unit) : RangeAttribute(least, most)
{
    public int Least => (int)Minimum;

    public int Most => (int)Maximum;

    public string Unit => unit;
}

/// <summary>The shortest and the longest duration, in ISO 8601. Another duration is 400 <c>invalid-input</c> at its
/// field.</summary>
/// <param name="least">Shortest duration.</param>
/// <param name="most">Longest duration.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationLimitAttribute(string least, string most) : Attribute
{
    public TimeSpan Least { get; } = XmlConvert.ToTimeSpan(least);

    public TimeSpan Most { get; } = XmlConvert.ToTimeSpan(most);

    /// <summary>Both as given, for the error message.</summary>
    public string Text { get; } = $"{least} to {most}";
}
