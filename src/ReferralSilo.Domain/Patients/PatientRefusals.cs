namespace ReferralSilo.Domain.Patients;

/// <summary>Refusals of a patient's record, with their public codes.</summary>
public static class PatientRefusals
{
    /// <summary>There is no such patient; answered as 404.</summary>
    public static Refusal Unknown { get; } = new("patient-unknown", "There is no such patient.");

    /// <summary>The patient is in another visit at that time; a reason overrules it.</summary>
    public static Refusal HasVisit { get; } =
        new("patient-has-visit", "The patient has another visit at this time.");

    /// <summary>A record cannot be merged into itself.</summary>
    public static Refusal SamePatient { get; } =
        new("same-patient", "These are the same record already.", "/into");

    /// <summary>The record is not merged.</summary>
    public static Refusal NotMerged { get; } = new("not-merged", "This record is not merged into another one.");

    /// <summary>Two visits of the records overlap; a reason overrules it.</summary>
    public static Refusal VisitsOverlap { get; } = new("visits-overlap",
        "Both records have a visit at the same time. Move one of them, or say why they are merged all the same.");

    /// <summary>One of the records is of someone who died; a reason overrules it.</summary>
    public static Refusal OneHasDied { get; } = new("one-has-died",
        "One of the records says that the patient has died, the other one does not. After the merge the open referrals "
        + "of both end. Find out who is right, or say why they are merged all the same.");

    /// <summary>A record took over too many others.</summary>
    public static Refusal TooManyMerged { get; } =
        new("too-many-merged", $"A record takes over at most {PatientRecord.MostAbsorbed} others.");

    /// <summary>There is no such person in the record, or the person was removed.</summary>
    public static Refusal RelatedPersonUnknown { get; } =
        new("related-person-unknown", "There is no such person in this record.");

    /// <summary>The record has as many people as it can.</summary>
    public static Refusal TooManyRelatedPeople { get; } = new("too-many-related-people",
        $"A record has at most {RelatedPeople.Most} confirmed people, and {RelatedPeople.MostKept} with those who were "
        + "removed or not confirmed. Correct the entry of one who has no role any more.");

    /// <summary>The patient keeps as much private as can be recorded.</summary>
    public static Refusal TooManyPrivateTopics { get; } = new("too-many-private-topics",
        $"A record has at most {RelatedPeople.MostTopics} private topics. End one that is not private any more, or "
        + "keep the whole service line private.");

    /// <summary>A related person does not consent for the patient.</summary>
    public static Refusal MayNotConsent { get; } = new("may-not-consent",
        "This person may not consent for the patient, or not on this day.");

    /// <summary>Another record took over; commands go there.</summary>
    public static Refusal Merged(PatientId into) =>
        new(MergedCode, $"This record was merged into {into}; send it there.");

    /// <summary>Code of <see cref="Merged"/>.</summary>
    public const string MergedCode = "patient-merged";
}
