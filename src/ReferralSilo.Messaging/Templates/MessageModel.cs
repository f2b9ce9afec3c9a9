using System.Globalization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Templates;

namespace ReferralSilo.Messaging.Templates;

/// <summary>The values that a text may name.</summary>
internal static class MessageModel
{
    private static readonly Instant SampleStart = Instant.FromUtc(2030, 9, 25, 20, 30);

    /// <summary>All names, in the order in which they are listed for authors.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["clinic", "first_name", "phone", "hours", "link", "day", "time", "clinician", "visit", "until_day",
            "until_time", "minutes", "number", "milestone"];

    /// <summary>The longest real values of each kind, for previews and the count of parts.</summary>
    public static MessageValues Samples(MessageSettings settings) => new(
        Longer(settings.Clinic, "Rocky Mountain Telehealth Clinic"), "Maria Guadalupe", "+13035550100",
        "Monday to Friday, 8 AM to 6 PM",
        // A token of 256 bits in base64url has 43 characters.
        $"{Longer(settings.PatientPage, "https://referrals.clinic.example.org/p")}#{new string('k', 43)}",
        SampleStart, DateTimeZoneProviders.Tzdb["America/Denver"], "Dr. Alexandra Fitzgerald", VisitType.Video,
        SampleStart + Duration.FromHours(2), 120, "RS-7F3K-9Q2M", "the visit took place");

    /// <summary>The longest values that a message of this kind can have here. What the program does not fill for it,
    /// and what the clinic has not set, is not there.</summary>
    public static MessageValues Most(MessageSettings settings, MessageOccasion occasion, MessageChannel channel)
    {
        var (all, parts) = (Samples(settings), TemplateParts.Required(occasion, channel));
        var (hasVisit, forPatient) = (parts.Contains(TemplatePart.Day), TemplateParts.IsForPatient(occasion));
        return all with
        {
            FirstName = channel == MessageChannel.Email && forPatient ? all.FirstName : null,
            Phone = settings.Phone is null || !forPatient ? null : all.Phone,
            Hours = settings.OpeningHours is null || !forPatient ? null : Longer(settings.OpeningHours, all.Hours!),
            Start = hasVisit ? all.Start : null, VisitType = hasVisit ? all.VisitType : null, Clinician = null,
            Until = parts.Contains(TemplatePart.Until) ? all.Until : null,
            Minutes = parts.Contains(TemplatePart.Minutes) ? all.Minutes : null,
            Number = parts.Contains(TemplatePart.Number) ? all.Number : null,
            Milestone = parts.Contains(TemplatePart.Milestone) ? all.Milestone : null,
        };
    }

    /// <summary>A made-up patient of this clinic: what such a message has here, with its usual length.</summary>
    public static MessageValues Patient(MessageSettings settings, MessageOccasion occasion, MessageChannel channel)
    {
        var most = Most(settings, occasion, channel);
        return most with
        {
            Clinic = settings.Clinic, FirstName = most.FirstName is null ? null : "Ana",
            Phone = most.Phone is null ? null : settings.Phone,
            Hours = most.Hours is null ? null : settings.OpeningHours,
            Link = most.Link is null ? null : $"{settings.PatientPage}#{new string('k', 43)}",
            Minutes = most.Minutes is null ? null : 20,
        };
    }

    /// <summary>The values as texts; a value that is not there has no entry.</summary>
    public static Dictionary<string, string> Of(MessageValues values, string language, MessageChannel channel)
    {
        var words = new MessageWords(language, channel);
        var zone = values.Zone;
        var model = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("clinic", values.Clinic);
        Add("first_name", values.FirstName);
        Add("phone", values.Phone is { } phone ? MessageWords.Phone(phone) : null);
        Add("hours", values.Hours);
        Add("link", values.Link);
        if (zone is not null && values.Start is { } start)
        {
            Add("day", words.Day(start, zone));
            Add("time", words.Time(start, zone));
        }
        Add("clinician", values.Clinician);
        Add("visit", values.VisitType is { } visit ? words.Visit(visit) : null);
        if (zone is not null && values.Until is { } until)
        {
            Add("until_day", words.Day(until, zone));
            Add("until_time", words.Time(until, zone));
        }
        Add("minutes", values.Minutes?.ToString(CultureInfo.InvariantCulture));
        Add("number", values.Number);
        Add("milestone", values.Milestone);
        return model;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value)) model[name] = value;
        }
    }

    private static string Longer(string one, string other) => one.Length > other.Length ? one : other;
}
