using System.Globalization;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Parsing;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Schedules;

/// <summary>Parses clinician input of the API to valid values, or returns all errors by JSON pointer.</summary>
public static class ClinicianParser
{
    private static readonly IReadOnlyList<string> DefaultLanguages = ["en"];
    private static readonly IReadOnlyList<VisitDuration> DefaultVisitTypes =
        [new(VisitType.Video, 30), new(VisitType.Phone, 30)];

    /// <summary>Parses a profile. Defaults: language <c>en</c>; visits of 30 minutes by video and phone.</summary>
    public static (ClinicianProfile? Value, IReadOnlyDictionary<string, string[]> Errors) Profile(ClinicianId id,
        ClinicianInput input)
    {
        var errors = new FieldErrors();
        errors.Text("/name", input.Name, ScheduleLimits.NameLength);
        if (CivilTime.FindZone(input.TimeZone) is null)
            errors.Add("/timeZone", "Must be an IANA time zone such as America/Denver.");
        Each("/serviceLines", input.ServiceLines, ChosenId.IsValid,
            "Must be a service line id such as behavioral-health.", errors);
        Each("/licensedStates", input.LicensedStates, s =>
            UsStates.IsValid(s.ToUpperInvariant()), "Must be a two-letter US state such as CO.", errors);
        Each("/languages", input.Languages, l =>
            Languages.Canonical(l) is not null, "Must be a language such as en, es-MX or Spanish.", errors);
        Each("/interpreters", input.Interpreters, l =>
            Languages.Canonical(l) is not null, "Must be a language such as vi or Vietnamese.", errors);
        Each("/meetsAccessNeeds", input.MeetsAccessNeeds, n => AccessNeeds.Canonical(n) is not null,
            $"Must be one of {string.Join(", ", AccessNeeds.All)}.", errors);
        if (input.Join?.Video is { } video && !IsRoom(video))
            errors.Add("/join/video",
                $"Must be an https address with {VisitJoin.Placeholder} once in its path or query.");
        VisitTypes(input.VisitTypes, errors);
        errors.Range("/bufferMinutes", input.BufferMinutes, 0, ScheduleLimits.BufferMinutes, "minutes");
        errors.Range("/minAge", input.MinAge, 0, ScheduleLimits.Age, "years");
        errors.Range("/maxAge", input.MaxAge, 0, ScheduleLimits.Age, "years");
        errors.Range("/dailyLimit", input.DailyLimit, 1, ScheduleLimits.DailyLimit, "visits");
        errors.Range("/weeklyLimit", input.WeeklyLimit, 1, ScheduleLimits.WeeklyLimit, "visits");
        errors.Limits("", input);
        if (input.Notice is { } notice && notice.Ticks % TimeSpan.TicksPerMinute != 0)
            errors.Add("/notice", "Must be whole minutes.");
        if (input.Horizon is { } horizon && horizon.Ticks % TimeSpan.TicksPerDay != 0)
            errors.Add("/horizon", "Must be whole days.");
        var licences = LicenceParser.Licences(input, errors);
        if (input.MinAge > input.MaxAge)
            errors.Add("/maxAge", "Must not be lower than minAge.");
        if (!errors.IsEmpty)
            return (null, errors.ToDictionary());
        return (new ClinicianProfile(id, input.Name, input.TimeZone,
            [.. input.ServiceLines.Select(l => new ServiceLineId(l))],
            [.. (licences?.Select(l => l.State) ?? input.LicensedStates.Select(s => s.ToUpperInvariant())).Distinct()],
            input.Languages is { Count: > 0 } ? [.. input.Languages.Select(l => Languages.Canonical(l)!).Distinct()]
                : DefaultLanguages,
            input.VisitTypes is { Count: > 0 } lengths
                ? [.. lengths.Select(v => new VisitDuration(v.VisitType, v.Minutes)
                {
                    BeforeMinutes = (int?)v.BufferBefore?.TotalMinutes,
                    AfterMinutes = (int?)v.BufferAfter?.TotalMinutes,
                })] : DefaultVisitTypes,
            input.BufferMinutes, input.MinAge, input.MaxAge, input.DailyLimit,
            input.Interpreters is { Count: > 0 }
                ? [.. input.Interpreters.Select(l => Languages.Canonical(l)!).Distinct()] : null)
        {
            Licences = licences,
            NoticeMinutes = (int?)input.Notice?.TotalMinutes,
            HorizonDays = (int?)input.Horizon?.TotalDays,
            WeeklyLimit = input.WeeklyLimit,
            Join = input.Join is { } join && join != new JoinDetails() ? new VisitJoin(join.Video, join.Phone) : null,
            MeetsAccessNeeds = input.MeetsAccessNeeds is { } met
                ? [.. met.Select(n => AccessNeeds.Canonical(n)!).Distinct()] : null,
        }, errors.ToDictionary());
    }

