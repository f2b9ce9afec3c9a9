using System.Security.Cryptography;
using System.Text;
using NodaTime;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Api.Capacity;

/// <summary>The calendar feeds of clinicians. The secret of an address is a keyed hash of the clinician and the
/// generation of the feed, so nothing secret is stored, and an ended address never works again.</summary>
public sealed class CalendarFeeds(KeyedHash hash, IGrainFactory grains, GrainCalls calls, IClock clock)
{
    /// <summary>Beginning of the addresses of feeds.</summary>
    public const string Root = "/calendar";

    private const string FileType = ".ics";

    /// <summary>The feed of a schedule, with its address.</summary>
    public CalendarFeedView View(Schedule schedule) => new(schedule.Feed is { IsOpen: true } feed
        ? $"{Root}/{schedule.Clinician}/{Secret(schedule.Clinician, feed)}{FileType}" : null);

    /// <summary>The calendar of an address; null for an address that does not work.</summary>
    public async Task<string?> Read(string clinician, string file)
    {
        if (!ChosenId.IsValid(clinician)
            || await calls.Read(() => grains.GetGrain<IScheduleGrain>(clinician).Show()) is not { State: var schedule }
            || schedule.Feed is not { IsOpen: true } feed
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(file),
                Encoding.UTF8.GetBytes(Secret(schedule.Clinician, feed) + FileType)))
            return null;
        return VisitCalendar.Write(schedule, clock.GetCurrentInstant());
    }

    private string Secret(ClinicianId clinician, CalendarFeed feed) =>
        hash.Text("calendar-feed", $"{clinician} {feed.Generation}");
}
