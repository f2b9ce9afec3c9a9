using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Tests.Schedules;

/// <summary>Test schedules: Dr. Ames in Denver, weekdays 09:00–12:00, 30 minutes by video or phone.</summary>
internal static class ASchedule
{
    public static readonly ClinicianId Ames = new("ames");

    /// <summary>Monday 2031-03-03, 08:00 in Denver.</summary>
    public static readonly Instant Now = Utc("2031-03-03T15:00:00Z");

    public static readonly Weekdays Workdays = Weekdays.Mon | Weekdays.Tue | Weekdays.Wed | Weekdays.Thu | Weekdays.Fri;

    public static ClinicianProfile Profile(
        string id = "ames", string zone = "America/Denver", int minutes = 30, int buffer = 0, int? dailyLimit = null,
        string[]? states = null, string[]? languages = null, string[]? lines = null, int? minAge = null,
            int? maxAge = null) => new(
        new(id), "Dr. " + id, zone, [.. (lines ?? ["behavioral-health"]).Select(l => new ServiceLineId(l))], states
        ?? ["CO", "WY"],
        languages ?? ["en"], [new(VisitType.Video, minutes), new(VisitType.Phone, minutes)], buffer, minAge, maxAge,
        dailyLimit);

    public static AvailabilityPeriod Period(Weekdays days, int from, int to) =>
        new(new WeeklyWindow(days, new LocalTime(from, 0), to == 24 ? LocalTime.Midnight : new LocalTime(to, 0)), null,
            null, null);

    public static Schedule Free(ClinicianProfile? profile = null, params IReadOnlyList<AvailabilityPeriod> periods) =>
        new(profile ?? Profile(), periods.Count > 0 ? periods : [Period(Workdays, 9, 12)], [], [], [], [], []);

    /// <summary>A slot on Monday 2031-03-03 in Denver.</summary>
    public static SlotId Slot(int hour, int minute = 0, int minutes = 30, string clinician = "ames")
    {
        var start = CivilTime.At(new LocalDate(2031, 3, 3).At(new LocalTime(hour, minute)),
            CivilTime.FindZone("America/Denver")!);
        return SlotId.Create(new(clinician), start, start + Duration.FromMinutes(minutes));
    }

    public static Schedule After(this Schedule? state, params IReadOnlyList<ScheduleCommand> commands) =>
        state.AfterAt(Now, commands);

    /// <summary>The schedule after commands that must be accepted.</summary>
    public static Schedule AfterAt(this Schedule? state, Instant at, params IReadOnlyList<ScheduleCommand> commands)
    {
        foreach (var command in commands)
            state = ScheduleEvolver.Fold(state, Events(ScheduleDecider.Decide(state, command, at)));
        return state!;
    }

    public static IReadOnlyList<ScheduleEvent> Events(Decision<ScheduleEvent> decision) => decision switch
    {
        Decision<ScheduleEvent>.Accepted a => a.Events,
        Decision<ScheduleEvent>.Refused r => throw new Xunit.Sdk.XunitException($"Refused: {r.Refusal.Code}"),
        _ => throw new InvalidOperationException(),
    };

    public static string? Code(Decision<ScheduleEvent> decision) =>
        (decision as Decision<ScheduleEvent>.Refused)?.Refusal.Code;

    public static ScheduleCommand.Hold Hold(string id = "h1", SlotId? slot = null, string referral = "r1",
        int minutes = 10) =>
        new(new(id), slot ?? Slot(9), new(referral), null, Now + Duration.FromMinutes(minutes));

    public static ScheduleCommand.Book Book(string id = "b1", SlotId? slot = null, string referral = "r1",
        string? from = null) =>
        new(new(id), slot ?? Slot(9), new(referral), null, from is null ? null : new HoldId(from));

    public static Instant Utc(string text) => InstantPattern.General.Parse(text).Value;
}
