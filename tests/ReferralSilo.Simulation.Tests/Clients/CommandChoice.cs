using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Simulation.Tests.Scheduling;

namespace ReferralSilo.Simulation.Tests.Clients;

/// <summary>Chooses a client's next command for a referral: mostly one that its stage allows, sometimes any. A text in
/// the command contains the key, so that the events show the effect of the command.</summary>
public sealed class CommandChoice(SeededScheduler scheduler)
{
    public ReferralCommand Next(Referral state, string key)
    {
        var stage = scheduler.Happens(0.08) ? null : state;
        return stage switch
        {
            Referral.Received =>
                Pick((2, new Claim()), (1, new Release()), (5, new Accept(null, key)), (0.5, new Decline(key)),
                (2, new Book(Slot()))),
            Referral.Accepted or Referral.Contacting =>
                Pick((4, Tried(ContactOutcome.Reached, key)), (2, Tried(ContactOutcome.NoAnswer, key)), (2, Offer()),
                    (2, new Book(Slot()))),
            Referral.Waiting => Pick((5, Offer()), (3, new Book(Slot())), (0.3, new Withdraw(key))),
            Referral.Offered s =>
                Pick((5, new AcceptOffer(scheduler.Pick(s.Holds).Slot)), (1, new DeclineOffer(key)), (2, Offer()),
                    (1, new Book(Slot())), (0.3, new Withdraw(key))),
            Referral.Booked =>
                Pick((4, new Reschedule(Slot(), key)), (2, new CancelAppointment(key)), (1, new NoShow(key)),
                    (0.7, new Arrive()), (0.7, new Complete(key)), (0.3, new Withdraw(key))),
            Referral.Arrived => new Complete(key),
            Referral.Completed or Referral.Ended => Pick((2, new Acknowledge(key)), (1, new Close(key))),
            _ => Pick((1, new Claim()), (1, new Book(Slot())), (1, Offer()), (1, new CancelAppointment(key)),
                (1, new Accept(null, key)), (1, Tried(ContactOutcome.Reached, key))),
        };
    }

    private static ContactAttempt Tried(ContactOutcome outcome, string key) => new(Channel.Call, outcome, key);

    private string Slot() => scheduler.Pick(Clinic.Slots).Value;

    private Offer Offer()
    {
        string[] slots = [.. Enumerable.Range(0, scheduler.Chance.Next(1, 4)).Select(_ => Slot()).Distinct()];
        return new Offer(slots, scheduler.Happens(0.5)
            ? null
            : (scheduler.Now + Duration.FromSeconds(scheduler.Chance.Next(62, 240))).ToDateTimeOffset());
    }

    private ReferralCommand Pick(params (double Weight, ReferralCommand Command)[] choices)
    {
        var left = scheduler.Chance.NextDouble() * choices.Sum(c => c.Weight);
        foreach (var (weight, command) in choices)
        {
            left -= weight;
            if (left < 0) return command;
        }

        return choices[^1].Command;
    }
}
