using System.Globalization;
using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Demo;

/// <summary>
/// Moves one referral from intake to its planned stage. Each step is one command, and its key names the step. A second
/// run repeats the keys: finished steps return their first answer, and the first unfinished step continues. A step that
/// needs a slot is left out when the referral has one, because each run chooses among the slots that are free then.
/// </summary>
public sealed class DemoWalk(DemoDesk desk, DemoSlots slots, DemoPlanned planned, Instant now, CancellationToken ct)
{
    /// <summary>Maximum number of slots tried for one booking.</summary>
    private const int MostSlots = 6;

    /// <summary>Maximum contact attempts for a patient who never answers. Higher than any line's limit.</summary>
    private const int MostAttempts = 10;

    private ReferralView? _view;
    private int _misses;

    /// <summary>The problem of the last command; null when it succeeded.</summary>
    public Problem? Stopped { get; private set; }

    /// <summary>Runs all steps. Returns true when the referral has reached its planned stage.</summary>
    public async Task<bool> Go() => await Submit() && planned.Stage switch
    {
        Stage.Received =>
            !planned.Dice.Percent("claimed", 20) || planned.Priority != Priority.Routine
            || await Nurse("claim", new Claim()),
        Stage.InformationRequested =>
            await Nurse("claim", new Claim())
            && await Nurse("request-information",
            new RequestInformation(["patient.birth-date"], "Please send the date of birth.")),
        Stage.Accepted =>
            await Accept()
            && (!planned.Dice.Percent("assigned", 40) || await Scheduler("assign", new Assign("scheduler"))),
        Stage.Contacting => await Accept() && await Miss(),
        Stage.Waiting => await Wait(),
        Stage.Offered => await Wait() && await Offer(),
        Stage.Booked => await Book(firstHour: 20, lastHour: 300),
        Stage.Arrived => await Visit() && await Scheduler("arrive", new Arrive()),
        Stage.Completed => await Visit() && await Complete(),
        Stage.Closed =>
            planned.Number % 5 == 0 ? await Decline() && await Close() : await Visit() && await Complete()
            && await Close(),
        Stage.Declined => await Decline(),
        Stage.Redirected =>
            await Nurse("claim", new Claim())
            && await Nurse("redirect",
            new Redirect(_view!.Eligibility.Redirect ?? "emergency care",
            "Emergency: called the patient and the practice")),
        Stage.Withdrawn => planned.Number % 2 == 0
            ? await Accept()
                && await Scheduler("refuse",
                new ContactAttempt(Channel.Call, ContactOutcome.Refused, "Found care nearby"))
            : await Scheduler("withdraw", new Withdraw("The practice took the referral back")),
        Stage.Unreachable => await Accept() && await NeverAnswers(),
        _ => throw new InvalidOperationException($"No walk leads to {planned.Stage}."),
    };

