using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Who is written to about a referral, by which way, and why.</summary>
/// <param name="Way">The channel and the address.</param>
/// <param name="Person">The related person whose address it is; null for the patient's own.</param>
/// <param name="Why">Why it is this one.</param>
public sealed record MessageReceiver(PatientWay Way, RelatedPerson? Person, ReceiverReason Why)
{
    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"{Way.Channel} {Why}";
}

/// <summary>Chooses who is written to about a referral: the patient, or a guardian or caregiver (OB-16). The same rule
/// decides at the send and is shown on the page of the patient.</summary>
public static class MessageReceivers
{
    /// <summary>
    /// Those who are written to, best first. Only consented channels count. Private: the patient's private addresses
    /// alone, never one that is also of a related person. A safe number: no one else. A person whom the record names in
    /// place of the patient, else who may consent for a patient under age; then the patient; then a person for a
    /// patient without any address.
    /// </summary>
    /// <param name="state">The referral with the copy of its patient's record.</param>
    /// <param name="now">When it is decided: an age, and the days of a role.</param>
    /// <param name="adultFrom">Age in years from which the patient is of age; null for
    /// <see cref="AgeOfMajority"/>.</param>
    public static IReadOnlyList<MessageReceiver> Of(Referral state, Instant now, int? adultFrom = null)
    {
        var (patient, copy) = (state.Case.Patient, state.Case.Copy);
        var own = ReferralMessages.Ways(state);
        var people = copy?.Related ?? [];
        if (TopicOf(state.Case) is { } topic) return Private(state, topic, own);
        List<MessageReceiver> patients = [.. own.Select(w => new MessageReceiver(w, null, ReceiverReason.OwnAddress))];
        // The number is noted because another one is not safe.
        if (copy?.SafeContact?.Phone is not null) return patients;

        var days = patient.DaysAt(now);
        List<RelatedPerson> acting = [.. people.Where(p => p.Messages is not null && p.IsActing(days))];
        var named = To(state, acting.Where(p => p.Messages == RelatedMessages.Instead), ReceiverReason.NamedInRecord);
        if (acting.Exists(p => p.Messages == RelatedMessages.Instead)) return named;
        if (IsUnderAge(patient, days.Earliest, adultFrom))
            return [.. To(state, acting.Where(p => p.MayConsent == true), ReceiverReason.UnderAge), .. patients];
        return patient is { Phones.Count: 0, Email: null } ? To(state, acting, ReceiverReason.NoOwnAddress) : patients;
    }

    /// <summary>What the patient keeps private and this referral is about; null for nothing. What is said of the
    /// referral counts before what is said of its line; where it names no address, that of the line counts.</summary>
    public static PrivateTopic? TopicOf(ReferralCase referral)
    {
        var said = referral.Copy?.Private ?? [];
        var own = said.FirstOrDefault(t => t.Referral == referral.Id);
        var line = said.FirstOrDefault(t => t.ServiceLine == referral.ServiceLine) ?? FormerTopicOf(referral, said);
        return own is not { Ended: null } ? line
            : line is null || own.NamesAddress ? own : own with { Phone = line.Phone, Email = line.Email };
    }

    /// <summary>What the patient keeps private in a line out of which the referral was routed. Null for nothing, and
    /// once staff ended it for this referral, after the patient said it and after the referral left that line.
    /// </summary>
    /// <param name="referral">The referral.</param>
    /// <param name="said">What the patient keeps private, and what ended.</param>
    public static PrivateTopic? FormerTopicOf(ReferralCase referral, IReadOnlyList<PrivateTopic> said)
    {
        var ended = said.FirstOrDefault(t => t.Referral == referral.Id && t.Ended is not null)?.At;
        return said.FirstOrDefault(t => t is { ServiceLine: { } line, Ended: null }
            && referral.FormerLines?.FirstOrDefault(l => l.Line == line) is { } left
            && !(ended >= Instant.Max(t.At, left.LeftAt)));
    }

    /// <summary>True when a message of this occasion may go to the person: one who may not learn details learns only of
    /// appointments and how to make one.</summary>
    public static bool MayLearn(RelatedPerson person, MessageOccasion occasion) => person.ReceivesDetails == true
        || occasion is MessageOccasion.ReachOut or MessageOccasion.MissedCall or MessageOccasion.Offer
            or MessageOccasion.NotScheduled or MessageOccasion.Booked or MessageOccasion.Moved
            or MessageOccasion.Cancelled or MessageOccasion.RunningLate or MessageOccasion.Reminder
            or MessageOccasion.MissedVisit or MessageOccasion.StopConfirmed;

    /// <summary>True when the patient is known to be under age on this civil day.</summary>
    public static bool IsUnderAge(Patient patient, LocalDate day, int? adultFrom = null) =>
        patient.Age(day) is { } age && age < (adultFrom ?? AgeOfMajority.Of(patient.Location));

    /// <summary>An address that staff named for it, else the patient's own; one that a related person reads, too, is
    /// never used.</summary>
    private static List<MessageReceiver> Private(Referral state, PrivateTopic topic, IReadOnlyList<PatientWay> own)
    {
        var ways = topic.NamesAddress ? ReferralMessages.Consented(state, topic.Phone, topic.Email) : own;
        return [.. ways.Where(w => AddressOwners.Person(state, w.Channel, w.To) is null)
            .Select(w => new MessageReceiver(w, null, ReceiverReason.Private))];
    }

    private static List<MessageReceiver> To(Referral state, IEnumerable<RelatedPerson> people, ReceiverReason why) =>
    [
        .. people.SelectMany(p => ReferralMessages.Consented(state,
                p.Channels?.Contains(Channel.Sms) == true ? p.Phone : null,
                p.Channels?.Contains(Channel.Email) == true ? p.Email : null)
            .Select(way => new MessageReceiver(way, p, why))),
    ];
}

/// <summary>The age at which a person is of age, by where they are.</summary>
public static class AgeOfMajority
{
    /// <summary>Where no other age is known, in years.</summary>
    public const int Standard = 18;

    /// <summary>The age in years. US states: Alabama (Code 26-1-1) and Nebraska (Rev. Stat. 43-2101) 19, Mississippi
    /// (Code 1-3-27) 21.</summary>
    /// <param name="location">Where the patient is; null when unknown.</param>
    public static int Of(PatientLocation? location) => location is not { Country: "US" } ? Standard
        : location.State switch { "AL" or "NE" => 19, "MS" => 21, _ => Standard };
}
