using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Storage;

namespace ReferralSilo.Api.Capacity;

/// <summary>The routes below <c>/api/clinicians</c>.</summary>
public static class ClinicianEndpoints
{
    public static void MapClinicians(this IEndpointRouteBuilder routes)
    {
        var clinicians = routes.MapGroup("/api/clinicians").WithTags("Clinicians");
        clinicians.MapGet("", List).RequirePermission(Permission.ReadClinicians).Produces<Page<ClinicianView>>()
            .WithSummary("Clinicians, by id.");
        clinicians.MapGet("{id}", Get).RequirePermission(Permission.ReadClinicians).Produces<ClinicianView>()
            .WithSummary("One clinician.");
        clinicians.MapPut("{id}", Put).RequirePermission(Permission.ManageClinicians)
            .Accepts<ClinicianInput>("application/json")
            .Produces<ClinicianView>().WithSummary("Creates or changes a clinician. A part that is left out "
                + "stays unchanged; null sets it to its default.");
        clinicians.MapPut("{id}/availability", PutAvailability)
            .RequirePermission(Permission.ManageAvailability, Permission.ManageOwnAvailability)
            .Accepts<AvailabilityInput>("application/json")
            .Produces<ClinicianView>().WithSummary("Replaces the recurring availability.");
        clinicians.MapPost("{id}/exceptions", AddException)
            .RequirePermission(Permission.ManageAvailability, Permission.ManageOwnAvailability)
            .Accepts<ExceptionInput>("application/json")
            .Produces<ClinicianView>().WithSummary("Adds time off or extra time.");
        clinicians.MapDelete("{id}/exceptions/{exception}", RemoveException)
            .RequirePermission(Permission.ManageAvailability, Permission.ManageOwnAvailability)
            .Produces<ClinicianView>().WithSummary("Removes an exception.");
        clinicians.MapDelete("{id}/exceptions", RemoveException)
            .RequirePermission(Permission.ManageAvailability, Permission.ManageOwnAvailability)
            .Produces<ClinicianView>().WithSummary("Removes an exception that is named in the query.");
        clinicians.MapPost("{id}/running-late", RunLate)
            .RequirePermission(Permission.ManageAvailability, Permission.ManageOwnAvailability)
            .Accepts<RunningLateInput>("application/json")
            .Produces<ClinicianView>().WithSummary("Reports how many minutes the clinician is late.");
        clinicians.MapPost("{id}/available-now", BeAvailable)
            .RequirePermission(Permission.ManageAvailability, Permission.ManageOwnAvailability)
            .Accepts<AvailableNowInput>("application/json")
            .Produces<ClinicianView>().WithSummary("Joins or leaves the on-demand pool.");
        clinicians.MapGet("{id}/calendar-feed", Feed)
            .RequirePermission(Permission.ManageAvailability, Permission.ManageOwnAvailability)
            .Produces<CalendarFeedView>().WithSummary("The secret address of the calendar feed of the visits.");
        clinicians.MapPost("{id}/calendar-feed", OpenFeed)
            .RequirePermission(Permission.ManageAvailability, Permission.ManageOwnAvailability)
            .Produces<CalendarFeedView>()
            .WithSummary("Opens the calendar feed under a new address; an earlier address ends.");
        clinicians.MapDelete("{id}/calendar-feed", EndFeed)
            .RequirePermission(Permission.ManageAvailability, Permission.ManageOwnAvailability)
            .Produces<CalendarFeedView>().WithSummary("Ends the calendar feed.");
        routes.MapGet(CalendarFeeds.Root + "/{clinician}/{file}", ReadFeed).AllowAnonymous().ExcludeFromDescription();
        clinicians.MapGet("{id}/schedule", Schedule)
            .RequirePermission(Permission.ReadCapacity, Permission.WatchOwnSchedule)
            .Produces<ScheduleView>().WithSummary("Free, held, booked and blocked intervals.");
    }

    private static async Task<IResult> List(ILedger ledger, ScheduleMapper mapper, Caller caller, int limit = 50,
        string? cursor = null)
    {
        if (limit is < 1 or > 200) return ProblemFor.Input("/limit", "1 to 200.").AsResult();
        try
        {
            var page = await ledger.List(ScheduleMapper.StreamKind, limit, cursor);
            return Results.Json(
                new Page<ClinicianView>([.. page.Items.Select(s => ClinicianService.Limit(
                    ScheduleViews.Clinician(mapper.Read(s.State.Span), s.Version), caller))], page.Next),
                ContractsJson.Options);
        }
        catch (ArgumentException)
        {
            // The cursor is opaque to clients: an unknown cursor is bad input.
            return ProblemFor.Input("/cursor", "This is not a valid cursor.").AsResult();
        }
    }

    private static async Task<IResult> Get(string id, Caller caller, ClinicianService clinicians) =>
        await clinicians.Find(id) is { } shown
            ? VersionedResult.Create(ClinicianService.Limit(shown, caller), shown.Version) : ApiResults.NotFound();

    private static async Task<IResult> Put(string id, HttpContext http, Caller caller, ClinicianService clinicians,
        CancellationToken ct)
    {
        var (body, given) = await PartialBody.Read<ClinicianInput>(http.Request, ct);
        return body.Problem is { } bad ? bad.AsResult()
            : await Send(http, caller, body.Hash, request => clinicians.Define(id, body.Value!, given, request));
    }

