using System.Runtime.CompilerServices;

namespace ReferralSilo.Domain.Matching;

/// <summary>A slot that fits, in numbers.</summary>
/// <param name="Points">The score in tenths.</param>
/// <param name="Start">Minutes since the Unix epoch.</param>
/// <param name="Rank">Place of the clinician's id in ordinal order.</param>
/// <param name="Length">Minutes.</param>
/// <param name="Number">Number of the clinician in the index.</param>
internal readonly record struct SlotChoice(int Points, int Start, int Rank, int Length, int Number);

/// <summary>The best choices so far, best first: more points, then the earlier start, then the lower clinician id, then
/// the earlier end, as <see cref="TopSlots"/>.</summary>
internal sealed class TopChoices
{
    private readonly SlotChoice[] _kept = new SlotChoice[Matcher.LimitMost];
    private int _limit;
    private int _count;

    public ReadOnlySpan<SlotChoice> BestFirst => _kept.AsSpan(0, _count);

    public void Start(int limit) => (_limit, _count) = (Math.Clamp(limit, 0, Matcher.LimitMost), 0);

    /// <summary>False when no choice with at most these points, not before this start, would be kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayKeep(int points, int start, int rank)
    {
        if (_count < _limit) return true;
        if (_limit == 0) return false;
        ref readonly var last = ref _kept[_count - 1];
        return points > last.Points
            || (points == last.Points && (start < last.Start || (start == last.Start && rank <= last.Rank)));
    }

    /// <summary>Keeps the choice; false when it is not among the best.</summary>
    public bool Add(in SlotChoice choice)
    {
        if (!MayKeep(choice.Points, choice.Start, choice.Rank)) return false;
        if (_count == _limit)
        {
            if (!IsBefore(choice, _kept[_count - 1])) return false;
            _count--;
        }

        var at = _count++;
        for (; at > 0 && IsBefore(choice, _kept[at - 1]); at--) _kept[at] = _kept[at - 1];
        _kept[at] = choice;
        return true;
    }

    private static bool IsBefore(in SlotChoice a, in SlotChoice b) =>
        a.Points != b.Points ? a.Points > b.Points
        : a.Start != b.Start ? a.Start < b.Start
        : a.Rank != b.Rank ? a.Rank < b.Rank
        : a.Length < b.Length;
}
