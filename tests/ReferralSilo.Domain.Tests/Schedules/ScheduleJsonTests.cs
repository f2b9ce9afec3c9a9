using System.Text.Json;
using NodaTime;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

public sealed class ScheduleJsonTests
{
    [Fact]
    public void An_event_is_written_under_its_wire_name()
    {
        ScheduleEvent held =
            new ScheduleEvent.SlotHeld(new("h1"), Slot(9), new("r1"), default, Now + Duration.FromMinutes(10));

        Assert.Equal("slot-held", ScheduleJson.WireName(held));
        Assert.Equal(
            """{"event":"slot-held","hold":"h1","slot":"s_Aern4AAeYW1lcw","referral":"r1","visitType":"video","until":"2031-03-03T15:10:00Z"}""",
            JsonSerializer.Serialize(held, ScheduleJson.Options));
    }

    [Fact]
    public void A_weekly_window_is_written_in_words()
    {
        ScheduleEvent set =
            new ScheduleEvent.AvailabilitySet(
            [Period(Weekdays.Mon | Weekdays.Wed, 9, 12) with { ValidFrom = new LocalDate(2031, 3, 1) }]);

        Assert.Equal(
            """{"event":"availability-set","periods":[{"window":{"days":"mon, wed","from":"09:00:00","to":"12:00:00"},"validFrom":"2031-03-01"}]}""",
            JsonSerializer.Serialize(set, ScheduleJson.Options));
    }

    [Fact]
    public void What_limits_bookings_is_written_only_when_it_is_set()
    {
        ScheduleEvent plain = new ScheduleEvent.Defined(Profile());
        ScheduleEvent limited = new ScheduleEvent.Defined(Profile() with
        {
            Licences = [new("CO", new LocalDate(2031, 3, 1)), new("WY")],
            NoticeMinutes = 90,
            HorizonDays = 30,
            WeeklyLimit = 20,
        });

        Assert.Contains("\"licences\":[{\"state\":\"CO\",\"from\":\"2031-03-01\"},{\"state\":\"WY\"}],"
            + "\"noticeMinutes\":90,\"horizonDays\":30,\"weeklyLimit\":20", Json(limited), StringComparison.Ordinal);
        Assert.DoesNotContain("notice", Json(plain), StringComparison.Ordinal);
        Assert.Equal(limited, JsonSerializer.Deserialize<ScheduleEvent>(Json(limited), ScheduleJson.Options));
        Assert.Equal(plain, JsonSerializer.Deserialize<ScheduleEvent>(Json(plain), ScheduleJson.Options));

        static string Json(ScheduleEvent happened) => JsonSerializer.Serialize(happened, ScheduleJson.Options);
    }

    [Fact]
    public void Every_event_has_a_wire_name_and_no_name_is_used_twice()
    {
        var types = typeof(ScheduleEvent).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(ScheduleEvent))).ToList();
        var named = typeof(ScheduleEvent)
            .GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute), false)
            .Cast<System.Text.Json.Serialization.JsonDerivedTypeAttribute>().ToList();

        Assert.Equivalent(types, named.Select(n => n.DerivedType), strict: true);
        Assert.Equal(named.Count, named.Select(n => n.TypeDiscriminator).Distinct().Count());
        Assert.All(named, n => Assert.Matches("^[a-z]+(-[a-z]+)*$", (string)n.TypeDiscriminator!));
    }
}
