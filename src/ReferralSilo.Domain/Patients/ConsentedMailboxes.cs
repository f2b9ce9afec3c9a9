using ReferralSilo.Contracts;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Patients;

/// <summary>The mailboxes whose stop a new consent to emails ends.</summary>
public static class ConsentedMailboxes
{
    /// <summary>Those of the patient, and that of the related person who consented for the patient. None for a
    /// withdrawal, for another kind, for a purpose other than care, and for a consent that does not say who recorded it
    /// and how it was given.</summary>
    public static IReadOnlyList<EmailAddress> Of(PatientRecord record, Consent consent)
    {
        var opens = consent is
            {
                Kind: ConsentKind.Email, Given: true, Purpose: null or ConsentPurpose.Care, By: not null,
            } && !string.IsNullOrWhiteSpace(consent.How);
        if (!opens) return [];
        // Only the patient opens the mailbox for what is private.
        var others = consent.GivenBy is { } by ? record.RelatedPeople.Where(p => p.Id == by).Select(p => p.Email)
            : record.PrivateTopics.Where(t => t.Ended is null).Select(t => t.Email);
        return [.. others.Prepend(OwnOf(record)).OfType<EmailAddress>().Distinct()];
    }

    /// <summary>The mailbox of the patient. One that is also that of a related person stays as the person left it,
    /// unless staff wrote it into the record as the patient's.</summary>
    private static EmailAddress? OwnOf(PatientRecord record) =>
        record.Shown.Email is { } shown && (shown == record.AllCorrections.Email
            || !record.RelatedPeople.Any(p => p.Has(shown))) ? shown : null;
}
