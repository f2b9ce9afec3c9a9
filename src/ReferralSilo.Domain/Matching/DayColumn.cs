using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Matching;

/// <summary>What decides whether a clinician's day can hold one of the best slots.</summary>
/// <param name="None">First live start with a gap on both sides; <see cref="int.MaxValue"/> for none.</param>
/// <param name="One">First live start with a gap on one side.</param>
/// <param name="Two">First live start without a gap.</param>
/// <param name="Last">Last live start.</param>
/// <param name="Load">Tenths of points for the day's load.</param>
internal readonly record struct DaySummary(int None, int One, int Two, int Last, int Load)
{
    public int First => Math.Min(None, Math.Min(One, Two));
}

/// <summary>One civil day of all clinicians.</summary>
internal sealed class DayColumn
{
    private readonly ClinicianBits[] _byType =
        [.. Enumerable.Range(0, SlotPlane.TypesCount).Select(_ => new ClinicianBits())];

    private readonly ClinicianBits _any = new();
    private DaySummary[] _summaries = [];

    /// <summary>The civil day, counted from the Unix epoch.</summary>
    public int Day { get; private set; } = int.MinValue;

    /// <summary>Clinicians with a live slot of a visit type; null for any type.</summary>
    public ClinicianBits Live(VisitType? type) => type is { } wanted ? _byType[(int)wanted] : _any;

    public ref readonly DaySummary this[int number] => ref _summaries[number];

    /// <summary>Starts another day, without clinicians.</summary>
    public void Start(int day)
    {
        Day = day;
        _any.Clear();
        foreach (var type in _byType) type.Clear();
    }

    /// <summary>Writes a clinician's day; null when the day is not searched.</summary>
    public void Write(int number, ClinicianDay? day)
    {
        if (number >= _summaries.Length) Array.Resize(ref _summaries, Math.Max(64, (number + 1) * 2));
        var firsts = day?.Firsts ?? (int.MaxValue, int.MaxValue, int.MaxValue);
        _summaries[number] = new DaySummary(firsts.Item1, firsts.Item2, firsts.Item3, day?.Last ?? int.MinValue,
            day is null ? 0 : MatchScore.Tenths(MatchScore.LoadPoints(day.Open, day.Busy)));
        _any.Set(number, _summaries[number].First != int.MaxValue);
        for (var type = 0; type < _byType.Length; type++)
            _byType[type].Set(number, day is not null && day.FirstOf((VisitType)type) != int.MaxValue);
    }
}
