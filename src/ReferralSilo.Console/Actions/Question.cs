using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Actions;

/// <summary>What is asked before an action that cannot be taken back, or that hardly can be meant.</summary>
/// <param name="Title">Which patient.</param>
/// <param name="Text">What is unusual, or what follows.</param>
/// <param name="Yes">On the button that goes on.</param>
public sealed record Question(string Title, string Text, string Yes)
{
    /// <summary>
    /// The question, or null when the action needs none: a visit's action on the visit's own day, and everything that
    /// is neither about the visit nor final. Days are civil days in <paramref name="zone"/>.
    /// </summary>
    public static Question? Before(ActionSpec spec, ReferralView view, Zone zone, DateTimeOffset now, Names names)
    {
        if (spec.Visit && view.Appointment is { } visit && zone.Day(visit.Start) != zone.Day(now))
        {
            var days = zone.Day(visit.Start).DayNumber - zone.Day(now).DayNumber;
            var when = days switch { 1 => "tomorrow", -1 => "yesterday", > 0 => $"in {days} days", _ =>
                $"{-days} days ago" };
            return new($"{spec.Label}: {Patient(view)}?",
                $"The visit is not today. It is {when}: {Visit(visit, zone, names)}.", $"Yes, {Lower(spec.Label)}");
        }
        if (!spec.Final) return null;
        var of = view.Appointment is { } had ? $"The visit was {Visit(had, zone, names)}. " : "There was no visit. ";
        return new($"{spec.Label}: {Patient(view)}?", of + "Nothing can be done to the referral afterwards.",
            $"Yes, {Lower(spec.Label)}");
    }

    private static string Patient(ReferralView view) =>
        $"{PlainWords.Isolated($"{view.Patient.GivenName} {view.Patient.FamilyName}".Trim())}, {view.Number}";

    private static string Visit(AppointmentView visit, Zone zone, Names names) =>
        $"{zone.DayAndClock(visit.Start)} ({PlaceNames.Zone(zone.Name)}) by {PlainWords.Of(visit.VisitType)} with "
            + $"{PlainWords.Isolated(names.Clinician(visit.Clinician))}";

    private static string Lower(string label) => char.ToLowerInvariant(label[0]) + label[1..];
}
