using NodaTime;

namespace ReferralSilo.Domain.Referrals;

/// <summary>What the record of a patient learns from one of its referrals. The version makes repeated and late messages
/// harmless.</summary>
/// <param name="Referral">The referral.</param>
/// <param name="Version">Version of the referral for these facts.</param>
/// <param name="Source">Who sent it; null when unknown.</param>
/// <param name="Person">The patient as sent.</param>
/// <param name="Consents">The consents that came with the referral.</param>
/// <param name="Visit">The booked visit; null for none.</param>
/// <param name="ReceivedAt">When the referral was received.</param>
public sealed record PatientFacts(ReferralId Referral, long Version, SourceId? Source, Patient Person,
    IReadOnlyList<Consent> Consents, PatientVisit? Visit, Instant ReceivedAt)
{
    /// <summary>The facts of a committed state.</summary>
    public static PatientFacts From(Referral state, long version) => new(
        state.Case.Id, version, state.Case.Submission.Source, GuardianCopies.Without(state.Case.Submission),
        [.. state.Case.Own.Select(c => c with
        {
            From = c.From ?? state.Case.Id, RecordedAt = c.RecordedAt ?? ReceivedAtOf(c, state.Case),
        })],
        PatientVisit.Of(state), state.Case.ReceivedAt)
    {
        SaysDied = SaidDead(state.Case) ? true : null,
        CopyVersion = state.Case.Copy?.Version,
        Inherited = state.Case.Copy is { Version: 0 } copy ? copy : null,
    };

    /// <summary>When an older program received a consent, which it did not store. A withdrawal by phone came after the
    /// referral.</summary>
    private static Instant ReceivedAtOf(Consent consent, ReferralCase referral) =>
        !consent.Given && consent.At > referral.ReceivedAt ? consent.At.Value : referral.ReceivedAt;

    /// <summary>True when the sender says that the patient died; null otherwise.</summary>
    public bool? SaysDied { get; init; }

    /// <summary>What intake took over from another record that the referral could not join: it was full, or of someone
    /// who died. The record begins with it. Null otherwise.</summary>
    public PatientCopy? Inherited { get; init; }

    /// <summary>Version of the copy of the patient that the referral has; null for none.</summary>
    public long? CopyVersion { get; init; }

    /// <summary>True when the sender says that the patient died.</summary>
    public static bool SaidDead(ReferralCase referral) =>
        referral.Submission.Warnings?.Any(w => w.Code == DiedWarning) == true;

    private const string DiedWarning = "patient-deceased";

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"{Referral} v{Version}";
}

/// <summary>A booked visit of a patient, from <paramref name="Start"/> inclusive to <paramref name="End"/>
/// exclusive.</summary>
/// <param name="Referral">The referral of the visit.</param>
/// <param name="Booking">Id of the booking at the schedule.</param>
/// <param name="Start">Start.</param>
/// <param name="End">End.</param>
public sealed record PatientVisit(ReferralId Referral, string Booking, Instant Start, Instant End)
{
    /// <summary>The visit that is booked or takes place; null when there is none.</summary>
    public static PatientVisit? Of(Referral state) =>
        state is Domain.Referrals.Referral.Booked or Domain.Referrals.Referral.Arrived
            && state.BookedSlot() is { } slot ? new(state.Case.Id, slot.Id, slot.Start, slot.End) : null;

    /// <summary>True when both have a moment in common.</summary>
    public bool Overlaps(PatientVisit other) => Start < other.End && other.Start < End;
}
