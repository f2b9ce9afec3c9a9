using System.Globalization;
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
        ? $"{Root}/{schedule.Clinician}/{File(schedule.Clinician, feed.Generation)}" : null);

    /// <summary>The calendar of an address; null for an address that does not work.</summary>
    public async Task<string?> Read(string clinician, string file)
    {
        // The secret is compared before anything is read: anyone may call this, with any id.
        var dash = file.IndexOf('-', StringComparison.Ordinal);
        if (!ChosenId.IsValid(clinician) || dash < 0
            || !int.TryParse(file.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(file),
                Encoding.UTF8.GetBytes(File(new ClinicianId(clinician), generation)))
            || await calls.Read(() => grains.GetGrain<IScheduleGrain>(clinician).Show()) is not { State: var schedule }
            || schedule.Feed != new CalendarFeed(generation, IsOpen: true))
            return null;
        return VisitCalendar.Write(schedule, clock.GetCurrentInstant());
    }

    private string File(ClinicianId clinician, int generation) => string.Create(CultureInfo.InvariantCulture,
        $"{generation}-{hash.Text("calendar-feed", $"{clinician} {generation}")}{FileType}");
}
