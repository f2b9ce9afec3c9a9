using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Boards;

/// <summary>Converts a referral to its API view.</summary>
public static class ReferralViews
{
    /// <summary>The view of a committed state. Ended claims and holds are left out, whether or not their end is
    /// recorded. The caller supplies possible duplicates.</summary>
    public static ReferralView View(Referral state, long version, Instant now,
        IReadOnlyList<string>? possibleDuplicates = null)
    {
        var referral = state.Case;
        var submitted = referral.Submission;
        var claim = referral.Claim is { } c && now < c.ExpiresAt ? c : null;
        var offer = state is Referral.Offered o && now < o.Offer.DueAt ? o : null;
        return new ReferralView(
            referral.Id.Value, referral.Number, version, state.Stage, Clock(state.Clock),
            referral.ServiceLine == ServiceLineId.Unassigned ? null : referral.ServiceLine.Value, submitted.Model,
            submitted.Source?.Value, Tracking(submitted.Tracking), submitted.Channel, Referrer(submitted.Referrer),
            referral.Priority, referral.NeedBy?.ToDateTimeOffset(), Reason(submitted.Reason), submitted.VisitGoal,
            Patient(referral.Patient, referral.ShownPatient), Preferences(submitted.Preferences), submitted.Payer,
            [.. submitted.Identifiers.Select(i => new IdentifierInput(i.System, i.Value, i.Type))],
            submitted.Trigger, Eligibility(UnassignedLine.Shown(referral.ServiceLine, referral.Eligibility)),
            [.. referral.Missing.Select(m => new MissingItem(m.What, m.From))], claim?.By,
            claim?.ExpiresAt.ToDateTimeOffset(), referral.AssignedTo,
            [.. offer?.Holds.Select(h => Hold(h, offer.Offer.DueAt)) ?? []], offer?.Offer.DueAt.ToDateTimeOffset(),
            Visit(state), referral.NoShows, [.. referral.ContactAttempts.Select(Attempt)],
            [.. referral.Consents.Select(Consent)],
            [.. (referral.Documents ?? []).Select(Document)], [], Outcome(state),
            referral.SourceAcknowledgedAt?.ToDateTimeOffset(), null,
            possibleDuplicates ?? [], Actions(state, now), referral.ReceivedAt.ToDateTimeOffset())
        {
            Warnings = Warnings(referral),
            Order = Order(submitted.Order), MemberId = submitted.MemberId,
            Emergency = EmergencyRules.Advice(referral),
            ClaimedByDesk = claim is { MayTriage: false } ? true : null, TakenOverFrom = claim?.TakenFrom,
            AsSent = ReferenceEquals(referral.Patient, submitted.Patient) && referral.OwnConsents is null
                && referral.ShownPatient == referral.PatientId ? null
                : new AsSentView(Patient(submitted.Patient, referral.PatientId), [.. referral.Own.Select(Consent)]),
            SafeContact = referral.Copy?.SafeContact is { } safe ? Safe(safe) : null,
            Deceased = referral.Copy?.DeceasedAt is null ? null : true,
            OnCall = referral.OnCall is { } run ? OnCallViews.Of(run, ReferralOnCall.IsNeeded(state)) : null,
            MayHaveDied = referral.Copy?.DeathSuspectedAt is null ? null : true,
            NoShowClinician = state.BookedSlot() is null ? referral.NoShowClinician?.Value : null,
            Private = MessageReceivers.TopicOf(state.Case) is null ? null : true,
            Asked = state is Referral.InformationRequested asked ? new AskedView(asked.Items, asked.Message) : null,
        };
    }

    /// <summary>The commands of the stage. After a visit, and long after its end, a referral is not opened
    /// again.</summary>
    private static IReadOnlyList<string> Actions(Referral state, Instant now)
    {
        var all = CommandTable.AllowedIn(state.Stage);
        return !all.Contains(ReopenName) || ReferralReopening.MayReopen(state, now) ? all
            : [.. all.Where(name => name != ReopenName)];
    }

    private static readonly string ReopenName = CommandTable.Name(new Reopen(""));

    /// <summary>The warnings of the intake. That no service line takes it is not stored: it ends when it is
    /// routed.</summary>
    private static IReadOnlyList<IntakeWarning> Warnings(ReferralCase referral) =>
    [
        .. referral.ServiceLine == ServiceLineId.Unassigned
            ? [new IntakeWarning("/serviceLine", UnassignedLine.WarningCode)] : Array.Empty<IntakeWarning>(),
        .. (referral.Submission.Warnings ?? []).Select(w => new IntakeWarning(w.Field, w.Code, w.Value)),
    ];

    /// <summary>The eligibility in words; the rules' sentences are in English.</summary>
    private static EligibilityView Eligibility(EligibilityResult stored) => new(
        stored.Outcome, [.. stored.Rules.Select(r => new RuleAnswer(r.Rule, r.Passed, RuleSentences.Of(r)))],
        stored.Redirect is { } redirect ? RuleSentences.Of(redirect) : null,
        stored.Suggestions is { } lines ? [.. lines.Select(l => l.Value)] : null, stored.OverruledBecause,
        stored.Concern);

