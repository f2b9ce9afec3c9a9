using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Patients;

namespace ReferralSilo.Api.Patients;

/// <summary>
/// What a caller sees of a record. Identity and contact points are those of the referrals that the caller may see, with
/// the corrections of staff; what staff of another service line wrote is left out. Safety counts for everyone: the
/// safe-to-contact note, withdrawals and a death.
/// </summary>
internal static class PatientSight
{
    /// <summary>The patient as the caller sees it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="referrals">Its referrals, newest first; the caller may see at least one.</param>
    public static Patient Shown(PatientRecord record, IReadOnlyList<Snapshot<Referral>> referrals, Caller caller,
        Instant now) => Own(SeesAll(referrals, caller, now) ? record.Shown
        : record.ShownOf([.. referrals.Where(r => MaySee(r, caller, now))
            .Select(r => r.State.Case.Submission.Patient)]), referrals);

    /// <summary>The patient without the addresses of a guardian that an older program copied.</summary>
    public static Patient Own(Patient shown, IReadOnlyList<Snapshot<Referral>> referrals) =>
        GuardianCopies.Without(shown, [.. referrals.Select(r => r.State.Case)]);

    /// <summary>The referrals that are private because they came from a private line.</summary>
    public static IEnumerable<PrivateTopicView> Followed(PatientRecord record,
        IReadOnlyList<Snapshot<Referral>> referrals)
    {
        var said = record.PrivateTopics;
        foreach (var referral in referrals.Select(r => r.State.Case)
            .Where(c => said.All(t => t.Referral != c.Id || t.Ended is not null)))
            if (MessageReceivers.FormerTopicOf(referral, said) is { } topic)
                yield return PatientViews.Topic(topic, referral.Id);
    }

    /// <summary>The view without what was sent to other service lines only.</summary>
    public static PatientView Limited(PatientView view, PatientRecord record,
        IReadOnlyList<Snapshot<Referral>> referrals, Caller caller, Instant now) =>
        SeesAll(referrals, caller, now) ? view : view with
        {
            Patient = ReferralViews.Patient(Shown(record, referrals, caller, now), record.Id),
            Consents = [.. view.Consents.Select(c => c with { How = null, Wording = null })],
            Corrections = [.. view.Corrections.Where(c => c.Kind is not (PatientChangeKind.MadePrivate
                or PatientChangeKind.NoLongerPrivate)).Select(c => c with { Reason = "" })],
            RelatedPeople = [.. view.RelatedPeople.Where(p => p.Confirmed
                || record.RelatedPeople.FirstOrDefault(r => r.Id == p.Id)?.SentWith is { } sent
                    && referrals.Any(r => r.State.Case.Id == sent && MaySee(r, caller, now)))],
            Private = [.. view.Private.Where(t => t.Referral is { } id
                ? referrals.Any(r => r.State.Case.Id.Value == id && MaySee(r, caller, now))
                : caller.May(Permission.ReadPatients, AccessObject.ServiceLine(t.ServiceLine!)))],
        };

    private static bool SeesAll(IReadOnlyList<Snapshot<Referral>> referrals, Caller caller, Instant now) =>
        AccessPolicy.CoversEveryReferral(caller, Permission.ReadPatientRecords)
        || referrals.Count < PatientReferrals.MostReferrals && referrals.All(r => MaySee(r, caller, now));

    private static bool MaySee(Snapshot<Referral> referral, Caller caller, Instant now) =>
        caller.May(Permission.ReadPatientRecords, AccessObject.Of(referral.State, now));
}
