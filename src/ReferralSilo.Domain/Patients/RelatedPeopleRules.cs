using NodaTime;
using ReferralSilo.Domain.Referrals;
using C = ReferralSilo.Domain.Patients.PatientCommand;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Patients.PatientEvent>;
using E = ReferralSilo.Domain.Patients.PatientEvent;

namespace ReferralSilo.Domain.Patients;

/// <summary>The rules for guardians and caregivers in the record of a patient, and for what is private.</summary>
internal static class RelatedPeopleRules
{
    public static D Add(PatientRecord state, C.AddRelatedPerson command, PatientContext context) =>
        state.RelatedPeople.Count(p => p.IsConfirmed) >= RelatedPeople.Most
            || state.RelatedPeople.Count >= RelatedPeople.MostKept ? PatientRefusals.TooManyRelatedPeople
            : new E.RelatedPersonAdded(command.Person with { ChangedAt = context.Now, By = context.Actor },
                command.Reason);

    /// <summary>What a sender wrote stays known, so that the same words do not come again as another person.</summary>
    public static D Correct(PatientRecord state, C.CorrectRelatedPerson command, PatientContext context)
    {
        if (Find(state, command.Person.Id) is not { } known) return PatientRefusals.RelatedPersonUnknown;
        var person = command.Person with
        {
            ChangedAt = known.ChangedAt, By = known.By, Sent = known.Sent, SentWith = known.SentWith,
        };
        return PatientJson.AreSame(person, known) ? D.NoChange
            : new E.RelatedPersonCorrected(person with { ChangedAt = After(known, context), By = context.Actor },
                command.Reason);
    }

    public static D Remove(PatientRecord state, C.RemoveRelatedPerson command, PatientContext context) =>
        Find(state, command.Id) is not { } known ? PatientRefusals.RelatedPersonUnknown
            : new E.RelatedPersonRemoved(known with
            {
                Removed = true, ChangedAt = After(known, context), By = context.Actor,
            }, command.Reason);

    public static D Record(PatientRecord state, C.RecordPrivacy command, PatientContext context)
    {
        var known = state.PrivateTopics.FirstOrDefault(t => t.IsAbout(command.Topic));
        var topic = command.Topic with { At = context.Now, By = context.Actor };
        // What ended already may have become private since, by a statement or a route that is later.
        if (known is null or { Ended: not null } && topic.Ended is not null ? !MayFollow(state, topic)
            : topic with { At = known?.At ?? topic.At, By = known?.By ?? topic.By } == known)
            return D.NoChange;
        if (topic.Ended is null && known is not { Ended: null }
            && state.PrivateTopics.Count(t => t.Ended is null) >= RelatedPeople.MostTopics)
            return PatientRefusals.TooManyPrivateTopics;
        return new E.PrivacyRecorded(known?.At >= topic.At ? topic with { At = known.At + Duration.Epsilon } : topic,
            command.Reason);
    }

    /// <summary>True for a referral that may have become private in a line that it left.</summary>
    private static bool MayFollow(PatientRecord state, PrivateTopic topic) =>
        topic.Referral is not null && state.PrivateTopics.Any(t => t is { ServiceLine: not null, Ended: null });

    private static RelatedPerson? Find(PatientRecord state, string id) =>
        state.RelatedPeople.FirstOrDefault(p => p.Id == id && p.Removed is null);

    /// <summary>Later than the known version, also when it was made on a machine whose clock is ahead.</summary>
    private static Instant After(RelatedPerson known, PatientContext context) =>
        Instant.Max(context.Now, known.ChangedAt + Duration.Epsilon);
}
