using System.Security.Cryptography;
using System.Text;
using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Schedules;

/// <summary>The visits of a clinician as a calendar (RFC 5545), without anything about patients.</summary>
public static class VisitCalendar
{
    private const int UidBytes = 16;

    private static readonly InstantPattern Utc = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");

    /// <summary>The booked and finished visits that the schedule has. Lines are shorter than 75 octets.</summary>
    public static string Write(Schedule schedule, Instant now)
    {
        var text = new StringBuilder();
        Line("BEGIN:VCALENDAR");
        Line("VERSION:2.0");
        Line("PRODID:-//ReferralSilo//Visits//EN");
        Line("METHOD:PUBLISH");
        foreach (var visit in schedule.Bookings)
        {
            Line("BEGIN:VEVENT");
            Line($"UID:{Uid(visit.Id)}@referralsilo");
            Line($"DTSTAMP:{Utc.Format(now)}");
            Line($"DTSTART:{Utc.Format(visit.Slot.Start)}");
            Line($"DTEND:{Utc.Format(visit.Slot.End)}");
            Line(visit.VisitType == VisitType.Phone ? "SUMMARY:Visit by phone" : "SUMMARY:Visit by video");
            Line("CLASS:PRIVATE");
            Line("END:VEVENT");
        }

        Line("END:VCALENDAR");
        return text.ToString();

        void Line(string line) => text.Append(line).Append("\r\n");
    }

    private static string Uid(BookingId id) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes("calendar " + id.Value)).AsSpan(0, UidBytes));
}
