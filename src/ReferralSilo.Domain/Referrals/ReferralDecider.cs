using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Parsing;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>
/// The rules of a referral: committed state, command and context in; events or a refusal out.
/// <see cref="CommandTable"/> lists the commands of each stage; the approved state × command table shows all
/// results.
/// </summary>
public static class ReferralDecider
{
    /// <summary>Decides one command on the committed state.</summary>
    public static D Decide(Referral? state, ReferralCommand command, ReferralContext context) =>
        ReferralOnCall.Follow(state, DecideAlone(state, command, context), context);

    private static D DecideAlone(Referral? state, ReferralCommand command, ReferralContext context) =>
        (state, command) switch
    {
        (null, Submit { IsKnown: false } c) => ReferralTriage.Receive(c, context),
        ({ }, Submit c) => ReferralChanges.Apply(state, c, context),
        (null, _) => ReferralRefusals.Unknown,

        (_, TimeUp) => ReferralClocks.OnTimeUp(state, context),
        (_, SlotWasBooked c) => ReferralBooking.OnSlotBooked(state, c, context),
        (_, HoldWasLost c) => ReferralBooking.OnHoldLost(state, c, context),
        (_, ConsentEnded c) => ReferralOutreach.EndConsent(state, c),
        (_, AlarmUnseen) => ReferralOnCall.OnUnseen(state, context),
        (_, OnCallChanged) => ReferralOnCall.OnChanged(state, context),
        (_, AlertReported c) => ReferralOnCall.OnReport(state, c.Report, context),
        (_, AlertFailed c) => ReferralOnCall.OnReport(state, c.Report, context),
        (_, PatientResponded c) => ReferralReopening.Respond(state, c, context),
        (_, AssignPatient c) => ReferralPatient.Assign(state, c),
        (_, ChangePatient c) => ReferralPatient.Change(state, c, context),

        (Referral.Booked, Accept { Overrule: { } why }) when context.MayAccept && !string.IsNullOrWhiteSpace(why)
            && ReferralMessages.IsEmergencyUndecided(state) =>
            CheckText(command) is { } tooLong ? tooLong : new E.ConcernDecided(why),

        // A repeat of a done command is accepted without events, so that a retry without a key succeeds.
        (Referral.Accepted or Referral.Contacting or Referral.Waiting or Referral.Offered or Referral.Booked, Accept) =>
            D.NoChange,
        (Referral.Arrived, Arrive) or (Referral.Completed, Complete) or (Referral.Closed, Close or Acknowledge) =>
            D.NoChange,
        (Referral.Ended { EndedAs: Stage.Declined }, Decline) => D.NoChange,
        (Referral.Ended { EndedAs: Stage.Redirected }, Redirect) => D.NoChange,
        (Referral.Ended { EndedAs: Stage.Withdrawn }, Withdraw) => D.NoChange,
        (Referral.Booked s, Book c) when s.Appointment.Slot == c.Slot => D.NoChange,
        (Referral.Booked s, AcceptOffer c) when s.Appointment.Slot == c.Slot => D.NoChange,

        (_, SuppliedInformation c) => ReferralSupply.Apply(state, c, context),

        (_, _) when !CommandTable.Allows(state.Stage, command) => ReferralRefusals.NotAllowed(state, command),
        (_, _) when CheckText(command) is { } refusal => refusal,
        (_, _) when ReferralTriage.CheckClaim(state, command, context) is { } refusal => refusal,

        (_, Claim c) => ReferralTriage.Claim(state, c, context),
        (_, Release) => ReferralTriage.Release(state, context),
        (_, Accept c) => ReferralTriage.Accept(state, c, context),
        (_, RequestInformation c) => ReferralTriage.RequestInformation(state, c, context),
        (_, Route c) => ReferralTriage.Route(state, c, context),
        (_, Prioritize c) => ReferralTriage.Prioritize(state, c, context),
        (_, Assign c) => state.Case.AssignedTo == c.To ? D.NoChange : new E.Assigned(c.To),
        (_, Decline c) => ReferralTriage.End(state, Stage.Declined, c.Reason, null, context),
        (_, Redirect c) => ReferralTriage.End(state, Stage.Redirected, c.Reason, c.To, context),
        (_, Withdraw c) => ReferralTriage.End(state, Stage.Withdrawn, c.Reason, null, context),

        (_, ContactAttempt c) => ReferralOutreach.Record(state, c, context),
        (_, RecordConsent c) => ReferralPatient.Record(state, c, context),

        (_, Offer c) => ReferralBooking.Offer(state, c, context),
        (Referral.Offered s, AcceptOffer c) => ReferralBooking.Accept(s, c, context),
        (_, DeclineOffer c) => new E.OfferEnded("declined", c.Reason, context.Start(ClockKind.Booking, state.Case)),
        (_, Book c) => ReferralBooking.Book(state, c, context),
        (Referral.Booked s, Reschedule c) => ReferralBooking.Move(s, c, context),
        (_, CancelAppointment c) =>
            new E.AppointmentCancelled(c.Reason, context.Start(ClockKind.NextContact, state.Case)),

        (Referral.Booked s, Confirm) => s.ConfirmedAt is null ? new E.VisitConfirmed(context.Now) : D.NoChange,
        (_, Arrive) => ReferralVisit.Arrive(state, context),
        (_, Complete c) => ReferralVisit.Complete(state, c, context),
        (_, NoShow c) => ReferralVisit.DidNotCome(state, c, context),
        (_, Undo c) => ReferralUndo.Apply(state, c, context),
        (_, Acknowledge c) =>
            state.Case.SourceAcknowledgedAt is null ? new E.SourceAcknowledged(context.Now, c.Note) : D.NoChange,
        (_, Close c) => ReferralVisit.Close(state, c),
        (_, Reopen c) => ReferralReopening.Apply(state, c, context),

        _ => ReferralRefusals.NotAllowed(state, command),
    };

    /// <summary>The required texts of a command; the commands themselves define the maximum lengths.</summary>
    internal static Refusal? CheckText(ReferralCommand command) => command switch
    {
        Decline c => Required("/reason", c.Reason),
        Redirect c => Required("/to", c.To) ?? Required("/reason", c.Reason),
        Withdraw c => Required("/reason", c.Reason),
        Reopen c => Required("/reason", c.Reason),
        CancelAppointment c => Required("/reason", c.Reason),
        Complete c => Required("/outcome", c.Outcome),
        Route c => Required("/serviceLine", c.ServiceLine),
        RequestInformation c => c.Items.Count == 0
            ? ReferralRefusals.BadInput("/items", "Name at least one item.")
            : c.Items.Select((item, i) => Required($"/items/{i}", item)).FirstOrDefault(r => r is not null),
        _ => null,
    } ?? TooLong(command);

    private static Refusal? Required(string field, string? text) =>
        string.IsNullOrWhiteSpace(text) ? ReferralRefusals.BadInput(field, "A text is required.") : null;

    private static Refusal? TooLong(ReferralCommand command) =>
        TextLimitValidator.Errors(command).Select(f => ReferralRefusals.BadInput(f.Key, f.Value[0])).FirstOrDefault();
}
