using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
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
            Patient(submitted.Patient), Preferences(submitted.Preferences), submitted.Payer,
                [.. submitted.Identifiers.Select(i => new IdentifierInput(i.System, i.Value, i.Type))],
            submitted.Trigger, referral.Eligibility with { Concern = EmergencyRules.Concern(referral.Eligibility) },
            referral.Missing, claim?.By, claim?.ExpiresAt.ToDateTimeOffset(), referral.AssignedTo,
            [.. offer?.Holds.Select(h => Hold(h, offer.Offer.DueAt)) ?? []], offer?.Offer.DueAt.ToDateTimeOffset(),
                state.ShownVisit(),
            referral.NoShows, referral.ContactAttempts,
                [.. referral.Consents.Select(x => new ConsentInput(x.Kind, x.Given, x.How, x.At?.ToDateTimeOffset()))],
            referral.Documents ?? [], [], Outcome(state), referral.SourceAcknowledgedAt?.ToDateTimeOffset(), null,
            possibleDuplicates ?? [], CommandTable.AllowedIn(state.Stage), referral.ReceivedAt.ToDateTimeOffset())
        {
            Warnings = submitted.Warnings ?? [], Order = submitted.Order, MemberId = submitted.MemberId,
            Emergency = EmergencyRules.Advice(referral),
            Asked = state is Referral.InformationRequested asked ? new AskedView(asked.Items, asked.Message) : null,
        };
    }

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
            : new(reason.Text, [.. reason.Codes.Select(c => new CodeInput(c.System, c.Code, c.Display))]);

    private static PatientInput Patient(Patient patient) => new(
        patient.Name.Given, patient.Name.Family, patient.BirthDate is { } born ? LocalDatePattern.Iso.Format(born)
            : null,
        patient.Location is { } at ? new LocationInput(at.Country, at.State) : null, patient.TimeZone, patient.Language,
        [.. patient.Phones.Select(p => p.E164)], patient.Email?.Value, patient.PreferredChannel,
        patient.Interpreter, patient.AccessNeeds)
    {
        Gender = patient.Gender, Address = patient.Address, Identifiers = patient.Identifiers,
        Contacts = patient.Contacts,
    };

    private static PreferencesInput? Preferences(Preferences? preferences) => preferences is null ? null : new(
        preferences.VisitType, [.. preferences.Times.Select(Window)], preferences.Clinician?.Value,
        preferences.LanguageRequired);

    private static TimeWindow Window(PreferredTime time) => new(
        [.. time.Days.Select(d => d.ToString()[..3].ToLowerInvariant())], CivilText.Text(time.From),
            CivilText.EndText(time.To));
}
