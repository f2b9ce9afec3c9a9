using NodaTime;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Patients;

/// <summary>The guardians and caregivers of a patient, and what the patient keeps private from them.</summary>
internal static class RelatedPeople
{
    /// <summary>Most people of one record whom staff confirmed and did not remove.</summary>
    public const int Most = 20;

    /// <summary>Most people of one record, also those who were removed and those whom only a sender named. One whom
    /// only the sender of another referral named makes room for a newer one; no other is ever forgotten.</summary>
    public const int MostKept = 100;

    /// <summary>Most that one patient keeps private at a time.</summary>
    public const int MostTopics = 40;

    /// <summary>The people of all parts; of each the version that was changed last.</summary>
    public static IReadOnlyList<RelatedPerson> Of(IReadOnlyList<PatientPart> parts) =>
        Newest(parts.SelectMany(p => p.Related ?? []));

    /// <summary>The private topics of all parts; of each the statement that was made last.</summary>
    public static IReadOnlyList<PrivateTopic> TopicsOf(IReadOnlyList<PatientPart> parts) =>
        Newest(parts.SelectMany(p => p.Private ?? []));

    /// <summary>Adds the people whom a referral names and who are not known. A sender who names one again with other
    /// data changes one whom no one has confirmed; one who was confirmed or removed stays, and the new data are shown
    /// as those of another person, unless they are the same with more addresses.</summary>
    public static IReadOnlyList<RelatedPerson>? Learn(IReadOnlyList<RelatedPerson>? known, PatientFacts facts)
    {
        if (facts.Person.Contacts is not { Count: > 0 } sent) return known;
        var all = (known ?? []).ToList();
        foreach (var contact in sent.Where(c => all.All(p => p.Sent != c)).ToList())
        {
            var at = all.FindIndex(p => p is { Relationship: null, Removed: null } && p.SentWith == facts.Referral
                && p.Sent?.Name == contact.Name && !sent.Contains(p.Sent!));
            if (at < 0) at = all.FindIndex(p => p.SentWith == facts.Referral && p.Sent is { } before
                && contact.Extends(before) && !sent.Contains(before));
            if (at < 0 && all.Count >= MostKept && all.FindIndex(p => p is { Relationship: null, Removed: null }
                    && p.SentWith != facts.Referral) is >= 0 and var oldest)
                all.RemoveAt(oldest);
            if (at >= 0) all[at] = all[at] with { Sent = contact };
            else if (all.Count < MostKept)
                all.Add(new RelatedPerson(NextOf(all, facts.Referral), facts.ReceivedAt)
                {
                    Sent = contact, SentWith = facts.Referral,
                });
        }

        return all.Count == 0 ? null : all;
    }

    /// <summary>With this version of a person, in the place of an older one.</summary>
    public static IReadOnlyList<RelatedPerson> With(IReadOnlyList<RelatedPerson>? known, RelatedPerson person)
    {
        var all = (known ?? []).ToList();
        var at = all.FindIndex(p => p.Id == person.Id);
        if (at >= 0) all[at] = person;
        else all.Add(person);
        return all;
    }

    /// <summary>With this statement, in the place of an older one about the same.</summary>
    public static IReadOnlyList<PrivateTopic> With(IReadOnlyList<PrivateTopic>? known, PrivateTopic topic) =>
        [.. (known ?? []).Where(t => !t.IsAbout(topic)), topic];

    /// <summary>What another record said later of the people whom this one has. Null when there are none.</summary>
    public static IReadOnlyList<RelatedPerson>? Updated(IReadOnlyList<RelatedPerson>? own,
        IReadOnlyList<RelatedPerson>? other) => own is null ? null
        : [.. own.Select(p => Newest([p, .. (other ?? []).Where(o => o.Id == p.Id)])[0])];

    /// <summary>Of each person the version that was changed last, in the order of their first one.</summary>
    public static IReadOnlyList<RelatedPerson> Newest(IEnumerable<RelatedPerson> people) =>
        [.. people.GroupBy(p => p.Id, StringComparer.Ordinal)
            .Select(versions => versions.Aggregate((a, b) => b.ChangedAt > a.ChangedAt ? b : a))];

    /// <summary>Of each topic the statement that was made last, in the order of their first one.</summary>
    public static IReadOnlyList<PrivateTopic> Newest(IEnumerable<PrivateTopic> topics) =>
        [.. topics.GroupBy(t => (t.ServiceLine, t.Referral))
            .Select(said => said.Aggregate((a, b) => b.At > a.At ? b : a))];

    /// <summary>True when the person may consent for the patient now.</summary>
    public static bool MayConsent(PatientRecord state, string id, Instant now) =>
        state.RelatedPeople.Any(p => p.Id == id && p.MayConsent == true && p.IsActing(state.Shown.DaysAt(now)));

    private static string NextOf(List<RelatedPerson> all, ReferralId referral)
    {
        var number = all.Count(p => p.SentWith == referral) + 1;
        // One before it may have made room.
        while (all.Exists(p => p.Id == Id())) number++;
        return Id();

        string Id() => $"{referral.Value}-{number}";
    }
}
