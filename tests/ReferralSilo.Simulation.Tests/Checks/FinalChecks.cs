using NodaTime;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Simulation.Tests.Ledgers;

namespace ReferralSilo.Simulation.Tests.Checks;

/// <summary>Checks after all faults have stopped and pending work had time to finish.</summary>
public sealed class FinalChecks(Checker checker, SimLedger ledger, Instant now)
{
    private static readonly Duration Overdue = Duration.FromSeconds(30);

    /// <summary>A message that was committed this long ago must have been acknowledged.</summary>
    private static readonly Duration Delivered = Duration.FromSeconds(10);

    public void Check()
    {
        AnswersAreInLedger();
        KeysHaveOneEffect();
        ClocksAreSet();
        if (ledger.Outbox.FirstOrDefault(row => row.At < now - Delivered) is { } row)
            checker.Report("outbox", $"{row} is left");
        SchedulesAndReferralsAgree();
    }

    /// <summary>No hold remains after its end.</summary>
    public void CheckHoldsOver()
    {
        foreach (var schedule in checker.Schedules)
            foreach (var hold in schedule.Holds.Where(h => h.Until < now - Overdue))
                checker.Report("I5", $"{schedule.Clinician}: hold {hold.Id} ended at {hold.Until} and is still there");
    }

    /// <summary>I1: every accepted answer is in the ledger with the same state. I3: every request has an
    /// answer.</summary>
    private void AnswersAreInLedger()
    {
        foreach (var request in checker.Requests)
        {
            if (request.Answers.Count == 0) checker.Report("I3", $"{request} has no answer");
            foreach (var answer in request.Answers)
                if (answer.State is { } state && !checker.IsCommitted(request.Referral, answer.Version, state))
                    checker.Report("I1", $"{request} was answered \"{answer}\", which is not in the ledger");
        }
    }

    /// <summary>I2: one key has one effect. I3: a refused request has no later effect.</summary>
    private void KeysHaveOneEffect()
    {
        foreach (var (key, what, moments) in checker.Effects.All)
        {
            if (checker.Find(key) is not { } request) continue;
            if (moments.Count > 1) checker.Report("I2", $"{request} took effect {moments.Count} times as {what.Name}");
            if (request.Answers.FirstOrDefault(a => a.Code is not null) is { } no && moments.Any(m => m > no.At))
                checker.Report("I3",
                    $"{request} was answered \"{no}\" at {no.At} and took effect as {what.Name} at {moments.Max()}");
        }
    }

    /// <summary>I7, I10: each open referral has a clock in the ledger, and none is overdue.</summary>
    private void ClocksAreSet()
    {
        foreach (var referral in checker.Referrals)
        {
            var due = ledger.DueAt(new StreamId("referral", referral.Case.Id.Value));
            if (referral.IsOpen && due is null) checker.Report("I7", $"{referral.Case.Id} is open and has no clock");
        }

        foreach (var (what, due) in checker.Referrals.Select(r => (r.Case.Id.Value, r.DueAt))
            .Concat(checker.Schedules.Select(c => (c.Clinician.Value, c.DueAt))))
            if (due < now - Overdue) checker.Report("I10", $"{what} was due at {due} and was not handled");
    }

    /// <summary>Schedules and referrals agree on every booking and every offered hold.</summary>
    private void SchedulesAndReferralsAgree()
    {
        var schedules = checker.Schedules.ToDictionary(s => s.Clinician);
        var wanted = new HashSet<string>();
        foreach (var referral in checker.Referrals)
        {
            if (referral.BookedSlot() is { } grant)
            {
                wanted.Add(grant.Id);
                if (schedules[grant.Clinician].Bookings.All(b =>
                    b.Id.Value != grant.Id || b.Referral != referral.Case.Id))
                    checker.Report("agreement",
                        $"{referral.Case.Id} is {referral.Stage} with {grant.Id}, which {grant.Clinician} does not "
                        + $"have");
            }

            if (referral is Referral.Offered offered && now < offered.Offer.DueAt)
                foreach (var hold in offered.Holds)
                    if (!schedules[hold.Clinician].Holds.Any(h =>
                        h.Id.Value == hold.Id && h.Until >= offered.Offer.DueAt))
                        checker.Report("I5",
                            $"{referral.Case.Id} offers {hold.Id} until {offered.Offer.DueAt}, which {hold.Clinician} "
                            + $"does not hold so long");
        }

        foreach (var schedule in schedules.Values)
            foreach (var booking in schedule.Bookings.Where(b => !b.Finished && !wanted.Contains(b.Id.Value)))
                checker.Report("agreement",
                    $"{schedule.Clinician} has {booking.Id} booked, which {booking.Referral} does not want");
    }
}
