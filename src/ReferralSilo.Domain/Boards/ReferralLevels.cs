using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Domain.Boards;

/// <summary>Removes from a view what a level does not see. <see cref="ReferralFields"/> names the fields that disappear
/// as a whole; here are their values, and the parts of fields that stay.</summary>
public static class ReferralLevels
{
    /// <summary>The view of a level.</summary>
    /// <param name="view">The whole referral.</param>
    /// <param name="level">The level.</param>
    /// <param name="canSend">Whether the caller may send a command; others are not offered.</param>
    public static ReferralView Limit(ReferralView view, ViewLevel level, Func<string, bool> canSend) => level switch
    {
        ViewLevel.Full => view,
        ViewLevel.Source => ForSource(view) with
        {
            Actions = [.. view.Actions.Where(name => canSend(name) && (name != Supply || view.Asked is not null))],
        },
        _ => ForRecord(view) with { Actions = [.. view.Actions.Where(canSend)] },
    };

    /// <summary>A source supplies only what it was asked for.</summary>
    private static readonly string Supply = CommandTable.Name(new SupplyInformation());

    private static ReferralView ForSource(ReferralView view) => view with
    {
        Level = ViewLevel.Source,
        Clock = view.Clock is { Kind: ClockKind.Information or ClockKind.LoopClosure } own ? own : null,
        Eligibility = view.Eligibility with { OverruledBecause = null },
        ClaimedBy = null, ClaimExpiresAt = null, ClaimedByDesk = null, TakenOverFrom = null, AssignedTo = null,
        Holds = [], OfferExpiresAt = null,
        Appointment = view.Appointment is { } visit ? visit with { Slot = "", Clinician = "" } : null,
        ContactAttempts = [],
        // What others sent or staff corrected is not the source's.
        Patient = view.AsSent?.Patient ?? view.Patient, AsSent = null, SafeContact = null, Deceased = null,
        MayHaveDied = null, Private = null, OnCall = null, NoShowClinician = null,
        Consents = [.. (view.AsSent?.Consents ?? view.Consents).Select(c => c with
        {
            How = null, Wording = null,
        })],
        Outcome = IsForSource(view) ? view.Outcome : null, PossibleDuplicates = [],
        Warnings = [.. view.Warnings.Select(w => w with { Value = null })],
    };

    /// <summary>
    /// The reason of "unreachable" is a note of the desk, and a closed referral without a visit may have ended so.
    /// </summary>
    private static bool IsForSource(ReferralView view) =>
        view.Stage is not Stage.Unreachable && (view.Stage is not Stage.Closed || view.Appointment is not null);

    private static ReferralView ForRecord(ReferralView view) => view with
    {
        Level = ViewLevel.Record,
        Tracking = null, Referrer = null, Reason = null, VisitGoal = null, Patient = new PatientInput(),
        Preferences = null, Payer = null, MemberId = null, Identifiers = [], Trigger = null, Order = null,
        Eligibility = new EligibilityView(view.Eligibility.Outcome, []), Missing = [],
        ContactAttempts = [.. view.ContactAttempts.Select(a => a with { Note = null })],
        Consents = [.. view.Consents.Select(c => c with { How = null, Wording = null })],
        Documents = [], Checklist = [],
        Outcome = null, PossibleDuplicates = [], Warnings = [], Emergency = null, Asked = null, AsSent = null,
        SafeContact = null, Deceased = null, MayHaveDied = null, Private = null,
    };
}
