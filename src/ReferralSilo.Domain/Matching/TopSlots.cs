using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Matching;

/// <summary>A possible slot with its clinician and score.</summary>
internal readonly record struct ScoredSlot(FreeSlot Slot, ClinicianProfile Clinician, SlotPoints Points);

/// <summary>The best slots so far, at most as many as requested. There are thousands of free slots; a list of all of
/// them per query would only load the garbage collector.</summary>
internal sealed class TopSlots(int most)
{
    private readonly List<ScoredSlot> _kept = new(most + 1);

    /// <summary>Best first.</summary>
    public IReadOnlyList<ScoredSlot> BestFirst => _kept;

    public void Add(ScoredSlot slot)
    {
        if (_kept.Count == most && (most == 0 || Order.Compare(slot, _kept[^1]) > 0))
            return;
        var at = _kept.BinarySearch(slot, Order);
        _kept.Insert(at < 0 ? ~at : at, slot);
        if (_kept.Count > most)
            _kept.RemoveAt(most);
    }

    // Equal inputs give equal results: ties go to the earlier start, then the lower clinician id.
    private static readonly Comparer<ScoredSlot> Order = Comparer<ScoredSlot>.Create((a, b) =>
        b.Points.Total.CompareTo(a.Points.Total) is var points and not 0 ? points
        : a.Slot.Slot.Start.CompareTo(b.Slot.Slot.Start) is var start and not 0 ? start
        : string.CompareOrdinal(a.Clinician.Id.Value, b.Clinician.Id.Value) is var clinician and not 0 ? clinician
        : a.Slot.Slot.End.CompareTo(b.Slot.Slot.End));
}