    /// <summary>Parses recurring availability; <c>validFrom</c> inclusive, <c>validTo</c> exclusive.</summary>
    public static (IReadOnlyList<AvailabilityPeriod>? Value,
        IReadOnlyDictionary<string, string[]> Errors) Availability(AvailabilityInput input)
    {
        var errors = new FieldErrors();
        errors.Count("/windows", input.Windows, ScheduleLimits.WindowsMost);
        var periods = new List<AvailabilityPeriod>();
        foreach (var (i, window) in (input.Windows ?? []).Index())
        {
            var pointer = string.Create(CultureInfo.InvariantCulture, $"/windows/{i}");
            var weekly = CivilText.Window(window.Days, window.From, window.To, errors, pointer);
            var from = CivilText.Date(window.ValidFrom, errors, pointer + "/validFrom");
            var to = CivilText.Date(window.ValidTo, errors, pointer + "/validTo");
            if (from >= to)
                errors.Add(pointer + "/validTo", "Must be later than validFrom.");
            if (weekly is { } parsed)
                periods.Add(new AvailabilityPeriod(parsed, from, to, window.VisitTypes is { Count: > 0 }
                    ? window.VisitTypes : null));
        }
        return errors.IsEmpty ? (periods, errors.ToDictionary()) : (null, errors.ToDictionary());
    }

    private static bool IsRoom(string address)
    {
        var parts = address.Split(VisitJoin.Placeholder);
        return parts.Length == 2 && Uri.TryCreate(string.Join('x', parts), UriKind.Absolute, out var uri)
            && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0
            // The host must not depend on the appointment.
            && Uri.TryCreate(parts[0], UriKind.Absolute, out var before) && before.Host == uri.Host
            && parts[0].Length > before.GetLeftPart(UriPartial.Authority).Length;
    }

    private static void VisitTypes(IReadOnlyList<VisitLength>? lengths, FieldErrors errors)
    {
        errors.Count("/visitTypes", lengths, ScheduleLimits.ProfileEntries);
        foreach (var (i, length) in (lengths ?? []).Index())
        {
            var pointer = string.Create(CultureInfo.InvariantCulture, $"/visitTypes/{i}");
            errors.Range(pointer + "/minutes", length.Minutes, ScheduleLimits.VisitMinutesLeast,
                ScheduleLimits.VisitMinutesMost, "minutes");
            errors.Limits(pointer, length);
            if (length.BufferBefore is { } before && before.Ticks % TimeSpan.TicksPerMinute != 0)
                errors.Add(pointer + "/bufferBefore", "Must be whole minutes.");
            if (length.BufferAfter is { } after && after.Ticks % TimeSpan.TicksPerMinute != 0)
                errors.Add(pointer + "/bufferAfter", "Must be whole minutes.");
            if (lengths!.Take(i).Any(l => (l.VisitType, l.Minutes) == (length.VisitType, length.Minutes)))
                errors.Add(pointer, "This visit type and length is already listed.");
        }
    }

    private static void Each(string pointer, IReadOnlyList<string>? values, Func<string, bool> isValid, string sentence,
        FieldErrors errors)
    {
        errors.Count(pointer, values, ScheduleLimits.ProfileEntries);
        foreach (var (i, value) in (values ?? []).Index())
            if (value is null || !isValid(value))
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"{pointer}/{i}"), sentence);
    }
}
