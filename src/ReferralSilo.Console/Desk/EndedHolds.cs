using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Desk;

/// <summary>A hold that ran out.</summary>
/// <param name="Referral">For whom it was.</param>
/// <param name="Slot">Which time.</param>
/// <param name="Start">When the visit would have started.</param>
/// <param name="ClinicianName">With whom.</param>
/// <param name="EndedAt">When it ran out.</param>
public sealed record EndedHold(string Referral, string Slot, DateTimeOffset Start, string ClinicianName,
    DateTimeOffset EndedAt);

/// <summary>
/// Which holds ran out while this board was watched. A row only loses its countdown then, and the person on the phone
/// would go on with a time that is gone.
/// </summary>
public sealed class EndedHolds
{
    /// <summary>Clocks of servers differ by less: a hold that goes this shortly before its end ran out.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, EndedHold> _ended = new(StringComparer.Ordinal);
    private Dictionary<string, EndedHold> _held = new(StringComparer.Ordinal);

    /// <summary>The last one of a referral; null when none ran out, or when it was held or booked again
    /// since.</summary>
    public EndedHold? Of(string referral) => _ended.GetValueOrDefault(referral);

    /// <param name="clinicians">The board's slots.</param>
    /// <param name="waiting">Referrals that still need a time.</param>
    /// <param name="now">As the server says.</param>
    public void See(IEnumerable<ClinicianRow> clinicians, IEnumerable<string> waiting, DateTimeOffset now)
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
