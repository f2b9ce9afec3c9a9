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
        IsReachedThroughGuardian(submission.Warnings) ? Without(submission.Patient) : submission.Patient;

    /// <summary>True when the warnings of a request have <see cref="Warning"/>.</summary>
    public static bool IsReachedThroughGuardian(IReadOnlyList<SubmissionWarning>? warnings) =>
        warnings?.Any(w => w.Code == Warning) == true;

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

    /// <summary>The patient of a request before that of a later one is merged into it. The copies leave when addresses
    /// of the patient or other contacts come; the same object otherwise.</summary>
    internal static Patient Before(Submission known, Patient sent) =>
        HasAddress(sent) || sent.Contacts is { Count: > 0 } contacts && !AreExtended(known.Patient, contacts)
            ? Without(known) : known.Patient;

    /// <summary>True when the contacts are those of the patient, one by one, perhaps with more addresses.</summary>
    internal static bool AreExtended(Patient known, IReadOnlyList<SentContact>? contacts) =>
        (known.Contacts ?? []) is var had && (contacts ?? []) is var sent && had.Count == sent.Count
        && sent.Zip(had).All(pair => pair.First.Extends(pair.Second));

    /// <summary>The warnings of a merged request: it has <see cref="Warning"/> as long as no address is the
    /// patient's own.</summary>
    /// <param name="known">The request before.</param>
    /// <param name="sent">The patient who was merged into it.</param>
    /// <param name="warnings">The warnings of the merged request.</param>
    internal static IReadOnlyList<SubmissionWarning>? Warnings(Submission known, Patient sent,
        IReadOnlyList<SubmissionWarning>? warnings)
    {
        if (!HasAddress(sent) && !HasAddress(Without(known)))
            return IsReachedThroughGuardian(warnings)
                || known.Warnings?.FirstOrDefault(w => w.Code == Warning) is not { } marker
                ? warnings : [.. warnings ?? [], marker];
        if (!IsReachedThroughGuardian(warnings)) return warnings;
        List<SubmissionWarning> others = [.. (warnings ?? []).Where(w => w.Code != Warning)];
        return others.Count == 0 ? null : others;
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

    private static bool HasAddress(Patient patient) => patient is { Phones.Count: > 0 } or { Email: not null };
}
