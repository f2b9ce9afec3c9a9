using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Referrals;

/// <summary>An event of a referral with its effect on the state. The discriminator is the stored name: never rename
/// one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Received), "received")]
[JsonDerivedType(typeof(ChangedBySender), "changed-by-sender")]
[JsonDerivedType(typeof(Claimed), "claimed")]
[JsonDerivedType(typeof(ClaimEnded), "claim-ended")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(InformationRequested), "information-requested")]
[JsonDerivedType(typeof(InformationSupplied), "information-supplied")]
[JsonDerivedType(typeof(Routed), "routed")]
[JsonDerivedType(typeof(Prioritized), "prioritized")]
[JsonDerivedType(typeof(Assigned), "assigned")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(PatientContacted), "patient-contacted")]
[JsonDerivedType(typeof(ContactDue), "contact-due")]
[JsonDerivedType(typeof(PatientReached), "patient-reached")]
[JsonDerivedType(typeof(ConsentRecorded), "consent-recorded")]
[JsonDerivedType(typeof(SlotsOffered), "slots-offered")]
[JsonDerivedType(typeof(HoldLost), "hold-lost")]
[JsonDerivedType(typeof(OfferEnded), "offer-ended")]
[JsonDerivedType(typeof(AppointmentBooked), "appointment-booked")]
[JsonDerivedType(typeof(AppointmentMoved), "appointment-moved")]
[JsonDerivedType(typeof(AppointmentCancelled), "appointment-cancelled")]
[JsonDerivedType(typeof(VisitConfirmed), "visit-confirmed")]
[JsonDerivedType(typeof(PatientArrived), "patient-arrived")]
[JsonDerivedType(typeof(VisitCompleted), "visit-completed")]
[JsonDerivedType(typeof(PatientDidNotCome), "patient-did-not-come")]
[JsonDerivedType(typeof(SourceAcknowledged), "source-acknowledged")]
[JsonDerivedType(typeof(Closed), "closed")]
[JsonDerivedType(typeof(TargetBreached), "target-breached")]
[JsonDerivedType(typeof(Undone), "undone")]
[JsonDerivedType(typeof(ConcernDecided), "concern-decided")]
[JsonDerivedType(typeof(PatientAssigned), "patient-assigned")]
[JsonDerivedType(typeof(PatientChanged), "patient-changed")]
[JsonDerivedType(typeof(OnCallDue), "on-call-due")]
[JsonDerivedType(typeof(OnCallAlerted), "on-call-alerted")]
[JsonDerivedType(typeof(OnCallFailed), "on-call-failed")]
[JsonDerivedType(typeof(OnCallReported), "on-call-reported")]
[JsonDerivedType(typeof(Reopened), "reopened")]
public abstract partial record ReferralEvent
{
    /// <summary>The state after the event; null when it cannot follow this state. It moves data and decides
    /// nothing.</summary>
    internal abstract Referral? Apply(Referral state);

    /// <summary>Received, with the eligibility result and the first clock.</summary>
    public sealed record Received(ReferralId Id, string Number, Submission Submission, ServiceLineId ServiceLine,
        EligibilityResult Eligibility, IReadOnlyList<MissingInformation> Missing, Clock Clock) : ReferralEvent
    {
        /// <summary>The patient; null in events of older versions.</summary>
        public PatientId? PatientId { get; init; }

        /// <summary>What was known of the patient; null for nothing.</summary>
        public PatientCopy? Copy { get; init; }

        /// <summary>The alerts to people on call that its alarm began; null for none.</summary>
        public OnCallRun? OnCall { get; init; }

        internal Referral Begin()
        {
            var referral = new ReferralCase(Id, Number, Submission, ServiceLine, Submission.Priority, Submission.NeedBy,
                Eligibility, Missing, null, null, [], Consents(), 0, null, Clock.StartedAt)
            {
                PatientId = PatientId, OnCall = OnCall,
            };
            return new Referral.Received(Copy is null ? referral : referral.With(Copy), Clock);
        }

        /// <summary>Events of an older program have no patient, and must make the states that it stored.</summary>
        private IReadOnlyList<Consent> Consents() => PatientId is null ? Submission.Consents
            : ConsentOrder.Add([], ConsentOrder.Received(Submission.Consents, Clock.StartedAt));

        internal override Referral? Apply(Referral state) => null;
    }

