using NodaTime;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Parsing;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>Parses time off or extra time of the API, or returns all errors by JSON pointer.</summary>
public static class ExceptionParser
{
    /// <summary>Parses an exception of at most <see cref="ScheduleLimits.ExceptionDays"/> days.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="input">The input.</param>
    /// <param name="zone">The clinician's zone, for civil days.</param>
    public static (ScheduleException? Value, IReadOnlyDictionary<string, string[]> Errors) Parse(ExceptionId id,
        ExceptionInput input, DateTimeZone zone)
    {
        var errors = new FieldErrors();
        var civil = input is { FirstDay: null, LastDay: null, FromTime: null, ToTime: null }
            ? null : Civil(input, errors);
        if (civil is null && errors.IsEmpty)
        {
            if (input.From is null) errors.Add("/from", "Is required, or firstDay.");
            if (input.To is null) errors.Add("/to", "Is required, or firstDay.");
        }

        if (input.Reason is not null)
            errors.Text("/reason", input.Reason, ScheduleLimits.ReasonLength);
        if (!errors.IsEmpty)
            return (null, errors.ToDictionary());
        var (from, to) = civil is null
            ? (Instant.FromDateTimeOffset(input.From!.Value), Instant.FromDateTimeOffset(input.To!.Value))
            : (civil.Start(zone), civil.End(zone));
        var end = civil is null ? "/to" : civil.To is null ? "/lastDay" : "/toTime";
        if (from >= to)
            errors.Add(end, civil is null ? "Must be later than from."
                : "Must be later than the begin. Clocks may skip these times on that day.");
        else if (to - from > Duration.FromDays(ScheduleLimits.ExceptionDays))
            errors.Add(civil is null ? end : "/lastDay",
                $"Must be at most {ScheduleLimits.ExceptionDays} days later than the begin.");
        else if (to >= SlotId.StartsBefore)
            errors.Add(civil is null ? end : "/lastDay", "Must be before the year 2200.");
        return errors.IsEmpty
            ? (new ScheduleException(id, from, to, input.Available, input.Reason) { Civil = civil },
                errors.ToDictionary())
            : (null, errors.ToDictionary());
    }

    private static CivilPeriod? Civil(ExceptionInput input, FieldErrors errors)
    {
        if (input.From is not null) errors.Add("/from", "Must be absent with civil days.");
        if (input.To is not null) errors.Add("/to", "Must be absent with civil days.");
        if (input.FirstDay is null) errors.Add("/firstDay", "Is required.");
        var first = CivilText.Date(input.FirstDay, errors, "/firstDay");
        var last = CivilText.Date(input.LastDay, errors, "/lastDay") ?? first;
        var from = input.FromTime is null ? null : CivilText.TimeOfDay(input.FromTime, errors, "/fromTime");
        var to = input.ToTime is null or "24:00" ? null : CivilText.TimeOfDay(input.ToTime, errors, "/toTime");
        if (first is not { } firstDay || last is not { } lastDay || !errors.IsEmpty)
            return null;
        // Later days have no instant in every zone.
        if (firstDay.Year is < 1970 or >= 2200) errors.Add("/firstDay", "Must be between the years 1970 and 2200.");
        if (lastDay.Year >= 2200) errors.Add("/lastDay", "Must be before the year 2200.");
        if (lastDay < firstDay) errors.Add("/lastDay", "Must not be earlier than firstDay.");
        else if (lastDay == firstDay && to is { } end && end <= (from ?? LocalTime.Midnight))
            errors.Add("/toTime", "Must be later than fromTime.");
        return errors.IsEmpty ? new CivilPeriod(firstDay, lastDay, from, to) : null;
    }
}
