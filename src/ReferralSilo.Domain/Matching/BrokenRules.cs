using System.Diagnostics;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>The value that breaks each <see cref="SlotRule"/>, and the nearest change that would fulfil it.</summary>
internal static class BrokenRules
{
    /// <summary>A rule that a slot breaks.</summary>
    public static BrokenRule Of(SlotRule rule, Schedule schedule, MatchNeed need, SlotId slot, Instant now) =>
        rule switch
        {
            SlotRule.OpenTime => Broken(rule, Text(slot.Start), null,
                slot.Start < now ? "The slot has begun." : "The clinician does not see patients at this time.",
                "other-time"),
            SlotRule.Taken => Taken(schedule, need.Must, slot, now),
            SlotRule.VisitType => VisitTypes(schedule, need.Must, OpenTime.VisitTypesOf(schedule, slot) ?? []),
            SlotRule.Notice => Broken(rule, Text(slot.Start),
                Text(now + Duration.FromMinutes(schedule.Profile.NoticeMinutes ?? 0)),
                "The clinician needs more notice.", "other-time"),
            SlotRule.Horizon => Horizon(schedule.Profile, slot.Start, now),
            SlotRule.DailyLimit => Broken(rule,
                Number(BusyTime.CountOn(schedule, DayOf(schedule, slot), now, need.Must)),
                Number(schedule.Profile.DailyLimit), "The clinician's day is full.", "other-day"),
            SlotRule.WeeklyLimit => Broken(rule,
                Number(BusyTime.CountInWeek(schedule, DayOf(schedule, slot), now, need.Must)),
                Number(schedule.Profile.WeeklyLimit), "The clinician's week is full.", "other-week"),
            _ => Of(rule, schedule.Profile, need, DayOf(schedule, slot), slot.Start),
        };

    /// <summary>A rule about the referral that a visit on a day breaks.</summary>
    public static BrokenRule Of(SlotRule rule, ClinicianProfile clinician, MatchNeed need, LocalDate day,
        Instant? start) => rule switch
        {
            SlotRule.ServiceLine => Broken(rule, string.Join(", ", clinician.ServiceLines), need.Must.ServiceLine.Value,
                $"{clinician.Name} does not serve {need.Must.ServiceLine}."),
            SlotRule.Licence => Licence(clinician, need.Must, day),
            SlotRule.Language => Language(clinician, need.Must),
            SlotRule.AccessNeed => AccessNeed(clinician, need.Must),
            SlotRule.Age => Age(clinician, need.Must, day),
            SlotRule.NeedBy => Broken(rule, start is { } at ? Text(at) : null,
                need.NeedBy is { } by ? Text(by) : null, "The visit would start after the need-by.", "overrule"),
            SlotRule.Documents => Broken(rule, string.Join(", ", need.Must.MissingDocuments ?? []), null,
                "Required documents are missing.", "overrule"),
            SlotRule.VisitType => VisitTypes(null, need.Must, [.. clinician.VisitTypes.Select(v => v.VisitType)]),
            _ => throw new UnreachableException($"{rule} concerns a slot."),
        };

    /// <summary>The start is further away than can be booked.</summary>
    public static BrokenRule Horizon(ClinicianProfile clinician, Instant start, Instant now)
    {
        var horizon = Duration.FromDays(clinician.HorizonDays ?? ScheduleLimits.HorizonDays);
        return Broken(SlotRule.Horizon, Text(start), Text(now + horizon),
            "The clinician cannot be booked that far ahead yet.", "booking-opens", start - horizon);
    }

    /// <summary>What a booking checks before it asks the schedule, in the same order.</summary>
    /// <param name="checks">The checks.</param>
    /// <param name="slot">The slot; null for any.</param>
    public static IEnumerable<BrokenRule> Of(BookingChecks checks, SlotId? slot)
    {
        if (checks.IsConsentMissing)
            yield return new BrokenRule(ReferralRefusals.ConsentMissing.Code, null, null,
                "The patient has not consented to telehealth.", "overrule");
        if (slot is { } asked && checks.OtherVisits.Any(v => CivilTime.Overlap(v.Start, v.End, asked.Start, asked.End)))
            yield return new BrokenRule(PatientRefusals.HasVisit.Code, null, null, PatientRefusals.HasVisit.Text,
                "overrule");
    }

    /// <summary>The slot is after the time that matching searches; a person may book it.</summary>
    public static BrokenRule Search(SlotId slot, Instant now) => new("beyond-search", Text(slot.Start),
        Text(now + ScheduleBoards.Horizon), "Only times in the next two weeks are offered; this one can be booked.",
        "search-reaches", (slot.Start - ScheduleBoards.Horizon).ToDateTimeOffset());