    private static AppointmentView? Visit(Referral state) => state switch
    {
        Referral.Booked s => Visit(s.Appointment, s.BookedAt, s.ConfirmedAt),
        Referral.Arrived s => Visit(s.Appointment, s.BookedAt),
        Referral.Completed s => Visit(s.Appointment, s.BookedAt),
        Referral.Closed { Appointment: { } slot, BookedAt: { } at } => Visit(slot, at),
        _ => null,
    };

    private static AppointmentView Visit(SlotGrant slot, Instant bookedAt, Instant? confirmedAt = null) => new(
        slot.Slot, slot.Clinician.Value, slot.Start.ToDateTimeOffset(), slot.End.ToDateTimeOffset(), slot.VisitType,
        bookedAt.ToDateTimeOffset(), confirmedAt?.ToDateTimeOffset());

    private static ContactAttemptView Attempt(ContactAttemptRecord attempt) =>
        new(attempt.Channel, attempt.Outcome, attempt.Note, attempt.At.ToDateTimeOffset(), attempt.By);

    private static DocumentView Document(ReferralDocument document) =>
        new(document.Kind, document.Status, document.At.ToDateTimeOffset());

    private static OrderInput? Order(OrderDetails? order) => order is null ? null : new(order.AuthoredOn,
        order.Categories is { } categories ? [.. categories.Select(Concept)] : null,
        order.Service is { } service ? Concept(service) : null);

    private static ConceptInput Concept(CodedConcept concept) =>
        new(concept.Text, concept.Codes is { } codes ? [.. codes.Select(Code)] : null);

    private static CodeInput Code(ConceptCode code) => new(code.System, code.Code, code.Display);

    private static string? Outcome(Referral state) => state switch
    {
        Referral.Completed s => s.Outcome,
        Referral.Ended s => s.Reason,
        Referral.Closed s => s.Outcome,
        _ => null,
    };

    private static ClockView? Clock(Clock? clock) =>
        clock is null ? null : new(clock.Kind, clock.DueAt.ToDateTimeOffset(), clock.Breached);

    private static HoldView Hold(SlotGrant hold, Instant expires) => new(
        hold.Slot, hold.Clinician.Value, hold.Start.ToDateTimeOffset(), hold.End.ToDateTimeOffset(), hold.VisitType,
        expires.ToDateTimeOffset());

    private static TrackingInput? Tracking(Tracking? tracking) =>
        tracking is null ? null : new(tracking.Code, tracking.Form,
        tracking.Utm is { } utm ? new UtmInput(utm.Source, utm.Medium, utm.Campaign, utm.Term, utm.Content) : null);

    private static ReferrerInput? Referrer(Referrer? referrer) =>
        referrer is null ? null
            : new(referrer.Name, referrer.Npi?.Value, referrer.Phone?.E164) { Practice = referrer.Practice };

    private static ReasonInput? Reason(Reason? reason) =>
        reason is null ? null
            : new(reason.Text, [.. reason.Codes.Select(Code)]);

    /// <summary>A consent in an answer.</summary>
    public static ConsentInput Consent(Consent consent) =>
        new(consent.Kind, consent.Given, consent.How, consent.At?.ToDateTimeOffset())
        {
            Purpose = consent.Purpose, Wording = consent.Wording,
        };

    /// <summary>A safe-to-contact note in an answer.</summary>
    public static SafeContactInput Safe(SafeContact safe) =>
        new(safe.NoVoicemail, safe.Phone?.E164, safe.Hours, safe.Note);

    /// <summary>A patient in an answer.</summary>
    public static PatientInput Patient(Patient patient, PatientId? id) => new(
        patient.Name.Given, patient.Name.Family, patient.BirthDate is { } born ? LocalDatePattern.Iso.Format(born)
            : null,
        patient.Location is { } at ? new LocationInput(at.Country, at.State) : null, patient.TimeZone, patient.Language,
        [.. patient.Phones.Select(p => p.E164)], patient.Email?.Value, patient.PreferredChannel,
        patient.Interpreter, patient.AccessNeeds)
    {
        Id = id?.Value, Gender = patient.Gender,
        Address = patient.Address is { } address ? new(address.Lines, address.City, address.PostalCode) : null,
        Identifiers = patient.Identifiers is { } identifiers
            ? [.. identifiers.Select(i => new PatientIdentifierInput(i.Value, i.System, i.Type))] : null,
        Contacts = patient.Contacts is { } contacts
            ? [.. contacts.Select(c => new RelatedPersonInput(c.Name, c.Relationship, c.Phone, c.Email))] : null,
    };

    private static PreferencesInput? Preferences(Preferences? preferences) => preferences is null ? null : new(
        preferences.VisitType, [.. preferences.Times.Select(Window)], preferences.Clinician?.Value,
        preferences.LanguageRequired);

    private static TimeWindow Window(PreferredTime time) => new(
        [.. time.Days.Select(d => d.ToString()[..3].ToLowerInvariant())], CivilText.Text(time.From),
            CivilText.EndText(time.To));
}
