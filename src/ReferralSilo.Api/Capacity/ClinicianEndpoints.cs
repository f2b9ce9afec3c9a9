using System.Security.Cryptography;
using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.Settings;
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
            .Produces<ClinicianView>().WithSummary("Creates or changes a clinician.");
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
        clinicians.MapGet("{id}/schedule", Schedule)
            .RequirePermission(Permission.ReadCapacity, Permission.WatchOwnSchedule)
            .Produces<ScheduleView>().WithSummary("Free, held, booked and blocked intervals.");
    }

    private static async Task<IResult> List(ILedger ledger, ScheduleMapper mapper, int limit = 50,
        string? cursor = null)
    {
        if (limit is < 1 or > 200) return ProblemFor.Input("/limit", "1 to 200.").AsResult();
        try
        {
            var page = await ledger.List(ScheduleMapper.StreamKind, limit, cursor);
            return Results.Json(
                new Page<ClinicianView>([.. page.Items.Select(s => View(mapper.Read(s.State.Span), s.Version))],
                    page.Next), ContractsJson.Options);
        }
        catch (ArgumentException)
        {
            // The cursor is opaque to clients: an unknown cursor is bad input.
            return ProblemFor.Input("/cursor", "This is not a valid cursor.").AsResult();
        }
    }

    private static async Task<IResult> Get(string id, IGrainFactory grains, GrainCalls calls, CurrentReads reads,
        ScheduleMapper mapper) =>
        ChosenId.IsValid(id)
            && await calls.Read(() => reads.Read(mapper, id, () => grains.GetGrain<IScheduleGrain>(id).Show()))
            is { } shown ? VersionedResult.Create(View(shown.State, shown.Version), shown.Version)
            : ApiResults.NotFound();

    private static async Task<IResult> Put(string id, HttpContext http, Caller caller, IGrainFactory grains,
        GrainCalls calls, ServiceLineCatalog lines, CancellationToken ct)
    {
        var body = await JsonBody.Read<ClinicianInput>(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        if (!ChosenId.IsValid(id)) return ProblemFor.Input("/id", "1 to 64 of a-z, 0-9 and -.").AsResult();
        var (profile, errors) = ClinicianParser.Profile(new ClinicianId(id), body.Value!);
        if (profile is null) return ProblemFor.Input(errors).AsResult();
        for (var i = 0; i < profile.ServiceLines.Count; i++)
            if (!await lines.Exists(profile.ServiceLines[i]))
                return ProblemFor.Input($"/serviceLines/{i}", "There is no such service line.").AsResult();
        return await Send(id, new ScheduleCommand.Define(profile), body.Hash, http, caller, grains, calls);
    }

    private static async Task<IResult> PutAvailability(string id, HttpContext http, Caller caller, IGrainFactory grains,
        GrainCalls calls, CancellationToken ct)
    {
        if (await NotManager(id, caller, grains, calls) is { } denied) return denied.AsResult();
        var body = await JsonBody.Read<AvailabilityInput>(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        var (periods, errors) = ClinicianParser.Availability(body.Value!);
        return periods is null
            ? ProblemFor.Input(errors).AsResult()
            : await Send(id, new ScheduleCommand.SetAvailability(periods), body.Hash, http, caller, grains, calls);
    }

    private static async Task<IResult> AddException(string id, HttpContext http, Caller caller, IGrainFactory grains,
        GrainCalls calls, CancellationToken ct)
    {
        if (await NotManager(id, caller, grains, calls) is { } denied) return denied.AsResult();
        var body = await JsonBody.Read<ExceptionInput>(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        // A retry with the same key creates the same exception id.
        var name = http.Request.Headers["Idempotency-Key"] is [{ } key]
            ? ApiRequest.OperationId(caller, key)[..16]
            : RandomNumberGenerator.GetHexString(16, true);
        var (exception, errors) = ClinicianParser.Exception(new ExceptionId("x" + name), body.Value!);
        return exception is null
            ? ProblemFor.Input(errors).AsResult()
            : await Send(id, new ScheduleCommand.AddException(exception), body.Hash, http, caller, grains, calls);
    }

    private static async Task<IResult> RemoveException(string id, string exception, HttpContext http, Caller caller,
        IGrainFactory grains, GrainCalls calls) =>
        await NotManager(id, caller, grains, calls) is { } denied ? denied.AsResult()
            : await Send(id, new ScheduleCommand.RemoveException(new ExceptionId(exception)), exception, http, caller,
                grains, calls);

    private static async Task<IResult> RunLate(string id, HttpContext http, Caller caller, IGrainFactory grains,
        GrainCalls calls, CancellationToken ct)
    {
        if (await NotManager(id, caller, grains, calls) is { } denied) return denied.AsResult();
        var body = await JsonBody.Read<RunningLateInput>(http.Request, ct);
        return body.Problem is { } bad
            ? bad.AsResult()
            : await Send(id, new ScheduleCommand.RunLate(body.Value!.Minutes), body.Hash, http, caller, grains, calls);
    }

    private static async Task<IResult> BeAvailable(string id, HttpContext http, Caller caller, IGrainFactory grains,
        GrainCalls calls, CancellationToken ct)
    {
        if (await NotManager(id, caller, grains, calls) is { } denied) return denied.AsResult();
        var body = await JsonBody.Read<AvailableNowInput>(http.Request, ct, emptyIsObject: true);
        if (body.Problem is { } bad) return bad.AsResult();
        var until = body.Value!.Until is { } end ? Instant.FromDateTimeOffset(end) : (Instant?)null;
        return await Send(id, new ScheduleCommand.BeAvailable(until), body.Hash, http, caller, grains, calls);
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

    /// <summary>The answer to a caller who may not change the clinician's time; null when they may. Who knows the
    /// clinicians is told that it is forbidden, also for one that does not exist.</summary>
    private static async Task<Problem?> NotManager(string id, Caller caller, IGrainFactory grains, GrainCalls calls)
    {
        if (!ChosenId.IsValid(id)) return ProblemFor.Code(ProblemCodes.NotFound);
        Permission[] anyOf = [Permission.ManageAvailability, Permission.ManageOwnAvailability];
        if (AccessPolicy.DecideAny(caller, anyOf, AccessObject.Schedule(id, [])).Allowed) return null;
        var shown = await calls.Read(() => grains.GetGrain<IScheduleGrain>(id).Show());
        var right = AccessPolicy.DecideAny(caller, anyOf, shown is null ? AccessObject.Absent("schedule", id)
            : AccessObject.Schedule(id, [.. shown.State.Profile.ServiceLines.Select(l => l.Value)]));
        return right.Allowed ? null
            : ProblemFor.Code(caller.Can(Permission.ReadClinicians) ? ProblemCodes.Forbidden : ProblemCodes.NotFound);
    }

    private static async Task<IResult> Send(string id, ScheduleCommand command, string hash, HttpContext http,
        Caller caller, IGrainFactory grains, GrainCalls calls)
    {
        var (request, problem) = ApiRequest.Read(http, caller, hash);
        if (problem is not null) return problem.AsResult();
        if (!ChosenId.IsValid(id)) return ApiResults.NotFound();
        var envelope = new CommandEnvelope<ScheduleCommand>(command, request!.Actor, false, request.Operation,
            request.IfVersion);
        var outcome = await calls.Send(request.Operation, () => grains.GetGrain<IScheduleGrain>(id).Handle(envelope));
        return outcome switch
        {
            { Unknown: true } => ProblemFor.OutcomeUnknown(request.StatusPath).AsResult(),
            { Refusal: { Code: "clinician-unknown" } } => ApiResults.NotFound(),
            { Refusal: { } refusal } => ProblemFor.Refusal(refusal).AsResult(),
            _ => VersionedResult.Create(View(outcome.State!, outcome.Version), outcome.Version, outcome.Replayed),
        };
    }

    private static ClinicianView View(Schedule schedule, long version) => ScheduleViews.Clinician(schedule, version);
}
