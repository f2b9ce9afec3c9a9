using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Hours;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Time;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Referrals;

/// <summary>A channel and an address by which a patient may be written to.</summary>
public sealed record PatientWay(MessageChannel Channel, string To)
{
    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => Channel.ToString();
}

/// <summary>What a change of a referral means for its messages, whether a message is still needed, and by which ways
/// the patient may be written to.</summary>
public static class ReferralMessages
{
    /// <summary>Before the start of a visit that is changed, a message about it may leave at any hour.</summary>
    public static readonly Duration AtAnyHourBefore = Duration.FromHours(12);

    /// <summary>What a commit plans, or has judged again; null for nothing.</summary>
    public static OutreachChange? Change(Referral? before, IReadOnlyList<ReferralEvent> events, Referral after,
        long version)
    {
        List<PlannedOccasion> plans = [.. events.SelectMany(e => MessageOccasions.Plan(before, e, after))
            .Concat(MessageOccasions.MovedReminders(before, after))
            .Where(p => IsNeeded(after, p.Occasion, p.Subject))];
        var mayWait = before is not null && !(IsInTriage(before) && IsInTriage(after)) && events.Any(Matters);
        var lineChanged = before is not null && before.Case.ServiceLine != after.Case.ServiceLine;
        if (plans.Count == 0 && !mayWait && !lineChanged) return null;
        return new OutreachChange(after.Case.Id, version, plans)
        {
            Restores = events.Any(e => e is E.Undone) ? Needed(after) : null, LineChanged = lineChanged,
        };
    }

    private static IReadOnlyList<MessageOccasion> Needed(Referral state) =>
    [
        .. ((MessageOccasion[])
        [
            MessageOccasion.ReachOut, MessageOccasion.MissedCall, MessageOccasion.Booked, MessageOccasion.Moved,
            MessageOccasion.Cancelled, MessageOccasion.Declined, MessageOccasion.Redirected,
            MessageOccasion.Unreachable, MessageOccasion.Reminder, MessageOccasion.MissedVisit,
            MessageOccasion.AfterVisit,
        ]).Where(occasion => IsNeeded(state, occasion, state.BookedSlot()?.Id)),
    ];

    /// <summary>Whether the referral still needs a message in its present state.</summary>
    /// <param name="subject">Id of the appointment that it is about; null for none.</param>
    public static bool IsNeeded(Referral state, MessageOccasion occasion, string? subject) => occasion switch
    {
        MessageOccasion.ReachOut => IsBeforeVisit(state),
        MessageOccasion.MissedCall => (IsBeforeVisit(state) || state is Referral.Booked)
            && state.Case.ContactAttempts is [.., var last] && MessageOccasions.IsMissed(last),
        MessageOccasion.Offer => state is Referral.Offered,
        MessageOccasion.Booked or MessageOccasion.Moved or MessageOccasion.Reminder =>
            state is Referral.Booked booked && booked.Appointment.Id == subject,
        MessageOccasion.Cancelled => state.BookedSlot() is null,
        MessageOccasion.Declined => IsEndedAs(state, Stage.Declined),
        MessageOccasion.Redirected => IsEndedAs(state, Stage.Redirected),
        MessageOccasion.Unreachable => IsEndedAs(state, Stage.Unreachable),
        MessageOccasion.StaffAlarm => ReferralOnCall.IsNeeded(state)
            && OnCallSubject.Parse(subject)?.Run == state.Case.OnCall?.Number,
        MessageOccasion.MissedVisit => IsBeforeVisit(state),
        MessageOccasion.AfterVisit => state is Referral.Completed or Referral.Closed { ClosedFrom: Stage.Completed },
        _ => true,
    };

    /// <summary>True while no one has decided on an emergency of the referral: no automatic message leaves.</summary>
    public static bool IsEmergencyUndecided(Referral state) =>
        state.Case.Eligibility is { Concern: EmergencyConcern.Emergency, OverruledBecause: null }
        && (IsInTriage(state) || IsBeforeVisit(state) || state is Referral.Booked);

