using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Tests.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Tests.Matching;

/// <summary>Test needs: a routine referral of a Colorado patient, received a day ago.</summary>
internal static class ANeed
{
    public static MatchNeed Waiting(
        string id = "r1", Priority priority = Priority.Routine, Duration? needBy = null, string? state = "CO",
            string? language = "en",
        bool languageRequired = false, int? age = 40, VisitType? visitType = null, string? clinician = null,
            Duration? waited = null,
        string line = "behavioral-health", params IReadOnlyList<WeeklyWindow> times) => new(
        new(new(id), new(line), state, age is { } years ? new LocalDate(2031 - years, 1, 1) : null, visitType,
            languageRequired ? [language ?? SlotNeed.UnknownLanguage] : null, needBy is { } by ? ASchedule.Now + by
                : null),
        "RS-" + id, priority, language, times, "America/Denver", clinician is null ? null : new ClinicianId(clinician),
        ASchedule.Now - (waited ?? Duration.FromDays(1)));

    public static WeeklyWindow Hours(Weekdays days, int from, int to) =>
        new(days, new LocalTime(from, 0), new LocalTime(to, 0));
}
