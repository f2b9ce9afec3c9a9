using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Patients;

namespace ReferralSilo.Console.Patients;

/// <summary>Guardians, caregivers and who is written to, in words.</summary>
public static class RelatedWords
{
    /// <summary>For example <c>Power of attorney</c>.</summary>
    public static string Relation(Relationship relationship) => relationship switch
    {
        Relationship.OtherFamily => "Other family",
        Relationship.Other => "Other person",
        _ => PlainWords.Sentence(relationship),
    };

    /// <summary>The relationship of a person, or what a sender wrote.</summary>
    public static string Relation(RelatedPersonView person) => person.Relationship is { } known ? Relation(known)
        : person.AsSent is { } sent ? PlainWords.Sentence(sent) : "Relationship not known";

    /// <summary>When the person gets messages.</summary>
    public static string Messages(RelatedMessages messages, bool mayConsent) => messages switch
    {
        RelatedMessages.Instead => "Gets all messages, in place of the patient",
        RelatedMessages.WhenNeeded when mayConsent =>
            "Gets messages while the patient is under age, or has no phone or email",
        RelatedMessages.WhenNeeded => "Gets messages when the patient has no phone or email",
        _ => "Gets no messages",
    };

    /// <summary>By which ways the person may be contacted: <c>by call, text message</c>; null for none.</summary>
    public static string? Channels(IReadOnlyList<Channel> channels) => channels.Count == 0 ? null
        : "May be contacted by "
            + string.Join(" or ", channels.Select(c => PlainWords.Text(c).ToLowerInvariant()));

    /// <summary>The days of the role; null when it has no limit.</summary>
    public static string? Days(RelatedPersonView person) => (person.From, person.Until) switch
    {
        (null, null) => null,
        ({ } from, null) => $"From {from}",
        (null, { } until) => $"Until {until}",
        var (from, until) => $"From {from} to {until}",
    };

    /// <summary>Why this one is written to, after the name.</summary>
    public static string Why(ReceiverReason why) => why switch
    {
        ReceiverReason.NamedInRecord => "the record names this person in place of the patient",
        ReceiverReason.UnderAge => "the patient is under age",
        ReceiverReason.NoOwnAddress => "the patient has no phone or email",
        ReceiverReason.Private => "kept private: no one else is written to",
        _ => "the patient’s own",
    };

    /// <summary>Why no one is written to.</summary>
    public static string NoOne(ReceiversView about) => about switch
    {
        { NoOne: "died" } => "the patient has died, or may have",
        { NoOne: "no-consent" } => "there is no consent to texts or emails",
        { Private: true } => "it is kept private, and every address is also that of a related person",
        _ => "there is no address with a consent",
    };

    /// <summary>What was done with a person or a private topic: <c>Person added: Eva</c>.</summary>
    public static string Done(PatientChangeKind kind, string? person) => kind switch
    {
        PatientChangeKind.PersonAdded => $"Person added: {Named(person)}",
        PatientChangeKind.PersonCorrected => $"Person corrected: {Named(person)}",
        PatientChangeKind.PersonRemoved => $"Person removed: {Named(person)}",
        PatientChangeKind.MadePrivate => "Kept private",
        _ => "No longer private",
    };

    private static string Named(string? person) => person is null ? "name not known" : PlainWords.Isolated(person)!;
}
