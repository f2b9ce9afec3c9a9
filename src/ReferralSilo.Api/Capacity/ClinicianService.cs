using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Storage;

namespace ReferralSilo.Api.Capacity;

/// <summary>Reads and changes clinicians and their availability, for the API and the screens. Whether the caller may is
/// checked before.</summary>
public sealed class ClinicianService(IGrainFactory grains, GrainCalls calls, CurrentReads reads, ScheduleMapper mapper,
    ILedger ledger, ServiceLineCatalog lines, CalendarFeeds feeds, IClock clock)
{
    private static readonly Permission[] Managing = [Permission.ManageAvailability, Permission.ManageOwnAvailability];

    private const int PageRows = 200;

    /// <summary>Civil days of <see cref="Times"/>.</summary>
    private const int DaysShown = 14;

    /// <summary>The time of which <see cref="Preview"/> shows the open slots.</summary>
    private static readonly Duration Previewed = Duration.FromDays(7);

    /// <summary>All clinicians, by id.</summary>
    public async Task<IReadOnlyList<ClinicianView>> All(CancellationToken ct)
    {
        var all = new List<ClinicianView>();
        string? cursor = null;
        do
        {
            var page = await ledger.List(ScheduleMapper.StreamKind, PageRows, cursor, ct);
            all.AddRange(page.Items.Select(s => ScheduleViews.Clinician(mapper.Read(s.State.Span), s.Version)));
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }

    /// <summary>One clinician as it is now; null when there is none.</summary>
    public async Task<ClinicianView?> Find(string id) =>
        await Read(id) is { } shown ? ScheduleViews.Clinician(shown.State, shown.Version) : null;

    /// <summary>The answer to a caller who may not change the clinician's time; null when they may. A clinician out of
    /// scope and one that does not exist have the same answer.</summary>
    public async Task<Problem?> NotManager(string id, Caller caller)
    {
        if (!ChosenId.IsValid(id)) return ProblemFor.Code(ProblemCodes.NotFound);
        if (AccessPolicy.DecideAny(caller, Managing, AccessObject.Schedule(id, [])).Allowed) return null;
        var shown = await calls.Read(() => grains.GetGrain<IScheduleGrain>(id).Show());
        var right = AccessPolicy.DecideAny(caller, Managing, shown is null ? AccessObject.Absent("schedule", id)
            : AccessObject.Schedule(id, [.. shown.State.Profile.ServiceLines.Select(l => l.Value)]));
        return right.Allowed ? null : right.AsProblem();
    }

    /// <summary>A clinician as the caller sees it. Why someone is away, and which visits that hits, only those see who
    /// manage the times.</summary>
    public static ClinicianView Limit(ClinicianView view, Caller caller) =>
        AccessPolicy.DecideAny(caller, Managing, AccessObject.Schedule(view.Id, view.ServiceLines)).Allowed ? view
            : view with
            {
                Exceptions = [.. view.Exceptions.Select(e => e with { Reason = null })], VisitsInTimeOff = [],
            };

    /// <summary>Creates or changes a clinician.</summary>
    /// <param name="id">Id of the clinician.</param>
    /// <param name="input">The settings.</param>
    /// <param name="given">Names of the parts that change, as in the JSON; null for all.</param>
    /// <param name="request">The caller and the operation.</param>
    public async Task<SettingAnswer<ClinicianView>> Define(string id, ClinicianInput input,
        IReadOnlyList<string>? given, ApiRequest request)
    {
        var (profile, errors) = ClinicianParser.Profile(new ClinicianId(id), input);
        if (!ChosenId.IsValid(id))
            return ProblemFor.Input(errors.Append(new("/id", ["1 to 64 of a-z, 0-9 and -."])).ToDictionary());
        if (profile is null) return ProblemFor.Input(errors);
        for (var i = 0; i < profile.ServiceLines.Count; i++)
            if (!(await lines.All()).ContainsKey(profile.ServiceLines[i]))
                return ProblemFor.Input($"/serviceLines/{i}", "There is no such service line.");
        return await Send(id, new ScheduleCommand.Define(profile, given), request);
    }

    /// <summary>Replaces the recurring availability.</summary>
    public async Task<SettingAnswer<ClinicianView>> SetAvailability(string id, AvailabilityInput input,
        ApiRequest request)
    {
        var (periods, errors) = ClinicianParser.Availability(input);
        if (periods is null) return ProblemFor.Input(errors);
        return await Send(id, new ScheduleCommand.SetAvailability(periods), request);
    }

    /// <summary>Adds time off or extra time. A retry with the same key creates the same exception id.</summary>
    public async Task<SettingAnswer<ClinicianView>> AddException(string id, ExceptionInput input, ApiRequest request)
    {
        if (await Read(id) is not { } shown) return ProblemFor.Code(ProblemCodes.NotFound);
        var (exception, errors) = ExceptionParser.Parse(new ExceptionId("x" + request.Operation.Id[..16]), input,
            shown.State.Profile.Zone);
        if (exception is null) return ProblemFor.Input(errors);
        return await Send(id, new ScheduleCommand.AddException(exception), request);
    }

    /// <summary>Removes an exception; accepted when it does not exist.</summary>
    public Task<SettingAnswer<ClinicianView>> RemoveException(string id, string exception, ApiRequest request) =>
        Send(id, new ScheduleCommand.RemoveException(new ExceptionId(exception)), request);

    /// <summary>Reports how many minutes the clinician is late.</summary>
    public Task<SettingAnswer<ClinicianView>> RunLate(string id, RunningLateInput input, ApiRequest request) =>
        Send(id, new ScheduleCommand.RunLate(input.Minutes), request);

    /// <summary>Opens the clinician's time for immediate visits, or ends it.</summary>
    public Task<SettingAnswer<ClinicianView>> BeAvailable(string id, AvailableNowInput input, ApiRequest request) =>
        Send(id, new ScheduleCommand.BeAvailable(
            input.Until is { } end ? Instant.FromDateTimeOffset(end) : null), request);

    /// <summary>The booked visits that time off would hit. Nothing is changed.</summary>
    public async Task<Answer<IReadOnlyList<VisitInTimeOff>>> PreviewException(string id, ExceptionInput input)
    {
        if (await Read(id) is not { } shown) return new(null, ProblemFor.Code(ProblemCodes.NotFound));
        var (exception, errors) = ExceptionParser.Parse(new ExceptionId("preview"), input, shown.State.Profile.Zone);
        return exception is null ? new(null, ProblemFor.Input(errors))
            : new([.. shown.State.BookingsHitBy(exception).Select(ScheduleViews.VisitInTimeOff)], null);
    }

    /// <summary>The intervals of the coming two weeks from the start of the clinician's civil day, without
    /// referrals.</summary>
    public async Task<ScheduleView?> Times(string id)
    {
        if (await Read(id) is not { } shown) return null;
        var now = clock.GetCurrentInstant();
        var zone = shown.State.Profile.Zone;
        var interval = new Interval(CivilTime.StartOf(CivilTime.DayOf(now, zone), zone),
            CivilTime.StartOf(CivilTime.DayOf(now, zone).PlusDays(DaysShown), zone));
        return ScheduleViews.Entries(shown.State, shown.Version, interval, now, withReferrals: false);
    }

    /// <summary>The slots of the coming seven days that would be open with this availability. Nothing is
    /// changed.</summary>
    public async Task<Answer<IReadOnlyList<OpenSlot>>> Preview(string id, AvailabilityInput input)
    {
        var (periods, errors) = ClinicianParser.Availability(input);
        if (periods is null) return new(null, ProblemFor.Input(errors));
        if (await Read(id) is not { } shown) return new(null, ProblemFor.Code(ProblemCodes.NotFound));
        var now = clock.GetCurrentInstant();
        var free = SlotGrid.Free(shown.State with { Availability = periods }, new Interval(now, now + Previewed), now);
        return new([.. free.Select(s => ScheduleViews.Open(s.Slot!.Value, s.VisitTypes))], null);
    }

    /// <summary>The calendar feed of the clinician; null when there is no such clinician.</summary>
    public async Task<(CalendarFeedView View, long Version)?> Feed(string id) =>
        await Read(id) is { } shown ? (feeds.View(shown.State), shown.Version) : null;

    /// <summary>Opens the calendar feed under a new address, or ends it.</summary>
    public Task<SettingAnswer<CalendarFeedView>> SetFeed(string id, bool open, ApiRequest request) =>
        Send(id, new ScheduleCommand.SetCalendarFeed(open), request, (schedule, _) => feeds.View(schedule));

    private Task<SettingAnswer<ClinicianView>> Send(string id, ScheduleCommand command, ApiRequest request) =>
        Send(id, command, request, ScheduleViews.Clinician);

    private async Task<SettingAnswer<T>> Send<T>(string id, ScheduleCommand command, ApiRequest request,
        Func<Schedule, long, T> view) where T : class
    {
        if (!ChosenId.IsValid(id)) return ProblemFor.Code(ProblemCodes.NotFound);
        var envelope = new CommandEnvelope<ScheduleCommand>(command, request.Actor, false, request.Operation,
            request.IfVersion);
        var outcome = await calls.Send(request.Operation, () => grains.GetGrain<IScheduleGrain>(id).Handle(envelope));
        return outcome switch
        {
            { Unknown: true } => ProblemFor.OutcomeUnknown(request.StatusPath),
            { Refusal: { Code: "clinician-unknown" } } => ProblemFor.Code(ProblemCodes.NotFound),
            { Refusal: { } refusal } => ProblemFor.Refusal(refusal),
            _ => new SettingAnswer<T>(view(outcome.State!, outcome.Version), outcome.Version, null, outcome.Replayed),
        };
    }

    private async Task<Snapshot<Schedule>?> Read(string id) => ChosenId.IsValid(id)
        ? await calls.Read(() => reads.Read(mapper, id, () => grains.GetGrain<IScheduleGrain>(id).Show())) : null;
}
