using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Desk;

/// <summary>
/// Assigns each slot a lane within its clinician's row. Visit types of different lengths can offer
/// the same time more than once; without lanes these slots would be drawn on top of each other.
/// </summary>
public static class SlotLanes
{
    /// <summary>Returns one lane (from 1) per slot, in the given order. Slots of one lane do not overlap.</summary>
    public static IReadOnlyList<int> Assign(IReadOnlyList<BoardSlot> slots)
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
