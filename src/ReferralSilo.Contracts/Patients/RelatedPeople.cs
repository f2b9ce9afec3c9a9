namespace ReferralSilo.Contracts.Patients;

/// <summary>Body of <c>POST /api/patients/{id}/related-people</c>, which adds a guardian, caregiver or other person,
/// and of <c>…/related-people/{person}/correct</c>, which replaces what is known of one and confirms one whom only a
/// sender named. 400 for a value that cannot be read and for a channel without an address; 409 <c>patient-merged</c>,
/// <c>related-person-unknown</c> for a person who is not in the record, <c>too-many-related-people</c>.</summary>
/// <param name="Relationship">What the person is to the patient; required.</param>
/// <param name="Name">As the person is called; required.</param>
/// <param name="Phone">E.164 or national.</param>
/// <param name="Email">Mailbox.</param>
/// <param name="Language">Code or name, stored as BCP 47; null for the patient's.</param>
/// <param name="BirthDate">Civil date, where it proves who opens the link; null when it is not needed.</param>
/// <param name="Messages">When the person is written to.</param>
/// <param name="Channels">The ways by which the person may be contacted; each needs its address.</param>
/// <param name="MayConsent">True when the person consents for the patient.</param>
/// <param name="ReceivesDetails">True when the person may learn more than that there is an appointment; otherwise the
/// person gets only messages about an appointment, and no answer of staff.</param>
/// <param name="From">First civil day of the role; null for any.</param>
/// <param name="Until">Last civil day of the role; null for no end. Not before <paramref name="From"/>.</param>
/// <param name="Reason">How it is known; required for a correction.</param>
public sealed record RelatedPersonDetailsInput(
    Relationship? Relationship = null, [property: ShortText] string? Name = null,
    [property: ShortText] string? Phone = null, [property: TextLimit(TextLimits.Email)] string? Email = null,
    [property: Token] string? Language = null, [property: Token] string? BirthDate = null,
    RelatedMessages Messages = RelatedMessages.No, [property: Items(3)] IReadOnlyList<Channel>? Channels = null,
    bool MayConsent = false, bool ReceivesDetails = false, [property: Token] string? From = null,
    [property: Token] string? Until = null, [property: Reason] string? Reason = null);

/// <summary>Body of <c>POST /api/patients/{id}/related-people/{person}/remove</c>: the person has no role any more. A
/// person whom a sender names again with the same data stays removed. 409 <c>related-person-unknown</c> for a person
/// who is not in the record, <c>patient-merged</c>.</summary>
/// <param name="Reason">Why; required.</param>
public sealed record RemoveRelatedPersonInput([property: Reason] string? Reason = null);

/// <summary>Body of <c>POST /api/patients/{id}/private</c>: what the patient keeps private. About the referrals of a
/// private service line, or about a private referral, no related person is written to, and no address that is also that
/// of a related person is used. A referral that is routed out of a private line stays private until it is said of that
/// referral that it is not. Exactly one of <paramref name="ServiceLine"/> and <paramref name="Referral"/> is named. 409
/// <c>patient-merged</c>, <c>too-many-private-topics</c>.</summary>
/// <param name="ServiceLine">Id of a service line; its later referrals are private too.</param>
/// <param name="Referral">Id of one referral of the patient.</param>
/// <param name="Private">False when it is not private any more.</param>
/// <param name="Phone">The only number for texts about it, E.164 or national; null for the patient's own.</param>
/// <param name="Email">The only mailbox for mail about it. With a phone or a mailbox, nothing else is used.</param>
/// <param name="Reason">Why, or how it is known; required.</param>
public sealed record PrivateTopicInput([property: ShortText] string? ServiceLine = null,
    [property: ShortText] string? Referral = null, bool Private = true, [property: ShortText] string? Phone = null,
    [property: TextLimit(TextLimits.Email)] string? Email = null, [property: Reason] string? Reason = null);