    private static BrokenRule Licence(ClinicianProfile clinician, SlotNeed need, LocalDate day)
    {
        var licences = string.Join(", ",
            (clinician.Licences ?? [.. clinician.LicensedStates.Select(s => new Licence(s))]).Select(Text));
        if (need.State is not { } state)
            return Broken(SlotRule.Licence, licences, null, "The US state of the patient is not known.", "state-known");
        var text = licences.Length == 0 ? $"{clinician.Name} has no licence; the patient is in {state}."
            : $"{clinician.Name} is licensed in {licences}; the patient is in {state}.";
        var starts = (clinician.Licences ?? []).Where(l => l.State.Equals(state, StringComparison.OrdinalIgnoreCase)
            && l.From > day).Min(l => l.From);
        return starts is { } from
            ? Broken(SlotRule.Licence, licences, state, text, "licence-starts", CivilTime.StartOf(from, clinician.Zone))
            : Broken(SlotRule.Licence, licences, state, text, "licence");
    }

    private static BrokenRule Language(ClinicianProfile clinician, SlotNeed need)
    {
        var missing = (need.Languages ?? []).Where(l => !SlotRules.Covers(clinician, l)).ToList();
        var speaks = string.Join(", ", clinician.Languages.Concat(clinician.Interpreters ?? []));
        return Broken(SlotRule.Language, speaks, string.Join(", ", missing),
            missing.Contains(SlotNeed.UnknownLanguage) ? "The patient's language is required and not known."
                : $"{clinician.Name} speaks or interprets {speaks}, not {string.Join(" and ", missing)}.",
            "language-not-required");
    }

    private static BrokenRule AccessNeed(ClinicianProfile clinician, SlotNeed need)
    {
        var missing = string.Join(", ", (need.AccessNeeds ?? []).Where(n => !SlotRules.Meets(clinician, n)));
        var met = string.Join(", ", clinician.MeetsAccessNeeds ?? []);
        return Broken(SlotRule.AccessNeed, met, missing, met.Length == 0
            ? $"{clinician.Name} can meet no access needs; the patient needs {missing}."
            : $"{clinician.Name} can meet {met}; the patient needs {missing}.", "access-need-met");
    }

    private static BrokenRule Age(ClinicianProfile clinician, SlotNeed need, LocalDate day)
    {
        var limits = $"{Number(clinician.MinAge ?? 0)}–{Number(clinician.MaxAge)}";
        if (need.BirthDate is not { } born)
        {
            return Broken(SlotRule.Age, null, limits,
                $"{clinician.Name} has age limits; the patient's birth date is not known.", "birth-date-known");
        }

        var age = CivilTime.AgeOn(born, day);
        var text = $"{clinician.Name} sees patients of {limits} years; the patient is {Number(age)} on the day.";
        return clinician.MinAge is { } least && (age ?? 0) < least
            ? Broken(SlotRule.Age, Number(age), limits, text, "birthday",
                CivilTime.StartOf(born.PlusYears(least), clinician.Zone))
            : Broken(SlotRule.Age, Number(age), limits, text);
    }

    // Says whether a hold or a booking takes the time, and nothing about its patient.
    private static BrokenRule Taken(Schedule schedule, SlotNeed need, SlotId slot, Instant now)
    {
        var profile = schedule.Profile;
        var type = FreeTime.Candidates(schedule, slot, need.VisitType, OpenTime.VisitTypesOf(schedule, slot))[0];
        var wanted = profile.TimeOf(slot, type);
        if (schedule.Bookings.Any(b => !need.IsGivenUp(b.Id.Value, b.Referral)
            && wanted.Clashes(profile.TimeOf(b.Slot, b.VisitType))))
            return Broken(SlotRule.Taken, "booked", null, "Another visit is booked at this time.", "other-time");
        var ends = schedule.LiveHolds(now)
            .Where(h => !need.IsGivenUp(h.Id.Value, h.Referral)
                && wanted.Clashes(profile.TimeOf(h.Slot, h.VisitType)))
            .Select(h => h.Until).DefaultIfEmpty(now).Max();
        return Broken(SlotRule.Taken, "held", null, "The time is held for another referral.", "hold-ends", ends);
    }

    private static BrokenRule VisitTypes(Schedule? schedule, SlotNeed need, IReadOnlyList<VisitType> offered) =>
        Broken(SlotRule.VisitType, string.Join(", ", offered.Distinct().Select(t => t.WireName())),
            need.VisitType?.WireName(), schedule is null ? "The clinician offers no visit of this type."
                : "The clinician offers no visit of this type and length at this time.", "other-visit-type");

    private static LocalDate DayOf(Schedule schedule, SlotId slot) =>
        CivilTime.DayOf(slot.Start, schedule.Profile.Zone);

    private static BrokenRule Broken(SlotRule rule, string? value, string? required, string text, string? change = null,
        Instant? at = null) =>
        new(SlotRefusals.CodeOf(rule), value, required, text, change, at?.ToDateTimeOffset());

    private static string Text(Licence licence) => (licence.From, licence.To) switch
    {
        (null, null) => licence.State,
        ({ } from, null) => $"{licence.State} from {LocalDatePattern.Iso.Format(from)}",
        (null, { } to) => $"{licence.State} until {LocalDatePattern.Iso.Format(to.PlusDays(-1))}",
        var (from, to) => $"{licence.State} from {LocalDatePattern.Iso.Format(from.Value)} until "
            + LocalDatePattern.Iso.Format(to.Value.PlusDays(-1)),
    };

    private static string Text(Instant at) => InstantPattern.General.Format(at);

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
