using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using NodaTime;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Host.Tests.Architecture;

/// <summary>All code uses the time zone database of NodaTime, not that of the machine.</summary>
public sealed partial class TimeZoneDatabaseTests
{
    [Theory]
    [InlineData("Contracts")]
    [InlineData("Domain")]
    [InlineData("Storage")]
    [InlineData("Grains")]
    [InlineData("Console")]
    [InlineData("Api")]
    [InlineData("Fhir")]
    [InlineData("Messaging")]
    [InlineData("Identity")]
    [InlineData("Demo")]
    [InlineData("Host")]
    public void No_project_uses_the_time_zones_of_the_machine(string project)
    {
        using var file = File.OpenRead(System.Reflection.Assembly.Load($"ReferralSilo.{project}").Location);
        using var image = new PEReader(file);
        var read = image.GetMetadataReader();
        var types = read.TypeReferences.Select(read.GetTypeReference).Select(t => read.GetString(t.Name));
        var members = read.MemberReferences.Select(read.GetMemberReference).Select(m => read.GetString(m.Name));

        Assert.DoesNotContain("TimeZoneInfo", types);
        Assert.Empty(members.Intersect(["ToLocalTime", "GetLocalNow", "get_LocalTimeZone", "FindSystemTimeZoneById"]));
        var sources =
            Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, "src", $"ReferralSilo.{project}"), "*.*",
                SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is ".cs" or ".razor"
                && !f.Contains("/obj/") && !f.Contains("/bin/"));
        Assert.DoesNotContain(sources, f => MachineTime().IsMatch(File.ReadAllText(f)));
    }

    [Theory]
    [InlineData("America/Vancouver", -7)]
    [InlineData("America/Phoenix", -7)]
    [InlineData("US/Mountain", -7)]
    [InlineData("America/Denver", -7)]
    [InlineData("America/Mexico_City", -6)]
    public void A_visit_at_nine_is_shown_at_nine_on_the_schedule_and_on_screens(string zone, int hoursInJanuary)
    {
        foreach (var day in (LocalDate[])[new(2027, 1, 11), new(2027, 7, 12), new(2026, 11, 30)])
        {
            var (profile, _) = ClinicianParser.Profile(new("dr"), new ClinicianInput("Dr.", zone, ["line"], ["CO"]));
            var (periods, _) = ClinicianParser.Availability(new([new(["mon"], "09:00", "09:30")]));
            var now = CivilTime.StartOf(day, profile!.Zone);
            var schedule = new Schedule(profile, periods!, [], [], [], [], []);
            var entry = ScheduleViews.Entries(schedule, 1, new Interval(now, now + Duration.FromDays(1)), now,
                true).Entries.Single();

            Assert.Equal("09:00", Zone.Find(zone).Clock(entry.Start));
            Assert.Equal(9 * 60, Zone.Find(zone).MinuteOfDay(entry.Start));
            Assert.Equal((day.Year, day.Month, day.Day),
                (Zone.Find(zone).Day(entry.Start).Year, Zone.Find(zone).Day(entry.Start).Month, Zone.Find(zone)
                .Day(entry.Start).Day));
            Assert.Equal(CivilTime.At(day.At(new LocalTime(9, 0)), CivilTime.FindZone(zone)!).ToDateTimeOffset(),
                entry.Start.ToUniversalTime());
            if (day.Month == 1) Assert.Equal(9 - hoursInJanuary, entry.Start.UtcDateTime.Hour);
        }
    }

    [Fact]
    public void A_zone_alias_means_its_zone() =>
        Assert.Equal(Zone.Find("America/Denver").Clock(DateTimeOffset.UnixEpoch.AddYears(60)), Zone.Find("US/Mountain")
            .Clock(DateTimeOffset.UnixEpoch.AddYears(60)));

    [Theory]
    [InlineData("America/Atlantis")]
    [InlineData("america/denver")]
    [InlineData("Mountain Standard Time")]
    [InlineData("")]
    public void An_unknown_zone_is_refused(string zone)
    {
        Assert.Contains("/timeZone",
            ClinicianParser.Profile(new("dr"), new ClinicianInput("Dr.", zone, ["line"], ["CO"])).Errors.Keys);
        Assert.Contains("/timeZone",
            ServiceLineParser.Parse(new ServiceLineId("line"), 1, new ServiceLineInput("Line", zone)).Errors.Keys);
        Assert.Equal("UTC", Zone.Find(zone).Name);
    }

    [GeneratedRegex(@"\bTimeZoneInfo\b|\.ToLocalTime\(|\bGetLocalNow\(|\bDateTime(Offset)?\.(Now|Today)\b")]
    private static partial Regex MachineTime();
}