    /// <summary>
    /// The order was sent again with changes. <paramref name="Fields"/>: JSON pointers of the differences.
    /// <paramref name="Submission"/>: all data of the sender so far. <paramref name="Consents"/>: the new ones.
    /// </summary>
    public sealed record ChangedBySender(
        Submission Submission, IReadOnlyList<string> Fields, ServiceLineId ServiceLine, Priority From, Priority To,
        Instant? NeedBy, IReadOnlyList<Consent> Consents, EligibilityResult Eligibility,
        IReadOnlyList<MissingInformation> Missing, Clock Clock)
            : ReferralEvent
    {
        /// <summary>Code of the rule that the booked visit breaks by the change; null for none.</summary>
        public string? VisitRule { get; init; }

        internal override Referral? Apply(Referral state) => (state with
        {
            Case = state.Case.With(Consents) with
            {
                Submission = Submission, ServiceLine = ServiceLine, Priority = To, NeedBy = NeedBy,
                Eligibility = Eligibility, Missing = Missing,
            },
        }).With(Clock);
    }

    /// <summary>Someone claimed it. <paramref name="Reason"/>: why it was taken over from another person.</summary>
    public sealed record Claimed(StaffClaim Claim, string? Reason = null) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => state with { Case = state.Case with { Claim = Claim } };
    }

    /// <summary>The claim ended: <c>released</c>, <c>expired</c> or <c>order-changed</c>.</summary>
    public sealed record ClaimEnded(string By, string How) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => state with { Case = state.Case.Unclaimed() };
    }

    /// <summary>Triage accepted it. <paramref name="Overrule"/>: the reason when a failed rule was overruled.</summary>
    public sealed record Accepted(string? Overrule, string? Note, Clock Clock) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) =>
            state is Referral.Received or Referral.InformationRequested ? new Referral.Accepted(
                state.Case.Unclaimed() with
                {
                    Eligibility = state.Case.Eligibility with { OverruledBecause = Overrule },
                }, Clock)
            : null;
    }

    /// <summary>The source was asked for information.</summary>
    public sealed record InformationRequested(IReadOnlyList<string> Items, string? Message, Clock Clock)
        : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => state is Referral.Received
            ? new Referral.InformationRequested(state.Case.Unclaimed(), Clock, Items, Message) : null;
    }

    /// <summary>Information came; the answer to a request leads back to review. Without <see cref="Missing"/> the named
    /// items were struck: so it was before data could be supplied, and so it is for an order that was sent
    /// again.</summary>
    public sealed record InformationSupplied(IReadOnlyList<string> Items, string? Message, Clock Clock) : ReferralEvent
    {
        /// <summary>The patient after it; null when nothing of the patient changed.</summary>
        public Patient? Patient { get; init; }

        /// <summary>All warnings after it, empty for none; null when they did not change.</summary>
        public IReadOnlyList<SubmissionWarning>? Warnings { get; init; }

        /// <summary>JSON pointers of the fields that changed.</summary>
        public IReadOnlyList<string>? Fields { get; init; }

        /// <summary>The referral judged with the data.</summary>
        public EligibilityResult? Eligibility { get; init; }

        /// <summary>What is still missing.</summary>
        public IReadOnlyList<MissingInformation>? Missing { get; init; }

        /// <summary>Code of the rule that the booked visit breaks by the data; null for none.</summary>
        public string? VisitRule { get; init; }

        internal override Referral? Apply(Referral state)
        {
            var referral = state.Case with
            {
                Missing = Missing ?? [.. state.Case.Missing.Where(m => !Items.Contains(m.What))],
                Eligibility = Eligibility ?? state.Case.Eligibility,
                Submission = SubmissionAfter(state.Case.Submission),
            };
            return state is Referral.InformationRequested
                ? new Referral.Received(referral.Unclaimed(), Clock)
                : (state with { Case = referral }).With(Clock);
        }

        private Submission SubmissionAfter(Submission known)
        {
            if (Patient is not null) known = known with { Patient = Patient };
            if (Warnings is not null) known = known with { Warnings = Warnings.Count == 0 ? null : Warnings };
            return Message is null ? known : known.WithNote(Message);
        }
    }

    /// <summary>Moved to another service line and evaluated by its rules.</summary>
    public sealed record Routed(ServiceLineId From, ServiceLineId To, ShownText? Reason,
        EligibilityResult Eligibility, IReadOnlyList<MissingInformation> Missing, Clock Clock) : ReferralEvent
    {
        /// <summary>The service lines in which it was before; null for none, and in an event of an older
        /// program.</summary>
        public IReadOnlyList<FormerLine>? FormerLines { get; init; }

        internal override Referral? Apply(Referral state) => new Referral.Received(state.Case.Unclaimed() with
        {
            ServiceLine = To, Eligibility = Eligibility, Missing = Missing,
            FormerLines = FormerLines ?? state.Case.FormerLines,
        }, Clock);
    }

    /// <summary>New priority and need-by; the running clock was recalculated.</summary>
    public sealed record Prioritized(Priority From, Priority To, Instant? NeedBy, string? Reason, Clock Clock)
        : ReferralEvent
    {
        internal override Referral? Apply(Referral state) =>
            (state with { Case = state.Case with { Priority = To, NeedBy = NeedBy } }).With(Clock);
    }

    /// <summary>The assignee was set or removed.</summary>
    public sealed record Assigned(string? To) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => state with { Case = state.Case with { AssignedTo = To } };
    }

    /// <summary>Ended without a visit: declined, redirected, withdrawn or unreachable.</summary>
    public sealed record Ended(Stage As, string Reason, string? To, Clock Clock) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) =>
            new Referral.Ended(state.Case.Unclaimed(), Clock, As, To is null ? Reason : $"{To}: {Reason}");
    }

    /// <summary>One contact attempt; does not change the stage.</summary>
    public sealed record PatientContacted(ContactAttemptRecord Attempt) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => state with
        {
            Case = state.Case with { ContactAttempts = [.. state.Case.ContactAttempts, Attempt] },
        };
    }

    /// <summary>The next contact attempt is due.</summary>
    public sealed record ContactDue(Clock Clock) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => new Referral.Contacting(state.Case, Clock);
    }

    /// <summary>The patient was reached and waits for a slot.</summary>
    public sealed record PatientReached(Clock Clock) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => new Referral.Waiting(state.Case, Clock);
    }

    /// <summary>A consent was given or withdrawn.</summary>
    public sealed record ConsentRecorded(Consent Consent) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => state with { Case = state.Case.With([Consent]) };
    }

    /// <summary>Slots are held and offered; they replace earlier holds of this referral.</summary>
    public sealed record SlotsOffered(IReadOnlyList<SlotGrant> Holds, Clock Clock) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => new Referral.Offered(state.Case, Clock, Holds);
    }

    /// <summary>The schedule ended a hold.</summary>
    public sealed record HoldLost(string HoldId, string Reason) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => state is Referral.Offered offered
            ? offered with { Holds = [.. offered.Holds.Where(h => h.Id != HoldId)] } : null;
    }

    /// <summary>The offer ended: <c>expired</c>, <c>declined</c> or <c>lost</c>.</summary>
    public sealed record OfferEnded(string How, string? Reason, Clock Clock) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) =>
            state is Referral.Offered ? new Referral.Waiting(state.Case, Clock) : null;
    }

    /// <summary>A visit is booked.</summary>
    public sealed record AppointmentBooked(SlotGrant Appointment, Instant At, Clock Clock) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) =>
            new Referral.Booked(state.Case.Unclaimed() with { NoShowClinician = null }, Clock, Appointment, At);
    }

    /// <summary>The visit was moved; the old slot was released.</summary>
    public sealed record AppointmentMoved(SlotGrant From, SlotGrant To, string? Reason, Instant At, Clock Clock)
        : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => state is Referral.Booked booked
            ? new Referral.Booked(booked.Case.Past(booked.Appointment.Id), Clock, To, At) : null;
    }

    /// <summary>The visit was cancelled; back to contacting.</summary>
    public sealed record AppointmentCancelled(string Reason, Clock Clock) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => state is Referral.Booked booked
            ? new Referral.Contacting(booked.Case.Past(booked.Appointment.Id), Clock) : null;
    }

    /// <summary>The patient confirmed the booked visit.</summary>
    public sealed record VisitConfirmed(Instant At) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) =>
            state is Referral.Booked booked ? booked with { ConfirmedAt = At } : null;
    }

    /// <summary>The patient arrived.</summary>
    public sealed record PatientArrived(Clock Clock) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => state is Referral.Booked booked
            ? new Referral.Arrived(booked.Case, Clock, booked.Appointment, booked.BookedAt) : null;
    }

    /// <summary>The visit took place.</summary>
    public sealed record VisitCompleted(string Outcome, IReadOnlyList<string> Documents, Clock Clock) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => state is Referral.Arrived arrived
            ? new Referral.Completed(WithDocuments(arrived.Case), Clock, arrived.Appointment, arrived.BookedAt, Outcome)
            : null;

        private ReferralCase WithDocuments(ReferralCase referral) => Documents.Count == 0 ? referral : referral with
        {
            Documents = [.. referral.Documents ?? [],
                .. Documents.Select(d => new ReferralDocument(d, ReferralDocument.Named, Clock.StartedAt))],
        };
    }

    /// <summary>The patient missed the visit; back to contacting.</summary>
    public sealed record PatientDidNotCome(string? Note, Clock Clock) : ReferralEvent
    {
        /// <summary>The clinician of the visit; null in events of an older program.</summary>
        public ClinicianId? Clinician { get; init; }

        internal override Referral? Apply(Referral state) => state is Referral.Booked { Case: var before } booked
            ? new Referral.Contacting(before.Past(booked.Appointment.Id) with
            {
                NoShows = before.NoShows + 1, NoShowClinician = Clinician,
            }, Clock)
            : null;
    }

    /// <summary>The source acknowledged the outcome.</summary>
    public sealed record SourceAcknowledged(Instant At, string? Note) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) =>
            state with { Case = state.Case with { SourceAcknowledgedAt = At } };
    }

    /// <summary>A nurse decided on an emergency that came up after the visit was booked: the visit stays.
    /// <paramref name="Overrule"/>: why.</summary>
    public sealed record ConcernDecided(string Overrule) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => state with
        {
            Case = state.Case with { Eligibility = state.Case.Eligibility with { OverruledBecause = Overrule } },
        };
    }

    /// <summary>The last decision was taken back. <paramref name="Before"/>: the state before it.
    /// <paramref name="Version"/>: the version that it had led to.</summary>
    public sealed record Undone(long Version, Referral Before) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) => Before;
    }

    /// <summary>A referral of an older version got its patient.</summary>
    public sealed record PatientAssigned(PatientId PatientId) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) =>
            state with { Case = state.Case with { PatientId = PatientId } };
    }

    /// <summary>The patient changed; before the visit the referral was judged anew.</summary>
    public sealed record PatientChanged(PatientCopy Copy) : ReferralEvent
    {
        /// <summary>JSON pointers of the fields that changed; null for none.</summary>
        public IReadOnlyList<string>? Fields { get; init; }

        /// <summary>The referral judged with the change; null when it was not judged.</summary>
        public EligibilityResult? Eligibility { get; init; }

        /// <summary>What is missing; null when it did not change.</summary>
        public IReadOnlyList<MissingInformation>? Missing { get; init; }

        /// <summary>The running clock; null when it did not change.</summary>
        public Clock? Clock { get; init; }

        /// <summary>Code of the rule that the booked visit breaks by the change; null for none.</summary>
        public string? VisitRule { get; init; }

        internal override Referral? Apply(Referral state)
        {
            var after = state with
            {
                Case = state.Case.With(Copy) with
                {
                    Eligibility = Eligibility ?? state.Case.Eligibility, Missing = Missing ?? state.Case.Missing,
                },
            };
            return Clock is null ? after : after.With(Clock);
        }
    }

    /// <summary>The target was missed; the clock rings again at <paramref name="RingsAt"/>.</summary>
    public sealed record TargetBreached(ClockKind Kind, Instant DueAt, int Rings, Instant RingsAt) : ReferralEvent
    {
        internal override Referral? Apply(Referral state) =>
            state.With(state.Clock! with { Rings = Rings, RingsAt = RingsAt });
    }
}