/// <summary>A guardian, caregiver or other person in the record of a patient.</summary>
/// <param name="Id">Id within the record.</param>
/// <param name="Confirmed">False while only a sender named the person: they are not written to and consent to
/// nothing.</param>
/// <param name="Relationship">What the person is to the patient; null until it is confirmed.</param>
/// <param name="Name">Name; null when a sender sent none.</param>
/// <param name="Phone">E.164; as sent until it is confirmed; null for none.</param>
/// <param name="Email">Mailbox; null for none.</param>
/// <param name="Language">BCP 47; null for the patient's.</param>
/// <param name="BirthDate">Civil date; null when it is not known or not needed.</param>
/// <param name="Messages">When the person is written to.</param>
/// <param name="Channels">The ways by which the person may be contacted.</param>
/// <param name="MayConsent">True when the person consents for the patient.</param>
/// <param name="ReceivesDetails">True when the person may learn more than that there is an appointment.</param>
/// <param name="From">First civil day of the role; null for any.</param>
/// <param name="Until">Last civil day of the role; null for no end.</param>
/// <param name="ChangedAt">When it was last changed.</param>
/// <param name="By">Who changed it: a staff id or <c>client:…</c>; null when it came with a referral.</param>
/// <param name="AsSent">The relationship as a sender wrote it; null when none did.</param>
public sealed record RelatedPersonView(string Id, bool Confirmed, Relationship? Relationship, string? Name,
    string? Phone, string? Email, string? Language, string? BirthDate, RelatedMessages Messages,
    IReadOnlyList<Channel> Channels, bool MayConsent, bool ReceivesDetails, string? From, string? Until,
    DateTimeOffset ChangedAt, string? By, string? AsSent);

/// <summary>What a patient keeps private.</summary>
/// <param name="ServiceLine">Id of the service line; null for one referral.</param>
/// <param name="Referral">Id of the referral; null for a service line.</param>
/// <param name="Phone">The only number for texts about it, E.164; null for the patient's own.</param>
/// <param name="Email">The only mailbox about it; null for the patient's own.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="By">Who recorded it.</param>
public sealed record PrivateTopicView(string? ServiceLine, string? Referral, string? Phone, string? Email,
    DateTimeOffset At, string? By)
{
    /// <summary>For one referral that was routed out of a private line: id of that line. Null otherwise.</summary>
    public string? RoutedFrom { get; init; }
}

/// <summary>Who is written to about one open referral.</summary>
/// <param name="Referral">Id of the referral.</param>
/// <param name="Private">True when the patient keeps it private: no related person is written to.</param>
/// <param name="To">The receivers, best first; the next one only when nothing can be sent to the one before.</param>
/// <param name="NoOne">Why no one is written to: <c>died</c>, <c>no-consent</c>, <c>no-address</c>; null when there is
/// a receiver.</param>
public sealed record ReceiversView(string Referral, bool Private, IReadOnlyList<ReceiverView> To, string? NoOne);

/// <summary>A receiver of messages.</summary>
/// <param name="Channel">Text or email.</param>
/// <param name="To">The number or mailbox.</param>
/// <param name="Person">Id of the related person; null for the patient.</param>
/// <param name="Name">Name of the related person; null for the patient.</param>
/// <param name="Why">Why it is this one.</param>
public sealed record ReceiverView(MessageChannel Channel, string To, string? Person, string? Name,
    ReceiverReason Why);

/// <summary>An address to which nothing can be sent.</summary>
/// <param name="Address">E.164 or mailbox.</param>
/// <param name="Channel">Text or email.</param>
/// <param name="Invalid">True when it was found invalid or wrong; <c>mark-valid</c> lifts it.</param>
/// <param name="Stopped">True when its owner or staff stopped it. Only START by text lifts that of a number, and only a
/// new consent to emails that of a mailbox.</param>
public sealed record AddressProblemView(string Address, MessageChannel Channel, bool Invalid, bool Stopped);
