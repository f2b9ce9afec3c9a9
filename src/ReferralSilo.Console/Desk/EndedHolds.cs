using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Desk;

/// <summary>A hold that expired.</summary>
/// <param name="Start">When the visit would have started.</param>
/// <param name="EndedAt">When the hold expired.</param>
public sealed record EndedHold(
    string Referral, string Slot, DateTimeOffset Start, string ClinicianName, DateTimeOffset EndedAt);

/// <summary>
/// The holds that expired while this board was open. Otherwise the row would only lose its
/// countdown, and the person on the phone would continue with a time that is no longer held.
/// </summary>
public sealed class EndedHolds
{
    /// <summary>
    /// Server clocks differ by less than this. A hold that disappears this close before its end counts as expired.
    /// </summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, EndedHold> _ended = new(StringComparer.Ordinal);
    private Dictionary<string, EndedHold> _held = new(StringComparer.Ordinal);

    /// <summary>
    /// The last expired hold of a referral; null when there is
    /// none, or when the referral was held or booked again since.
    /// </summary>
    public EndedHold? Find(string referral) => _ended.GetValueOrDefault(referral);

    /// <summary>Compares the board with the previous call and records the holds that expired in between.</summary>
    /// <param name="waiting">Keys of the referrals that still need a time.</param>
    /// <param name="now">The server's time.</param>
    public void Update(IEnumerable<ClinicianRow> clinicians, IEnumerable<string> waiting, DateTimeOffset now)
    {
        var held = new Dictionary<string, EndedHold>(StringComparer.Ordinal);
        foreach (var clinician in clinicians)
        {
            foreach (var slot in clinician.Slots)
            {
                if (slot is { Status: SlotStatus.BusyTentative, Referral: { } referral, ExpiresAt: { } ends })
                    held[slot.Slot] = new EndedHold(referral, slot.Slot, slot.Start, clinician.Name, ends);
            }
        }
        foreach (var (slot, was) in _held)
        {
            if (!held.ContainsKey(slot) && was.EndedAt <= now + Skew) _ended[was.Referral] = was;
        }
        foreach (var again in held.Values) _ended.Remove(again.Referral);
        var open = waiting.ToHashSet(StringComparer.Ordinal);
        foreach (var over in _ended.Keys.Where(r => !open.Contains(r)).ToList()) _ended.Remove(over);
        _held = held;
    }
}
