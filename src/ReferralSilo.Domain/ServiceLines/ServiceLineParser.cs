using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.Codes;
using ReferralSilo.Domain.Parsing;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>Parses settings to a valid service line, or returns all errors by JSON pointer.</summary>
public static class ServiceLineParser
{
    /// <summary>The value is null when there are errors; the errors are empty when there is a value.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="version">Version of the settings.</param>
    /// <param name="input">Settings as sent or stored.</param>
    /// <param name="isStored">True for stored settings, which stay readable under stricter rules: whether their parts
    /// fit each other is not checked.</param>
    public static (ServiceLine? Value, IReadOnlyDictionary<string, string[]> Errors) Parse(
        ServiceLineId id, long version, ServiceLineInput input, bool isStored = false)
    {
        var errors = new FieldErrors();
        errors.Text("/name", input.Name, ServiceLineLimits.NameLength);
        errors.Limits("", input);
        var zone = CivilTime.FindZone(input.TimeZone);
        if (zone is null)
            errors.Add("/timeZone", "Must be an IANA time zone such as America/Denver.");
        var hours = Hours(input.BusinessHours, errors);
        var rules = Eligibility(input.Eligibility, errors);
        var targets = Targets(input.Targets, errors);
        if (!isStored) RefuseSlowerForHigher(targets.Own, hours, errors);
        Entries(input.RequiredFields, errors, "/requiredFields");
        var onCall = OnCallParser.Parse(input.OnCall, zone, errors, isStored);
        if (input.EmergencyPhone is { } phone && !IsShortNumber(phone))
            errors.Add("/emergencyPhone", "Must be a number of 3 to 15 digits, such as 911.");

        if (!errors.IsEmpty || zone is null)
            return (null, errors.ToDictionary());
        return (new ServiceLine(id, version, input, zone, hours, rules, targets) { OnCall = onCall },
            errors.ToDictionary());
    }

    private static bool IsShortNumber(string text) =>
        text.TrimStart('+') is { Length: >= 3 and <= 15 } digits && text.Length - digits.Length <= 1
        && digits.All(char.IsAsciiDigit);

    private static BusinessHours Hours(IReadOnlyList<BusinessHoursInput>? inputs, FieldErrors errors)
    {
        errors.Count("/businessHours", inputs, ServiceLineLimits.Entries);
        return new([.. (inputs ?? [])
            .Select((w, i) => CivilText.Window(w.Days, w.From, w.To, errors, $"/businessHours/{i}"))
            .OfType<WeeklyWindow>()]);
    }

    private static EligibilityRules Eligibility(EligibilityInput? input, FieldErrors errors)
    {
        if (input is null)
            return EligibilityRules.AcceptAll;
        errors.Limits("/eligibility", input);
        if (input.MinAge > input.MaxAge)
            errors.Add("/eligibility/maxAge", "Must not be lower than minAge.");
        var states = input.States ?? [];
        for (var i = 0; i < states.Count; i++)
            if (!UsStates.IsValid(states[i]))
                errors.Add($"/eligibility/states/{i}", "Must be a two-letter US state such as CO.");
        return new EligibilityRules(input.MinAge, input.MaxAge, states, input.VisitTypes ?? [],
            Patterns(input.ReasonCodes, errors, "/eligibility/reasonCodes"),
            Entries(input.ReasonWords, errors, "/eligibility/reasonWords"),
            [.. (input.Exclusions ?? []).Select((e, i) => Exclusion(e, errors, $"/eligibility/exclusions/{i}"))]);
    }

    private static Exclusion Exclusion(ExclusionInput input, FieldErrors errors, string pointer)
    {
        errors.Text(pointer + "/name", input.Name, ServiceLineLimits.EntryLength);
        if (input.RedirectTo is not null)
            errors.Text(pointer + "/redirectTo", input.RedirectTo, ServiceLineLimits.EntryLength);
        if (input.Codes is not { Count: > 0 } && input.Words is not { Count: > 0 })
            errors.Add(pointer, "At least one code or word is required.");
        return new Exclusion(input.Name, Patterns(input.Codes, errors, pointer + "/codes"),
            Entries(input.Words, errors, pointer + "/words"), input.RedirectTo, input.Emergency
                ?? input.RedirectTo is not null);
    }

    private static TurnaroundTargets Targets(IReadOnlyList<TargetInput>? inputs, FieldErrors errors)
    {
        errors.Count("/targets", inputs, ServiceLineLimits.Entries);
        var seen = new HashSet<(ClockKind, Priority?)>();
        var targets = new List<TurnaroundTarget>();
        foreach (var (i, target) in (inputs ?? []).Index())
        {
            errors.Limits($"/targets/{i}", target);
            if (!seen.Add((target.Clock, target.Priority)))
                errors.Add($"/targets/{i}", "There is already a target for this clock and priority.");
            targets.Add(new(target.Clock, target.Priority, Duration.FromMinutes(target.Minutes), target.Counted));
        }
        return new(targets);
    }

    /// <summary>
    /// A higher priority must not have more time than a lower one. Minutes around the clock and minutes of business
    /// hours are compared only when the result is the same at every hour; otherwise <see cref="ServiceLine.DueAt"/>
    /// keeps the order.
    /// </summary>
    private static void RefuseSlowerForHigher(IReadOnlyList<TurnaroundTarget> targets, BusinessHours hours,
        FieldErrors errors)
    {
        foreach (var (i, higher) in targets.Index())
        {
            if (higher.Priority is not { } priority) continue;
            var lower = Enum.GetValues<Priority>().Where(p => p < priority)
                .Select(p => new TurnaroundTargets(targets).Find(higher.Clock, p));
            if (lower.OfType<TurnaroundTarget>().Any(l => higher.Within > l.Within
                && (l.Counted == CountedIn.AroundTheClock || higher.Counted == l.Counted || hours.Windows.Count == 0)))
                errors.Add($"/targets/{i}/minutes",
                    "Must not be longer than the target of a lower priority for the same clock.");
        }
    }

    private static IReadOnlyList<CodePattern> Patterns(IReadOnlyList<string>? values, FieldErrors errors,
        string pointer)
    {
        foreach (var (i, pattern) in (values ?? []).Index())
            if (pattern is not null && pattern.IndexOf('*', StringComparison.Ordinal) is >= 0 and var at
                && at < pattern.Length - 1)
                errors.Add($"{pointer}/{i}", "A * may only stand at the end.");
        return [.. Entries(values, errors, pointer).OfType<string>().Select(CodePattern.Parse)];
    }

    private static IReadOnlyList<string> Entries(IReadOnlyList<string>? values, FieldErrors errors, string pointer)
    {
        errors.Count(pointer, values, ServiceLineLimits.Entries);
        foreach (var (i, value) in (values ?? []).Index())
            errors.Text($"{pointer}/{i}", value, ServiceLineLimits.EntryLength);
        return values ?? [];
    }
}
