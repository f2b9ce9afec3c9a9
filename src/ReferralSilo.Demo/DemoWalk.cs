using System.Globalization;
using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Demo;

/// <summary>
/// Moves one referral from intake to its planned stage. Each step is one command with its own key. A second run repeats
/// the same keys: finished steps return their first answer, and the first unfinished step continues.
/// </summary>
public sealed class DemoWalk(DemoDesk desk, DemoSlots slots, DemoPlanned planned, Instant now, CancellationToken ct)
{
    /// <summary>Maximum number of slots tried for one booking.</summary>
    private const int MostSlots = 6;

    /// <summary>Maximum contact attempts for a patient who never answers. Higher than any line's limit.</summary>
    private const int MostAttempts = 10;

    private ReferralView? _view;
    private int _step;

    /// <summary>The problem of the last command; null when it succeeded.</summary>
    public Problem? Stopped { get; private set; }

    /// <summary>Runs all steps. Returns true when the referral has reached its planned stage.</summary>
    public async Task<bool> Go() => await Submit() && planned.Stage switch
    {
        Stage.Received =>
            !planned.Dice.Percent("claimed", 20) || planned.Priority != Priority.Routine || await Nurse(new Claim()),
        Stage.InformationRequested =>
            await Nurse(new Claim())
            && await Nurse(new RequestInformation(["patient.birth-date"], "Please send the date of birth.")),
        Stage.Accepted =>
            await Accept() && (!planned.Dice.Percent("assigned", 40) || await Scheduler(new Assign("scheduler"))),
        Stage.Contacting => await Accept() && await Miss(),
        Stage.Waiting => await Wait(),
        Stage.Offered => await Wait() && await Offer(),
        Stage.Booked => await Book(firstHour: 20, lastHour: 300),
        Stage.Arrived => await Visit() && await Scheduler(new Arrive()),
        Stage.Completed => await Visit() && await Complete(),
        Stage.Closed =>
            planned.Number % 5 == 0 ? await Decline() && await Close() : await Visit() && await Complete()
            && await Close(),
        Stage.Declined => await Decline(),
        Stage.Redirected =>
            await Nurse(new Claim())
            && await Nurse(
            new Redirect(_view!.Eligibility.Redirect ?? "emergency care",
            "Emergency: called the patient and the practice")),
        Stage.Withdrawn => planned.Number % 2 == 0
            ? await Accept()
                && await Scheduler(new ContactAttempt(Channel.Call, ContactOutcome.Refused, "Found care nearby"))
            : await Scheduler(new Withdraw("The practice took the referral back")),
        Stage.Unreachable => await Accept() && await NeverAnswers(),
        _ => throw new InvalidOperationException($"No walk leads to {planned.Stage}."),
    };

    private async Task<bool> Submit()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"load-{planned.Number}");
        var referral =
            DemoReferral.Make(name, planned.Dice, planned.Line, planned.Priority, planned.Twist,
            now.ToDateTimeOffset());
        var answer = await desk.Submit(referral, NextKey(), ct);
        _view = answer.View;
        Stopped = answer.Problem;
        return _view is not null;
    }

    private async Task<bool> Accept() =>
        (planned.Number % 3 != 0 || await Nurse(new Claim())) && await Nurse(new Accept());

    private Task<bool> Miss() => Scheduler(new ContactAttempt(Channel.Call,
        planned.Dice.Of("miss",
            [ContactOutcome.NoAnswer, ContactOutcome.VoicemailLeft, ContactOutcome.Engaged, ContactOutcome.HungUp])));

    private async Task<bool> Wait() => await Accept()
        && (!planned.Dice.Percent("missed-first", 25) || await Miss())
        && await Scheduler(new ContactAttempt(_view!.Patient.PreferredChannel ?? Channel.Call, ContactOutcome.Reached));

    private async Task<bool> NeverAnswers()
    {
        for (var tried = 0; tried < MostAttempts && _view!.Stage != Stage.Unreachable; tried++)
            if (!await Miss()) return false;
        return true;
    }

    private async Task<bool> Offer()
    {
        var until = (now + Duration.FromHours(36 + planned.Dice.Throw("offer-end", 35))).ToDateTimeOffset();
        return await WithSlot(80, 300, (slot, overrule) => new Offer([slot], until, overrule));
    }

    private async Task<bool> Book(int firstHour, int lastHour)
    {
        if (!await Wait()) return false;
        return planned.Dice.Percent("by-offer", 60)
            ? await WithSlot(firstHour, lastHour, (slot, overrule) =>
                new Offer([slot], (now + Duration.FromHours(4)).ToDateTimeOffset(), overrule))
                && (await Scheduler(new AcceptOffer(_view!.Holds.Count > 0 ? _view.Holds[0].Slot : ""))
                    || await IsBooked())
            : await WithSlot(firstHour, lastHour, (slot, overrule) => new Book(slot, overrule));
    }

    // A visit in progress takes a random slot in the next 60 hours, so that no line's next day is used up.
    private Task<bool> Visit() => Book(firstHour: 0, lastHour: 60);

    private Task<bool> Complete() => Scheduler(new Complete(planned.Dice.Of("outcome",
        ["Seen, plan agreed, follow-up in four weeks", "Seen, medication adjusted",
            "Seen, referred back to the practice", "Seen, no further visit needed"])));

    private async Task<bool> Decline() =>
        await Nurse(new Claim()) && await Nurse(new Decline(planned.Twist == DemoTwist.OutOfState
        ? "The patient lives where none of our clinicians is licensed"
        : "In-person care is needed for this question"));

    private async Task<bool> Close() =>
        await Scheduler(new Acknowledge("Read in the portal")) && await Scheduler(new Close());

    private async Task<bool> WithSlot(int firstHour, int lastHour, Func<string, string?, ReferralCommand> command)
    {
        var need = DemoNeed.Of(_view!);
        for (var tried = 0; tried < MostSlots; tried++)
        {
            var slot = slots.Take(need, now + Duration.FromHours(firstHour), now + Duration.FromHours(lastHour),
                planned.Dice)
                ?? slots.Take(need, now, now + Duration.FromDays(14), planned.Dice);
            if (slot is { } asked && await Scheduler(command(asked.Value, need.Overrule))
                || await IsBooked()) return true;
        }

        return false;
    }

    /// <summary>
    /// Reloads the referral and returns true when it is booked. The step before can be refused because it is already
    /// done: an earlier run stopped between the schedule's commit and the referral's commit, and the referral then
    /// completed the booking itself, without a key of this walk.
    /// </summary>
    private async Task<bool> IsBooked()
    {
        _view = (await desk.Read(_view!.Id)).Value ?? _view;
        return _view.Stage == Stage.Booked;
    }

    private Task<bool> Nurse(ReferralCommand command) => Do(DemoStaff.Nurse, command);

    private Task<bool> Scheduler(ReferralCommand command) => Do(DemoStaff.Scheduler, command);

    private async Task<bool> Do(Caller by, ReferralCommand command)
    {
        var answer = await desk.Send(_view!.Id, command, by, NextKey(), ct);
        _view = answer.View ?? _view;
        Stopped = answer.Problem;
        return answer.View is not null;
    }

    private string NextKey() => string.Create(CultureInfo.InvariantCulture, $"demo/{planned.Number}/{_step++}");
}