    /// <summary>The patient's own ways with a consent, the preferred channel first, the best number first. Empty when
    /// the patient consented to none that has an address. Who is written to decides
    /// <see cref="MessageReceivers"/>.</summary>
    public static IReadOnlyList<PatientWay> Ways(Referral state) =>
        Consented(state, Numbers(state), state.Case.Patient.Email);

    /// <summary>The ways with a consent to one number and mailbox; null for none.</summary>
    public static IReadOnlyList<PatientWay> Consented(Referral state, PhoneNumber? phone, EmailAddress? email) =>
        Consented(state, phone is null ? [] : [phone], email);

    private static IReadOnlyList<PatientWay> Consented(Referral state, IEnumerable<PhoneNumber> phones,
        EmailAddress? email)
    {
        var texts = Consents(state, ConsentKind.Sms)
            ? phones.Select(p => new PatientWay(MessageChannel.Sms, p.E164)) : [];
        var mails = Consents(state, ConsentKind.Email) && email is { } mail
            ? [new PatientWay(MessageChannel.Email, mail.Value)] : (PatientWay[])[];
        return state.Case.Patient.PreferredChannel == Channel.Email ? [.. mails, .. texts] : [.. texts, .. mails];
    }

    /// <summary>Why staff may not answer a message that came from this address, one of <see cref="MessageReasons"/>;
    /// null when they may. A person who writes may be answered without a recorded consent, but not against a refusal,
    /// and not once the patient died. About what is private no related person is written to, and only the number and
    /// the mailbox that are named for it are used. A related person is answered who is confirmed, has the role today
    /// and may learn details.</summary>
    public static string? ReplyBlockedBy(Referral state, MessageChannel channel, string to, Instant now)
    {
        var refused = ConsentOrder.Find(state.Case.Consents,
            channel == MessageChannel.Sms ? ConsentKind.Sms : ConsentKind.Email, ConsentPurpose.Care);
        if (state.Case.Copy?.DeceasedAt is not null || refused is { Given: false }) return MessageReasons.NoConsent;
        var person = AddressOwners.Person(state, channel, to);
        if (MessageReceivers.TopicOf(state.Case) is { } topic)
        {
            if (person is not null) return MessageReasons.Private;
            if (topic.NamesAddress)
                return IsNamed(topic, channel, to) ? null : MessageReasons.Private;
        }

        if (IsUnsafe(state, channel, to)) return MessageReasons.NotSafe;
        if (AddressOwners.IsPatients(state, channel, to)) return null;
        // It was corrected since the message came.
        if (person is null) return MessageReasons.NotOfPatient;
        return state.Case.Copy?.SafeContact?.Phone is not null ? MessageReasons.NotSafe
            : !person.IsActing(state.Case.Patient.DaysAt(now)) ? MessageReasons.NotConfirmed
            : MessageReceivers.MayLearn(person, MessageOccasion.Reply) ? null : MessageReasons.NoDetails;
    }

