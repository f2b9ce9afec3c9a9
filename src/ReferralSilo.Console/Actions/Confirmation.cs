using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Actions;

/// <summary>The confirmation before an action that cannot be undone or is probably a mistake.</summary>
/// <param name="Title">The action and the patient.</param>
/// <param name="Text">What is unusual, or what the action causes.</param>
/// <param name="ConfirmText">The text of the button that runs the action.</param>
public sealed record Confirmation(string Title, string Text, string ConfirmText)
{
    /// <summary>
    /// Returns null when the action needs no confirmation: an action about the visit on the day of the visit, and
    /// any action that neither concerns the visit nor is final. Days are civil days in <paramref name="zone"/>.
    /// </summary>
    public static Confirmation? For(ActionSpec spec, ReferralView view, Zone zone, DateTimeOffset now, Names names)
    {
        if (spec.ConcernsVisit && view.Appointment is { } visit && zone.Day(visit.Start) != zone.Day(now))
        {
            var days = zone.Day(visit.Start).DayNumber - zone.Day(now).DayNumber;
            var when = days switch
            {
                1 => "tomorrow",
                -1 => "yesterday",
                > 0 => $"in {days} days",
                _ => $"{-days} days ago",
            };
            return new($"{spec.Label}: {Patient(view)}?",
                $"The visit is not today. It is {when}: {Visit(visit, zone, names)}.", $"Yes, {Lower(spec.Label)}");
        }
        if (!spec.Final) return null;
        var visitText =
            view.Appointment is { } past ? $"The visit was {Visit(past, zone, names)}." : "There was no visit.";
        return new($"{spec.Label}: {Patient(view)}?",
            $"{visitText} Nothing can be done to the referral afterwards.", $"Yes, {Lower(spec.Label)}");
    }

    private static string Patient(ReferralView view) =>
        $"{PlainWords.Isolated($"{view.Patient.GivenName} {view.Patient.FamilyName}".Trim())}, {view.Number}";

    private static string Visit(AppointmentView visit, Zone zone, Names names) =>
        $"{zone.DayAndClock(visit.Start)} ({PlaceNames.Zone(zone.Name)}) by {PlainWords.Text(visit.VisitType)} with "
            + $"{PlainWords.Isolated(names.Clinician(visit.Clinician))}";

    private static string Lower(string label) => char.ToLowerInvariant(label[0]) + label[1..];
}
