using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Intake;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Api.Capacity;

/// <summary>Query parameters of <c>GET /api/capacity</c>.</summary>
public sealed record CapacityFilter(string? ServiceLine = null, DateTimeOffset? From = null, DateTimeOffset? To = null,
    string? VisitType = null, string? State = null);

/// <summary>Live capacity, the best slots of a referral and the best referrals of a slot.</summary>
public static class CapacityEndpoints
{
    /// <summary>Longest time range of one request.</summary>
    private static readonly TimeSpan MaxRange = TimeSpan.FromDays(62);

    private static readonly TimeSpan DefaultRange = TimeSpan.FromDays(14);

    private const int DefaultMatches = 5;

    public static void MapCapacity(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/capacity", Capacity).RequirePermission(Permission.ReadCapacity).WithTags("Capacity")
            .Produces<CapacityView>().WithSummary("Open, held and booked time of a service line, and its open slots.");
        routes.MapGet("/api/referrals/{id}/matches", BestSlots).RequirePermission(Permission.ReadCapacity)
            .WithTags("Capacity").Produces<SlotMatches>().WithSummary("The best slots for a referral, explained.");
        routes.MapGet("/api/referrals/{id}/why-not", WhyNot).RequirePermission(Permission.ReadCapacity)
            .WithTags("Capacity").Produces<WhyNot>()
            .WithSummary("Every rule that keeps a clinician or a slot from being offered, or how it differs from the "
                + "best slot.");
        routes.MapGet("/api/slots/{slot}/matches", BestReferrals)
            .RequirePermission(Permission.ReadCapacity, Permission.WatchOwnSchedule).WithTags("Capacity")
            .Produces<IReadOnlyList<ReferralMatch>>().WithSummary("The best waiting referrals for a slot, explained.");
    }

    private static async Task<IResult> Capacity([AsParameters] CapacityFilter filter, Caller caller,
        IGrainFactory grains, GrainCalls calls, ServiceLineCatalog lines, IClock clock)
    {
        var (from, to) = Range(filter.From, filter.To, clock);
        var errors = new Dictionary<string, string[]>();
        if (string.IsNullOrEmpty(filter.ServiceLine)) errors["/serviceLine"] = ["Name a service line."];
        if (to <= from || to - from > MaxRange) errors["/to"] = ["After from, and at most 62 days later."];
        VisitType? type = null;
        if (filter.VisitType is { } wanted)
        {
            if (ContractsJson.TryParseWireName<VisitType>(wanted, out var parsed)) type = parsed;
            else errors["/visitType"] = ["video or phone."];
        }

        // An unknown state would look like a program without capacity.
        var state = PlaceNames.UsState(filter.State);
        if (filter.State is not null && state is null)
            errors["/state"] = ["A US state or territory, by two letters or by name."];

        if (errors.Count > 0) return ProblemFor.Input(errors).AsResult();
        var line = filter.ServiceLine!;
        if (!ChosenId.IsValid(line) || !caller.May(Permission.ReadCapacity, AccessObject.ServiceLine(line))
            || !await lines.Exists(new ServiceLineId(line)))
            return ApiResults.NotFound();

        var ids = await calls.Read(() => grains.GetGrain<IServiceLineGrain>(line).Clinicians());
        var shown = await Task.WhenAll(ids.Select(id => calls.Read(() => grains.GetGrain<IScheduleGrain>(id).Show())));
        var schedules = shown.OfType<Snapshot<Schedule>>().Select(s => s.State);
        var interval = new Interval(Instant.FromDateTimeOffset(from), Instant.FromDateTimeOffset(to));
        return Results.Json(CapacityViews.Capacity(new ServiceLineId(line), schedules, interval,
            clock.GetCurrentInstant(), type, state), ContractsJson.Options);
    }

    /// <summary>By default from now and for two weeks, limited by the last representable moment.</summary>
    internal static (DateTimeOffset From, DateTimeOffset To) Range(DateTimeOffset? from, DateTimeOffset? to,
        IClock clock)
    {
        var start = from ?? clock.GetCurrentInstant().ToDateTimeOffset();
        return (start, to
            ?? (start < DateTimeOffset.MaxValue - DefaultRange ? start + DefaultRange : DateTimeOffset.MaxValue));
    }

    private static async Task<IResult> BestSlots(string id, Caller caller, ReferralService referrals,
        int limit = DefaultMatches) =>
        limit is < 1 or > Matcher.LimitMost ? ProblemFor.Input("/limit", $"1 to {Matcher.LimitMost}.").AsResult()
            : ApiResults.Of(await referrals.Matches(id, limit, caller));

    private static async Task<IResult> WhyNot(string id, Caller caller, SlotReasons reasons, string? clinician = null,
        string? slot = null) => clinician is null == slot is null
        ? ProblemFor.Input("/clinician", "Name a clinician or a slot.").AsResult()
        : ApiResults.Of(await reasons.Find(id, clinician, slot, caller));

    private static async Task<IResult> BestReferrals(string slot, Caller caller, SlotMatching matching,
        int limit = DefaultMatches) =>
        limit is < 1 or > Matcher.LimitMost ? ProblemFor.Input("/limit", $"1 to {Matcher.LimitMost}.").AsResult()
            : ApiResults.Of(await matching.Best(slot, limit, caller));
}
