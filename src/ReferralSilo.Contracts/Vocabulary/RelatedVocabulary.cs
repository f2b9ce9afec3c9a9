namespace ReferralSilo.Contracts;

/// <summary>What a related person is to the patient. The terms of FHIR's RelatedPerson.relationship, as far as the
/// program distinguishes them.</summary>
public enum Relationship
{
    /// <summary>Mother, father, or adoptive parent.</summary>
    Parent,
    /// <summary>Legal guardian.</summary>
    Guardian,
    /// <summary>Holds a power of attorney for health care.</summary>
    PowerOfAttorney,
    /// <summary>Cares for the patient without deciding for them.</summary>
    Caregiver,
    /// <summary>Husband or wife.</summary>
    Spouse,
    /// <summary>Partner.</summary>
    Partner,
    /// <summary>Son or daughter.</summary>
    Child,
    /// <summary>Brother or sister.</summary>
    Sibling,
    /// <summary>Grandparent.</summary>
    Grandparent,
    /// <summary>Another member of the family.</summary>
    OtherFamily,
    /// <summary>Friend or neighbour.</summary>
    Friend,
    /// <summary>Someone else, or not known.</summary>
    Other,
}

/// <summary>When a related person is written to.</summary>
public enum RelatedMessages
{
    /// <summary>Never.</summary>
    No,
    /// <summary>When the patient has no phone and no mailbox. A person who may consent is also written to, in place of
    /// the patient, while the patient is under age.</summary>
    WhenNeeded,
    /// <summary>Always, in place of the patient.</summary>
    Instead,
}

/// <summary>Why someone is written to about a referral.</summary>
public enum ReceiverReason
{
    /// <summary>It is the patient's own address.</summary>
    OwnAddress,
    /// <summary>The record names this person in place of the patient.</summary>
    NamedInRecord,
    /// <summary>The patient is under age, and this person may consent.</summary>
    UnderAge,
    /// <summary>The patient has no phone and no mailbox.</summary>
    NoOwnAddress,
    /// <summary>The patient keeps it private.</summary>
    Private,
}
