using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Boards;

/// <summary>The data of one referral in its service line: enough for boards and matching. The version makes repeated or
/// late messages harmless.</summary>
/// <param name="Id">Referral id.</param>
/// <param name="Version">Version of the referral for these data.</param>
/// <param name="Number">Number.</param>
/// <param name="ServiceLine">Service line of the queue; another line means that the referral left this queue.</param>
/// <param name="Stage">Stage.</param>
/// <param name="Priority">Priority.</param>
/// <param name="NeedBy">Need-by.</param>
/// <param name="Patient">Patient.</param>
/// <param name="Reason">Reason in one line.</param>
/// <param name="Source">Source.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="DueAt">When its clock is due; null once closed.</param>
/// <param name="Breached">True when the target was missed.</param>
/// <param name="ClaimedBy">Staff id of the person who works on it.</param>
/// <param name="AssignedTo">Staff id of the assigned person.</param>
/// <param name="Eligibility">Result of the eligibility rules.</param>
/// <param name="MissingCount">Number of missing items.</param>
/// <param name="Preferences">The patient's wishes.</param>
/// <param name="Appointment">Booked visit.</param>
/// <param name="OfferExpiresAt">End of the current offer.</param>
/// <param name="MissingDocuments">Missing required documents; null for none.</param>
public sealed record QueueEntry(
    ReferralId Id, long Version, string Number, ServiceLineId ServiceLine, Stage Stage, Priority Priority,
    Instant? NeedBy, Patient Patient, string? Reason, SourceId? Source, Instant ReceivedAt, Instant? DueAt,
    bool Breached, string? ClaimedBy, string? AssignedTo, EligibilityOutcome Eligibility, int MissingCount,
    Preferences? Preferences, SlotGrant? Appointment, Instant? OfferExpiresAt,
    IReadOnlyList<string>? MissingDocuments = null)
{
    /// <summary>Danger to life; none after a nurse has decided.</summary>
    public EmergencyConcern Concern { get; init; }

    /// <summary>See <see cref="QueueAlarm"/>.</summary>
    public bool Alarm =>
        QueueAlarm.IsOn(Stage, Priority, Concern, ClaimedBy is not null && !ClaimedByDesk, NeedBy, ReceivedAt, DueAt,
            Breached);

    /// <summary>The alerts of its alarm to people on call; null when none was due, or when the alarm is off.</summary>
    public AlarmAlerts? OnCall { get; init; }

    /// <summary>True when triage shows it.</summary>
    public bool InTriage => Stage is Stage.Received or Stage.InformationRequested;

    /// <summary>True when the scheduling desk shows it: from accepted until closed.</summary>
    public bool OnDesk => !InTriage && Stage is not Stage.Closed;

    /// <summary>True when it waits for a slot, so that a free slot may be matched to it.</summary>
    public bool WantsSlot => Stage is Stage.Accepted or Stage.Contacting or Stage.Waiting;

    /// <summary>True when the patient has consented to telehealth.</summary>
    public bool TelehealthConsent { get; init; }

    /// <summary>True when the person who claimed it may not triage: such a claim stops no alarm.</summary>
    public bool ClaimedByDesk { get; init; }

    /// <summary>Staff id of the person from whom the claim was taken over; null when it was not.</summary>
    public string? TakenOverFrom { get; init; }

    /// <summary>Keys from <see cref="PersonTraits.OrderKeys"/>; null for none.</summary>
    public IReadOnlyList<string>? Orders { get; init; }

    /// <summary>The traits for finding possible duplicates.</summary>
    public PersonTraits Traits() => PersonTraits.From(Patient, Orders);

    /// <summary>Creates the entry of a committed state.</summary>
    public static QueueEntry From(Referral state, long version)
    {
        var referral = state.Case;
        return new QueueEntry(
            referral.Id, version, referral.Number, referral.ServiceLine, state.Stage, referral.Priority,
            referral.NeedBy, referral.Patient, referral.Submission.Reason?.Summary,
            referral.Submission.Source, referral.ReceivedAt, state.Clock?.DueAt, state.Clock?.Breached ?? false,
            referral.Claim?.By, referral.AssignedTo,
            UnassignedLine.Shown(referral.ServiceLine, referral.Eligibility).Outcome, referral.Missing.Count,
            referral.Submission.Preferences, state.BookedSlot(), (state as Referral.Offered)?.Offer.DueAt,
            ReferralNeeds.MissingDocuments(referral))
        {
            Concern = state is Referral.Received or Referral.InformationRequested
                ? referral.Eligibility.Concern : EmergencyConcern.None,
            TelehealthConsent = referral.HasTelehealthConsent,
            ClaimedByDesk = referral.Claim is { MayTriage: false },
            TakenOverFrom = referral.Claim?.TakenFrom,
            Orders = PersonTraits.OrderKeys(referral.Submission),
            OnCall = referral.OnCall is { IsEmpty: false } run && ReferralOnCall.IsNeeded(state)
                ? OnCallViews.Counts(run) : null,
        };
    }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"{Id} v{Version} {Stage}";
}
