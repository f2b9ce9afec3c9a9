using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;

namespace ReferralSilo.Demo;

/// <summary>Chooses and sends the next command for one referral. Its current stage decides, so changes by other users
/// are respected.</summary>
public sealed class DemoLiveCase(DemoDesk desk, DemoCapacity capacity, DemoPace pace, IClock clock,
    ReferralView view)
{
    /// <summary>Number of failed slot searches after which the patient withdraws.</summary>
    private const int MostLooks = 4;

    private static readonly TimeSpan OfferFor = TimeSpan.FromMinutes(30);

    private bool _leaving;
    private int _looks;

    public ReferralView View { get; private set; } = view;

    /// <summary>True when no work is left.</summary>
    public bool IsDone => View.Stage == Stage.Closed;

    /// <summary>Returns the time until the next action.</summary>
    public TimeSpan Wait() => pace.Before(View.Stage, View.Priority, View.ClaimedBy is not null);

    /// <summary>Reloads the referral, because the cached view may be out of date.</summary>
    public async Task Look()
    {
        if ((await desk.Read(View.Id)).Value is { } now) View = now;
    }

    /// <summary>Sends one command. Returns the problem if the command was refused.</summary>
    public async Task<Problem?> Act(CancellationToken ct)
    {
        var (by, command) = await Next(ct);
        if (command is null) return null;
        var answer = await desk.Send(View.Id, command, by, $"live/{Guid.NewGuid():N}", ct);
        View = answer.View ?? View;
        return answer.Problem;
    }

    private async Task<(Caller By, ReferralCommand? Command)> Next(CancellationToken ct) => View.Stage switch
    {
        Stage.Received when View.ClaimedBy is null => (DemoStaff.Nurse, new Claim()),
        Stage.Received => (DemoStaff.Nurse, Triage()),
        Stage.InformationRequested => (DemoStaff.Scheduler, pace.Percent(85)
            ? new SupplyInformation([.. View.Missing.Select(m => m.What)], "Sent by fax")
            : new Withdraw("The practice took the referral back")),
        Stage.Accepted or Stage.Contacting => (DemoStaff.Scheduler, Contact()),
        Stage.Waiting => (DemoStaff.Scheduler, await FindSlots(ct)),
        Stage.Offered =>
            (DemoStaff.Scheduler, View.Holds.Count > 0 && pace.Percent(85) ? new AcceptOffer(pace.Of(View.Holds).Slot)
            : new DeclineOffer("None of these times")),
        Stage.Booked => (DemoStaff.Scheduler, await Visit(ct)),
        Stage.Arrived =>
            (DemoStaff.Scheduler,
            new Complete(
            pace.Of(["Seen, plan agreed", "Seen, medication adjusted", "Seen, referred back to the practice"]))),
        _ when View is { SourceAcknowledgedAt: null, Source: not null } =>
            (DemoStaff.Scheduler, new Acknowledge("Read in the portal")),
        _ => (DemoStaff.Scheduler, new Close()),
    };

    private ReferralCommand Triage() => View.Eligibility.Outcome switch
    {
        EligibilityOutcome.Redirect =>
            new Redirect(View.Eligibility.Redirect ?? "emergency care",
            "Emergency: called the patient and the practice"),
        EligibilityOutcome.Ineligible => new Decline(View.Eligibility.Rules.First(r => r.Passed == false).Detail),
        EligibilityOutcome.Unknown
            when View.Missing.FirstOrDefault(m =>
            m.What.StartsWith("patient.", StringComparison.Ordinal)) is { } missing =>
            new RequestInformation([missing.What], "Please send what is missing."),
        _ => pace.Percent(4) ? new Decline("In-person care is needed for this question") : new Accept(),
    };

    private ReferralCommand Contact()
    {
        if (_leaving) return new ContactAttempt(Channel.Call, ContactOutcome.Refused, "Does not want another time");
        var channel = View.Patient.PreferredChannel ?? Channel.Call;
        return pace.Percent(66) ? new ContactAttempt(channel, ContactOutcome.Reached)
            : pace.Percent(8) ? new ContactAttempt(channel, ContactOutcome.Refused, "Found care nearby")
            : new ContactAttempt(Channel.Call,
                pace.Of([ContactOutcome.NoAnswer, ContactOutcome.VoicemailLeft, ContactOutcome.Engaged]));
    }

    private async Task<ReferralCommand?> FindSlots(CancellationToken ct)
    {
        var need = DemoNeed.Of(View);
        var slots = new List<string>();
        var wanted = pace.Percent(70) ? pace.Of([1, 2, 3]) : 0;
        for (var i = 0; i < Math.Max(1, wanted); i++)
            if (await capacity.Take(need, View.Priority != Priority.Routine || pace.Percent(25), pace.Dice(),
                ct) is { } slot) slots.Add(slot.Value);
        if (slots.Count == 0) return ++_looks < MostLooks ? null : new Withdraw("No time was found that suits");
        return wanted == 0 ? new Book(slots[0], need.Overrule)
            : new Offer(slots, clock.GetCurrentInstant().ToDateTimeOffset() + OfferFor, need.Overrule);
    }

    private async Task<ReferralCommand> Visit(CancellationToken ct)
    {
        // Only a visit that has begun can be missed.
        if (pace.Percent(await capacity.PercentSeen(new ServiceLineId(View.ServiceLine!), ct)))
            return View.Appointment?.Start <= clock.GetCurrentInstant().ToDateTimeOffset() && pace.Percent(5)
                ? new NoShow("Nobody joined") : new Arrive();
        _leaving = pace.Percent(80);
        return new CancelAppointment("The patient called: another time, perhaps");
    }
}
