using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Referrals.ReferralEvent>;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Offers and appointments. The schedule owns the slots: <see cref="ReferralSlots.RequestsFor"/> lists what to
/// request from it, then these rules decide with the granted slots.</summary>
internal static class ReferralBooking
{
    /// <summary>Time after the start of a visit before a missing arrival counts as late.</summary>
    private static readonly Duration VisitGrace = Duration.FromMinutes(10);

    public static D Offer(Referral state, Offer command, ReferralContext context)
    {
        var (until, refusal) = ReferralSlots.OfferEnd(state, command, context);
        if (refusal is not null) return refusal;
        // A retried offer gets the holds of its first try, which end sooner; it must not last longer.
        var granted = Granted(context);
        var held = granted.Min(hold => hold.HeldUntil) is { } end ? Instant.Min(end, until) : until;
        return new E.SlotsOffered(granted, Clock.Start(ClockKind.Offer, context.Now, held));
    }

    public static D Accept(Referral.Offered state, AcceptOffer command, ReferralContext context) =>
        ReferralSlots.HoldToAccept(state, command, context) is { Refusal: { } refusal }
            ? refusal
            : D.Accept([.. Consent(state, command.TelehealthConsent, context), Booked(Granted(context)[0], context)]);

    public static D Book(Referral state, Book command, ReferralContext context)
    {
        if (CheckBook(state, command, context) is { } refusal) return refusal;
        ReferralEvent[] accepted = state is Referral.Received or Referral.InformationRequested
            ? [new E.Accepted(null, null, context.Start(ClockKind.FirstContact, state.Case))] : [];
        return D.Accept([.. accepted, .. Consent(state, command.TelehealthConsent, context),
            Booked(Granted(context)[0], context)]);
    }

    public static D Move(Referral.Booked state, Reschedule command, ReferralContext context)
    {
        if (state.Appointment.Slot == command.Slot) return D.NoChange;
        var to = Granted(context)[0];
        return new E.AppointmentMoved(state.Appointment, to, command.Reason, context.Now, VisitClock(to, context.Now));
    }

    /// <summary>
    /// The schedule booked a slot, but the referral's own commit was lost. Records the booking when the stage allows
    /// it; otherwise refuses it, and the slot is released. A late or repeated message does not restore a booking that
    /// the referral gave up.
    /// </summary>
    public static D OnSlotBooked(Referral state, SlotWasBooked command, ReferralContext context) => state switch
    {
        _ when ReferralEffects.HadBooking(state, command.Grant.Id) => D.NoChange,
        Referral.Accepted or Referral.Contacting or Referral.Waiting or Referral.Offered =>
            Booked(command.Grant with { FromHold = null }, context),
        _ => ReferralRefusals.BookingNotWanted,
    };

    public static D OnHoldLost(Referral state, HoldWasLost command, ReferralContext context)
    {
        if (state is not Referral.Offered offered || offered.Holds.All(h => h.Id != command.HoldId)) return D.NoChange;
        var lost = new E.HoldLost(command.HoldId, command.Reason);
        return offered.Holds.Count > 1
            ? lost
            : D.Accept(lost, new E.OfferEnded(command.Reason, null, context.Start(ClockKind.Booking, state.Case)));
    }

    public static Refusal? CheckBook(Referral state, Book command, ReferralContext context) =>
        CheckStage(state, context)
        ?? CheckConsent(state, command.TelehealthConsent, command.Overrule ?? HeldWithReason(state, command), context);

    /// <summary>Refuses a booking without a consent to telehealth where the line needs it before, unless it is given
    /// with the booking or a reason overrules the rule.</summary>
    public static Refusal? CheckConsent(Referral state, string? given, string? overrule, ReferralContext context) =>
        context.Line(state.Case.ServiceLine).Settings.TelehealthConsent == TelehealthConsent.BeforeBooking
        && !state.Case.HasTelehealthConsent && string.IsNullOrWhiteSpace(given) && string.IsNullOrWhiteSpace(overrule)
            ? ReferralRefusals.ConsentMissing : null;

    private static string? HeldWithReason(Referral state, Book command) =>
        (state as Referral.Offered)?.Holds.FirstOrDefault(h => h.Slot == command.Slot)?.Overrule;

    private static IEnumerable<ReferralEvent> Consent(Referral state, string? how, ReferralContext context) =>
        string.IsNullOrWhiteSpace(how) || state.Case.HasTelehealthConsent ? []
            : [new E.ConsentRecorded(new Consent(ConsentKind.Telehealth, true, how, context.Now)
            {
                By = context.Actor, RecordedAt = context.Now, From = state.Case.Id,
            })];

    private static Refusal? CheckStage(Referral state, ReferralContext context) => state switch
    {
        Referral.Received or Referral.InformationRequested when !context.MayAccept => ReferralRefusals.NotAccepted,
        Referral.Received or Referral.InformationRequested when ReferralTriage.IsUnassigned(state) =>
            ReferralRefusals.NotRouted,
        Referral.Received or Referral.InformationRequested when ReferralTriage.IsIneligible(state) =>
            ReferralRefusals.NotEligible,
        _ => null,
    };

    private static E.AppointmentBooked Booked(SlotGrant grant, ReferralContext context) =>
        new(grant, context.Now, VisitClock(grant, context.Now));

    private static Clock VisitClock(SlotGrant grant, Instant now) =>
        Clock.Start(ClockKind.Visit, now, grant.Start) with { RingsAt = grant.Start + VisitGrace };

    private static IReadOnlyList<SlotGrant> Granted(ReferralContext context) =>
        context.Grants ?? throw new InvalidOperationException("The schedule must be asked before this is decided.");
}
