namespace ReferralSilo.Domain.Referrals;

/// <summary>Programs up to 0.1.0 copied the numbers and the mailbox of a guardian into the patient of a FHIR request
/// who had none. They are the guardian's, whom no one has confirmed, and never the patient's, unless staff wrote them
/// into the record of the patient (decision 0131).</summary>
public static class GuardianCopies
{
    /// <summary>Code of the warning of a request whose patient has no phone or email.</summary>
    public const string Warning = "reached-through-guardian";

    private const string Guardian = "guardian";

    /// <summary>The patient as sent, without such copies; the same object when there are none. A number that the
    /// contacts of the request do not show stays as that of a guardian without a name.</summary>
    public static Patient Without(Submission submission) =>
        IsReachedThroughGuardian(submission) ? Without(submission.Patient) : submission.Patient;

    /// <summary>True when the request has the warning.</summary>
    public static bool IsReachedThroughGuardian(Submission submission) =>
        submission.Warnings?.Any(w => w.Code == Warning) == true;

    /// <summary>The patient of a request with the warning, without such copies; the same object when there are
    /// none.</summary>
    public static Patient Without(Patient sent)
    {
        if (sent is { Phones.Count: 0, Email: null } or not { Contacts.Count: > 0 }) return sent;
        List<RelatedPerson> people = [.. sent.Contacts.Select(AddressOwners.Unconfirmed)];
        var (phones, email) = (sent.Phones.Where(p => !people.Exists(x => x.Has(p))).ToList(),
            sent.Email is { } mail && people.Exists(x => x.Has(mail)) ? null : sent.Email);
        // None is a copy: the sender sent the patient's own since.
        if (phones.Count == sent.Phones.Count && email == sent.Email) return sent;
        return sent with
        {
            Phones = [], Email = null,
            Contacts = [.. sent.Contacts, .. phones.Select(p => new SentContact(null, Guardian, p.E164)),
                .. email is null ? (SentContact[])[] : [new SentContact(null, Guardian, null, email.Value)]],
        };
    }

    /// <summary>A patient without the copies of these referrals.</summary>
    public static Patient Without(Patient shown, IReadOnlyList<ReferralCase> referrals)
    {
        List<Patient> copied = [.. referrals.Select(r => r.Submission)
            .Where(s => !ReferenceEquals(Without(s), s.Patient)).Select(s => s.Patient)];
        if (copied.Count == 0) return shown;
        List<Patient> own = [.. referrals.Select(r => r.Patient)];
        return shown with
        {
            Phones = [.. shown.Phones.Where(p => own.Exists(o => o.Phones.Contains(p))
                || !copied.Exists(c => c.Phones.Contains(p)))],
            Email = own.Exists(o => o.Email == shown.Email) || !copied.Exists(c => c.Email == shown.Email)
                ? shown.Email : null,
        };
    }
}