    private static bool IsNamed(PrivateTopic topic, MessageChannel channel, string to) => channel == MessageChannel.Sms
        ? topic.Phone?.E164 == to : string.Equals(topic.Email?.Value, to, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a number when another one is noted as the only safe one.</summary>
    public static bool IsUnsafe(Referral state, MessageChannel channel, string to) =>
        channel == MessageChannel.Sms && state.Case.Copy is { SafeContact.Phone: { } safe } && safe.E164 != to;

    /// <summary>Every zone in which the patient may be, and the receiver of a text to another number.</summary>
    /// <param name="state">The referral.</param>
    /// <param name="number">The number of a related person, E.164; null for the patient's own address.</param>
    public static IReadOnlyList<DateTimeZone> Zones(Referral state, string? number = null)
    {
        var patient = state.Case.Patient;
        return CandidateZones.Of(patient.TimeZone, patient.Location?.Country, patient.Location?.State,
            [.. patient.Phones.Select(p => p.E164), .. Numbers(state).Select(p => p.E164),
                .. number is null ? [] : (string[])[number]]);
    }

    /// <summary>The zone in which a visit is written to the patient; null when none is known.</summary>
    public static DateTimeZone? ZoneOf(Patient patient) => CivilTime.FindZone(patient.TimeZone)
        ?? CivilTime.FindZone(PlaceZones.Find(patient.Location?.Country, patient.Location?.State));

    /// <summary>The run and the person of an alert to staff; null for a message to the patient. Consents, the emergency
    /// and the permitted hours of the patient do not concern it.</summary>
    public static (int Run, OnCallKey Key)? Alert(MessageCase message) =>
        message.Asked is { } channel && MessageFamilies.IsAlert(message.Occasion)
        && OnCallSubject.Parse(message.Subject) is { } subject
            ? (subject.Run, new OnCallKey(subject.Person, channel)) : null;

    /// <summary>True for a message about a visit that starts, or would have started, so soon that it leaves at any
    /// hour (quality.md I11).</summary>
    public static bool LeavesAtAnyHour(MessageCase message, Instant now) => AtAnyHourFrom(message) <= now;

    /// <summary>The first moment from <paramref name="now"/> on at which a message may leave: in the permitted hours of
    /// every zone, and at the latest when it may leave at any hour. Null: never.</summary>
    public static Instant? PermittedAt(MessageCase message, SendingHours hours, IReadOnlyCollection<DateTimeZone> zones,
        Instant now)
    {
        var permitted = QuietHours.FirstPermitted(hours, zones, now, MessageLimits.LeaveWithin);
        return AtAnyHourFrom(message) is { } atAnyHour && (permitted is null || atAnyHour < permitted)
            ? Instant.Max(atAnyHour, now) : permitted;
    }

    /// <summary>From when on a message about a visit leaves at any hour; null for other messages. Of a moved visit the
    /// earlier start counts: the patient may still expect that one.</summary>
    private static Instant? AtAnyHourFrom(MessageCase message) => message.Occasion is MessageOccasion.Booked
        or MessageOccasion.Moved or MessageOccasion.Cancelled or MessageOccasion.RunningLate
        ? (message.FormerVisit is { Start: var former } && former > message.PlannedAt
            ? Instant.Min(former, message.UsefulUntil) : message.UsefulUntil) - AtAnyHourBefore
        : null;

    /// <summary>Events that may change whether, when or where a waiting message leaves.</summary>
    private static bool Matters(ReferralEvent happened) => happened is E.ChangedBySender or E.InformationSupplied
        or E.Routed or E.Ended or E.ConsentRecorded or E.PatientChanged or E.ConcernDecided or E.PatientReached
        or E.AppointmentBooked or E.AppointmentMoved or E.AppointmentCancelled or E.PatientArrived
        or E.VisitCompleted or E.PatientDidNotCome or E.OfferEnded or E.Closed or E.Reopened or E.Undone;

    private static bool IsInTriage(Referral state) => state is Referral.Received or Referral.InformationRequested;

    private static bool IsBeforeVisit(Referral state) =>
        state is Referral.Accepted or Referral.Contacting or Referral.Waiting or Referral.Offered;

    private static bool IsEndedAs(Referral state, Stage how) => state switch
    {
        Referral.Ended s => s.EndedAs == how,
        Referral.Closed s => s.ClosedFrom == how,
        _ => false,
    };

    /// <summary>Where one number is noted as the safe one, no other gets a text.</summary>
    private static IEnumerable<PhoneNumber> Numbers(Referral state) =>
        state.Case.Copy?.SafeContact?.Phone is { } safe ? [safe] : state.Case.Patient.Phones;

    /// <summary>The consent for care that counts; to a patient who died, or may have died, nothing is
    /// written.</summary>
    private static bool Consents(Referral state, ConsentKind kind) =>
        !MayHaveDied(state.Case) && ConsentOrder.IsGiven(state.Case.Consents, kind);

    /// <summary>What the sender says counts until the record of the patient answers with a copy.</summary>
    private static bool MayHaveDied(ReferralCase referral) => referral.Copy is { } copy
        ? copy.DeceasedAt is not null || copy.DeathSuspectedAt is not null : PatientFacts.SaidDead(referral);
}
