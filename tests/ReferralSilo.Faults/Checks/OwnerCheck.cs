using NodaTime;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>I7: no open referral is without an owner queue or a pending deadline for longer than ten seconds.</summary>
public static class OwnerCheck
{
    private static readonly Duration Longest = Duration.FromSeconds(10);

    public static IEnumerable<Violation> Check(History history)
    {
        var reads = history.Of<StoreRead>().ToDictionary(r => r.Read);
        return history.Of<StateStored>()
            .Where(s => s is { Kind: "referral", Open: true } && (string.IsNullOrEmpty(s.Owner) || s.DueAt is null))
            .Where(s => reads[s.Read].Wall - s.ChangedAt > Longest)
            .GroupBy(s => s.Id)
            .Select(g => g.Last())
            .Select(s => new Violation("I7",
                $"{s.Id} is open as {s.Stage} and has had no {(s.DueAt is null ? "deadline" : "owner")} since "
                    + $"{s.ChangedAt}.", s, reads[s.Read]))
            .Concat(history.Referrals.Values.Where(l => l.Last is { IsOpen: true, Clock: null })
                .Select(l => new Violation("I7",
                    $"{l.Id} is open as {l.Last!.Stage} and its stage has no deadline.", l.Newest)));
    }
}