    private static async Task<IResult> PutAvailability(string id, HttpContext http, Caller caller,
        ClinicianService clinicians, CancellationToken ct)
    {
        if (await clinicians.NotManager(id, caller) is { } denied) return denied.AsResult();
        var body = await JsonBody.Read<AvailabilityInput>(http.Request, ct);
        return body.Problem is { } bad ? bad.AsResult()
            : await Send(http, caller, body.Hash, request => clinicians.SetAvailability(id, body.Value!, request));
    }

    private static async Task<IResult> AddException(string id, HttpContext http, Caller caller,
        ClinicianService clinicians, CancellationToken ct)
    {
        if (await clinicians.NotManager(id, caller) is { } denied) return denied.AsResult();
        var body = await JsonBody.Read<ExceptionInput>(http.Request, ct);
        return body.Problem is { } bad ? bad.AsResult()
            : await Send(http, caller, body.Hash, request => clinicians.AddException(id, body.Value!, request));
    }

    private static async Task<IResult> RemoveException(string id, string exception, HttpContext http, Caller caller,
        ClinicianService clinicians) =>
        await clinicians.NotManager(id, caller) is { } denied ? denied.AsResult()
            : await Send(http, caller, exception, request => clinicians.RemoveException(id, exception, request));

    private static async Task<IResult> RunLate(string id, HttpContext http, Caller caller, ClinicianService clinicians,
        CancellationToken ct)
    {
        if (await clinicians.NotManager(id, caller) is { } denied) return denied.AsResult();
        var body = await JsonBody.Read<RunningLateInput>(http.Request, ct);
        return body.Problem is { } bad ? bad.AsResult()
            : await Send(http, caller, body.Hash, request => clinicians.RunLate(id, body.Value!, request));
    }

    private static async Task<IResult> BeAvailable(string id, HttpContext http, Caller caller,
        ClinicianService clinicians, CancellationToken ct)
    {
        if (await clinicians.NotManager(id, caller) is { } denied) return denied.AsResult();
        var body = await JsonBody.Read<AvailableNowInput>(http.Request, ct, emptyIsObject: true);
        return body.Problem is { } bad ? bad.AsResult()
            : await Send(http, caller, body.Hash, request => clinicians.BeAvailable(id, body.Value!, request));
    }

    private static async Task<IResult> Feed(string id, Caller caller, ClinicianService clinicians) =>
        await clinicians.NotManager(id, caller) is { } denied ? denied.AsResult()
            : await clinicians.Feed(id) is var (view, version) ? VersionedResult.Create(view, version)
            : ApiResults.NotFound();

    private static Task<IResult> OpenFeed(string id, HttpContext http, Caller caller, ClinicianService clinicians) =>
        SetFeed(id, true, http, caller, clinicians);

    private static Task<IResult> EndFeed(string id, HttpContext http, Caller caller, ClinicianService clinicians) =>
        SetFeed(id, false, http, caller, clinicians);

    private static async Task<IResult> SetFeed(string id, bool open, HttpContext http, Caller caller,
        ClinicianService clinicians) =>
        await clinicians.NotManager(id, caller) is { } denied ? denied.AsResult()
            : await Send(http, caller, "", request => clinicians.SetFeed(id, open, request));

    /// <summary>The same 404 for every address that does not work.</summary>
    private static async Task<IResult> ReadFeed(string clinician, string file, HttpContext http, CalendarFeeds feeds)
    {
        http.Response.Headers.CacheControl = "no-store";
        return await feeds.Read(clinician, file) is { } text
            ? Results.Text(text, "text/calendar; charset=utf-8") : ApiResults.NotFound();
    }

    private static async Task<IResult> Schedule(string id, Caller caller, IGrainFactory grains, GrainCalls calls,
        CurrentReads reads, ScheduleMapper mapper, IClock clock, DateTimeOffset? from = null,
        DateTimeOffset? to = null)
    {
        if (!ChosenId.IsValid(id)) return ApiResults.NotFound();
        var (start, end) = CapacityEndpoints.Range(from, to, clock);
        if (end <= start || end - start > TimeSpan.FromDays(62))
            return ProblemFor.Input("/to", "After from, and at most 62 days later.").AsResult();
        if (await calls.Read(() => reads.Read(mapper, id, () => grains.GetGrain<IScheduleGrain>(id).Show()))
            is not { } shown)
            return ApiResults.NotFound();
        IReadOnlyList<string> lines = [.. shown.State.Profile.ServiceLines.Select(l => l.Value)];
        var right = AccessPolicy.DecideAny(caller, [Permission.ReadCapacity, Permission.WatchOwnSchedule],
            AccessObject.Schedule(id, lines));
        if (!right.Allowed) return right.AsProblem().AsResult();
        var interval = new Interval(Instant.FromDateTimeOffset(start), Instant.FromDateTimeOffset(end));
        return VersionedResult.Create(ScheduleViews.Entries(shown.State, shown.Version, interval,
            clock.GetCurrentInstant(), withReferrals: AccessPolicy.SeesAllVisits(caller, right, lines)), shown.Version);
    }

    private static async Task<IResult> Send<T>(HttpContext http, Caller caller, string hash,
        Func<ApiRequest, Task<SettingAnswer<T>>> send) where T : class
    {
        var (request, problem) = ApiRequest.Read(http, caller, hash);
        return problem is not null ? problem.AsResult() : (await send(request!)).AsResult();
    }
}
