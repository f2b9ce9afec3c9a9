using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Desk;

/// <summary>
/// Which line of a clinician's row each slot is drawn on. Visit types of different lengths offer the same time more
/// than once; drawn over each other, none of them could be read or clicked.
/// </summary>
public static class SlotLanes
{
    /// <summary>Lanes from 1, in the order given; slots of one lane do not overlap.</summary>
    public static IReadOnlyList<int> Of(IReadOnlyList<BoardSlot> slots)
    {
        var lanes = new int[slots.Count];
        var ends = new List<DateTimeOffset>();
        foreach (var (at, slot) in slots.Index().OrderBy(s => s.Item.Start).ThenByDescending(s => s.Item.End))
        {
            var lane = ends.FindIndex(end => end <= slot.Start);
            if (lane < 0)
            {
                lane = ends.Count;
                ends.Add(slot.End);
            }
            ends[lane] = slot.End;
            lanes[at] = lane + 1;
        }
        return lanes;
    }
}