    private async Task<bool> Submit()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"load-{planned.Number}");
        var referral =
            DemoReferral.Make(name, planned.Dice, planned.Line, planned.Priority, planned.Twist,
            now.ToDateTimeOffset());
        var answer = await desk.Submit(referral, Key("submit"), ct);
        _view = answer.View;
        Stopped = answer.Problem;
        return _view is not null;
    }

    private async Task<bool> Accept() =>
        (planned.Number % 3 != 0 || await Nurse("claim", new Claim())) && await Nurse("accept", new Accept());

    private Task<bool> Miss() => Scheduler($"miss-{++_misses}", new ContactAttempt(Channel.Call,
        planned.Dice.Of("miss",
            [ContactOutcome.NoAnswer, ContactOutcome.VoicemailLeft, ContactOutcome.Engaged, ContactOutcome.HungUp])));

    private async Task<bool> Wait() => await Accept()
        && (!planned.Dice.Percent("missed-first", 25) || await Miss())
        && await Scheduler("reach",
            new ContactAttempt(_view!.Patient.PreferredChannel ?? Channel.Call, ContactOutcome.Reached));

    private async Task<bool> NeverAnswers()
    {
        for (var tried = 0; tried < MostAttempts && _view!.Stage != Stage.Unreachable; tried++)
            if (!await Miss()) return false;
        return true;
    }

    private async Task<bool> Offer()
    {
        var until = (now + Duration.FromHours(36 + planned.Dice.Throw("offer-end", 35))).ToDateTimeOffset();
        return await WithSlot("offer", 80, 300, (slot, overrule) => new Offer([slot], until, overrule));
    }

    private async Task<bool> Book(int firstHour, int lastHour)
    {
        if (!await Wait()) return false;
        return planned.Dice.Percent("by-offer", 60)
            ? await WithSlot("offer", firstHour, lastHour, (slot, overrule) =>
                new Offer([slot], (now + Duration.FromHours(4)).ToDateTimeOffset(), overrule))
                && await AcceptOffer()
            : await WithSlot("book", firstHour, lastHour, (slot, overrule) => new Book(slot, overrule));
    }

    /// <summary>Nothing is left to do for an offer that an earlier run accepted.</summary>
    private async Task<bool> AcceptOffer()
    {
        if (_view!.Stage != Stage.Offered || _view.Holds is not [var hold, ..]) return !await NeedsSlot();
        return await Scheduler($"accept-offer/{hold.Slot}", new AcceptOffer(hold.Slot))
            || !await NeedsSlot() && _view.Stage != Stage.Offered;
    }

    // A visit in progress takes a random slot in the next 60 hours, so that no line's next day is used up.
    private Task<bool> Visit() => Book(firstHour: 0, lastHour: 60);

    private Task<bool> Complete() => Scheduler("complete", new Complete(planned.Dice.Of("outcome",
        ["Seen, plan agreed, follow-up in four weeks", "Seen, medication adjusted",
            "Seen, referred back to the practice", "Seen, no further visit needed"])));

    private async Task<bool> Decline() =>
        await Nurse("claim", new Claim()) && await Nurse("decline", new Decline(planned.Twist == DemoTwist.OutOfState
        ? "The patient lives where none of our clinicians is licensed"
        : "In-person care is needed for this question"));

    private async Task<bool> Close() =>
        await Scheduler("acknowledge", new Acknowledge("Read in the portal"))
            && await Scheduler("close", new Close());

    private async Task<bool> WithSlot(string step, int firstHour, int lastHour,
        Func<string, string?, ReferralCommand> command)
    {
        var need = DemoNeed.Of(_view!);
        for (var tried = 0; tried < MostSlots && await NeedsSlot(); tried++)
        {
            var slot = slots.Take(need, now + Duration.FromHours(firstHour), now + Duration.FromHours(lastHour),
                planned.Dice)
                ?? slots.Take(need, now, now + Duration.FromDays(14), planned.Dice);
            if (slot is { } asked
                && await Scheduler($"{step}/{asked.Value}", command(asked.Value, need.Overrule))) return true;
        }

        return !await NeedsSlot();
    }

    /// <summary>
    /// Reloads the referral and returns true while it has no slot. It may have one without a key of this walk: an
    /// earlier run stopped between the schedule's commit and the referral's commit, and the referral then completed the
    /// booking itself.
    /// </summary>
    private async Task<bool> NeedsSlot()
    {
        _view = (await desk.Read(_view!.Id)).Value ?? _view;
        return _view.Stage == Stage.Waiting;
    }

    private Task<bool> Nurse(string step, ReferralCommand command) => Do(DemoStaff.Nurse, step, command);

    private Task<bool> Scheduler(string step, ReferralCommand command) => Do(DemoStaff.Scheduler, step, command);

    private async Task<bool> Do(Caller by, string step, ReferralCommand command)
    {
        var answer = await desk.Send(_view!.Id, command, by, Key(step), ct);
        _view = answer.View ?? _view;
        Stopped = answer.Problem;
        return answer.View is not null;
    }

    private string Key(string step) => string.Create(CultureInfo.InvariantCulture, $"demo/{planned.Number}/{step}");
}
