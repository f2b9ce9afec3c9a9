using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Boards;

/// <summary>
/// What a service line knows of one referral: enough for its boards and for matching, nothing more. Carries the
/// version, so that facts heard twice or late do no harm.
/// </summary>
/// <param name="Id">Referral.</param>
/// <param name="Version">Version of the referral this was taken from.</param>
/// <param name="Number">Number.</param>
/// <param name="ServiceLine">Whose queue it is in; another one means that it has left ours.</param>
/// <param name="Stage">Stage.</param>
/// <param name="Priority">Priority.</param>
/// <param name="NeedBy">Need-by.</param>
/// <param name="Patient">Who.</param>
/// <param name="Reason">Reason in one line.</param>
/// <param name="Source">Source.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="DueAt">When its clock is due; null once closed.</param>
/// <param name="Breached">Target missed.</param>
/// <param name="ClaimedBy">Who works on it.</param>
/// <param name="AssignedTo">Staff id.</param>
/// <param name="Eligibility">Answer of the rules.</param>
/// <param name="MissingCount">How many things are missing.</param>
/// <param name="Preferences">What the patient would like.</param>
/// <param name="Appointment">Booked visit.</param>
/// <param name="OfferExpiresAt">End of the current offer.</param>
/// <param name="MissingDocuments">Required documents that are not there; null for none.</param>
public sealed record QueueEntry(
    ReferralId Id, long Version, string Number, ServiceLineId ServiceLine, Stage Stage, Priority Priority,
        Instant? NeedBy,
    Patient Patient, string? Reason, SourceId? Source, Instant ReceivedAt, Instant? DueAt, bool Breached,
        string? ClaimedBy,
    string? AssignedTo, EligibilityOutcome Eligibility, int MissingCount, Preferences? Preferences,
        SlotGrant? Appointment,
    Instant? OfferExpiresAt, IReadOnlyList<string>? MissingDocuments = null)
{
    /// <summary>Danger to life, until a nurse has decided.</summary>
    public EmergencyConcern Concern { get; init; }

    /// <summary>
    /// An urgent one, an emergency or one whose need-by is over, that nobody has taken. To ask the source about an
    /// emergency is no decision: it goes on alarming.
    /// </summary>
    public bool Alarm => ClaimedBy is null
        && (Stage == Stage.Received ? Priority >= Priority.Urgent || Concern == EmergencyConcern.Emergency || IsTooLate
            : Stage == Stage.InformationRequested && Concern == EmergencyConcern.Emergency);

    /// <summary>Its need-by was over when it came, or its clock, which never ends after the need-by, was
    /// missed.</summary>
    private bool IsTooLate => NeedBy is { } by && (by < ReceivedAt || (Breached && by <= DueAt));

    /// <summary>Shown to triage.</summary>
    public bool InTriage => Stage is Stage.Received or Stage.InformationRequested;

    /// <summary>Shown to the desk: accepted, up to the open loop.</summary>
    public bool OnDesk => !InTriage && Stage is not Stage.Closed;

    /// <summary>Waits for a slot, so that a free one may be matched to it.</summary>
    public bool WantsSlot => Stage is Stage.Accepted or Stage.Contacting or Stage.Waiting;

    /// <summary>See <see cref="PersonTraits.OrderKeys"/>; null when it has none.</summary>
    public IReadOnlyList<string>? Orders { get; init; }

    /// <summary>By what possible duplicates of it are found.</summary>
    public PersonTraits Traits() => PersonTraits.From(Patient, Orders);

    /// <summary>Taken from a committed state.</summary>
    public static QueueEntry From(Referral state, long version)
    {
        var referral = state.Case;
        return new QueueEntry(
            referral.Id, version, referral.Number, referral.ServiceLine, state.Stage, referral.Priority,
                referral.NeedBy,
            referral.Submission.Patient, referral.Submission.Reason?.Summary, referral.Submission.Source,
                referral.ReceivedAt,
            state.Clock?.DueAt, state.Clock?.Breached ?? false, referral.Claim?.By, referral.AssignedTo,
                referral.Eligibility.Outcome,
            referral.Missing.Count, referral.Submission.Preferences, ReferralViews.Appointment(state),
                (state as Referral.Offered)?.Offer.DueAt,
            ReferralNeeds.MissingDocuments(referral))
        {
            Concern = state is Referral.Received or Referral.InformationRequested
                ? EmergencyRules.Concern(referral.Eligibility) : EmergencyConcern.None,
            Orders = PersonTraits.OrderKeys(referral.Submission),
        };
    }

    /// <summary>No person in logs (PR-4).</summary>
    public override string ToString() => $"{Id} v{Version} {Stage}";
}
