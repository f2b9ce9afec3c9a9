using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I17: no patient is in two overlapping visits unless a person said why. Checked on the last state of all referrals:
/// clocks of silos differ, so the times of two streams do not say which of two visits ended before the other began.
/// </summary>
public static class PatientVisitCheck
{
    public static IEnumerable<Violation> Check(History history)
    {
        var booked = history.Referrals.Values
            .Where(r => r.Last is { Case.ShownPatient: not null } last && PatientVisit.Of(last) is not null)
            .Select(r => (State: r.Last!, Visit: PatientVisit.Of(r.Last!)!, Line: r.Newest!))
            .GroupBy(b => b.State.Case.ShownPatient);
        foreach (var visits in booked.Select(g => g.OrderBy(b => b.Visit.Start).ToList()))
            for (var i = 0; i < visits.Count; i++)
                for (var j = i + 1; j < visits.Count; j++)
                    if (visits[i].Visit.Overlaps(visits[j].Visit)
                        && !IsOverruled(visits[i].State) && !IsOverruled(visits[j].State))
                        yield return new("I17",
                            $"{visits[i].State.Case.ShownPatient} has two visits at {visits[j].Visit.Start}: of "
                            + $"{visits[i].State.Case.Id} and of {visits[j].State.Case.Id}.", visits[i].Line,
                            visits[j].Line);
    }

    private static bool IsOverruled(Referral state) => state.BookedSlot()?.OverruleVisit is not null;
}
