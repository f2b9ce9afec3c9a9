using NodaTime.Text;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Sources;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Sources;

namespace ReferralSilo.Api.Settings;

/// <summary>The routes below <c>/api/sources</c>.</summary>
public static class SourceEndpoints
{
    public static void MapSources(this IEndpointRouteBuilder routes)
    {
        var sources = routes.MapGroup("/api/sources").WithTags("Sources");
        sources.MapGet("", List).RequirePermission(Permission.ReadSources, Permission.WatchSource)
            .Produces<Page<SourceView>>().WithSummary("Referral sources, by id.");
        sources.MapGet("{id}", Get).RequirePermission(Permission.ReadSources, Permission.WatchSource)
            .Produces<SourceView>().WithSummary("One referral source.");
        sources.MapPut("{id}", Put).RequirePermission(Permission.ManageSources).Accepts<SourceInput>("application/json")
            .Produces<SourceView>().WithSummary("Creates or changes a referral source.");
        sources.MapGet("{id}/campaigns", Campaigns).RequirePermission(Permission.ReadSources, Permission.WatchSource)
            .Produces<Page<CampaignInput>>().WithSummary("Campaigns of a source.");
        sources.MapPost("{id}/campaigns", AddCampaign)
            .RequirePermission(Permission.ManageCampaigns, Permission.ManageSources)
            .Accepts<CampaignInput>("application/json").Produces<SourceView>(StatusCodes.Status201Created)
            .WithSummary("Starts a campaign with its tracking code.");
        sources.MapGet("{id}/referrals", Referrals).RequirePermission(Permission.ReadReferrals)
            .Produces<Page<ReferralView>>().WithSummary("Referrals of a source, newest first.");
    }

    private static async Task<IResult> List(SourceCatalog catalog, Caller caller) => Results.Json(new Page<SourceView>(
        [.. (await catalog.All()).Values.Where(s => Sees(caller, s.State.Id.Value))
            .OrderBy(s => s.State.Id.Value, StringComparer.Ordinal).Select(View)], null), ContractsJson.Options);

    private static async Task<IResult> Get(string id, IGrainFactory grains, GrainCalls calls, CurrentReads reads,
        SourceMapper mapper, Caller caller) =>
        await Find(id, grains, calls, reads, mapper, caller) is { } shown
            ? VersionedResult.Create(View(shown), shown.Version) : ApiResults.NotFound();

    private static async Task<IResult> Campaigns(string id, IGrainFactory grains, GrainCalls calls, CurrentReads reads,
        SourceMapper mapper, Caller caller) =>
        await Find(id, grains, calls, reads, mapper, caller) is { } shown
            ? Results.Json(new Page<CampaignInput>(View(shown).Campaigns, null), ContractsJson.Options)
            : ApiResults.NotFound();

    private static async Task<IResult> Referrals(
        string id, [AsParameters] ReferralFilter filter, Caller caller, IGrainFactory grains, GrainCalls calls,
            CurrentReads reads, SourceMapper mapper, ReferralList list, CancellationToken ct) =>
        await Find(id, grains, calls, reads, mapper, caller) is null ? ApiResults.NotFound()
            : ApiResults.Of(await list.Read(filter with { Source = id }, caller, ct));

    private static async Task<IResult> Put(string id, HttpContext http, Caller caller, IGrainFactory grains,
        GrainCalls calls, SourceCatalog catalog, CancellationToken ct)
    {
        var body = await JsonBody.Read<SourceInput>(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        if (!ChosenId.IsValid(id)) return ProblemFor.Input("/id", "1 to 64 of a-z, 0-9 and -.").AsResult();
        var input = body.Value!;
        var errors = new Dictionary<string, string[]>();
        if (string.IsNullOrWhiteSpace(input.Name) || input.Name.Length > 200)
            errors["/name"] = ["1 to 200 characters."];
        if (input.Email is { } email && !Domain.Referrals.EmailAddress.TryParse(email, out _))
            errors["/email"] = ["Not an email address."];
        if (input.Phone is { Length: > 40 }) errors["/phone"] = ["At most 40 characters."];
        return errors.Count > 0 ? ProblemFor.Input(errors).AsResult()
            : await Send(id, new SourceCommand.Define(new SourceId(id), input.Name.Trim(), input.Kind, input.Active,
                input.Email, input.Phone), body.Hash, http, caller, grains, calls, catalog, created: false);
    }

    private static async Task<IResult> AddCampaign(string id, HttpContext http, Caller caller, IGrainFactory grains,
        GrainCalls calls, SourceCatalog catalog, CancellationToken ct)
    {
        var body = await JsonBody.Read<CampaignInput>(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        var (campaign, errors) = CampaignParser.Parse(body.Value!);
        return campaign is null ? ProblemFor.Input(errors).AsResult()
            : await Send(id, new SourceCommand.AddCampaign(campaign), body.Hash, http, caller, grains, calls, catalog,
                created: true);
    }

    private static async Task<IResult> Send(string id, SourceCommand command, string hash, HttpContext http,
        Caller caller, IGrainFactory grains, GrainCalls calls, SourceCatalog catalog, bool created)
    {
        var (request, problem) = ApiRequest.Read(http, caller, hash);
        if (problem is not null) return problem.AsResult();
        if (!ChosenId.IsValid(id)) return ApiResults.NotFound();
        var envelope = new CommandEnvelope<SourceCommand>(command, request!.Actor, false, request.Operation,
            request.IfVersion);
        var outcome = await calls.Send(request.Operation, () => grains.GetGrain<ISourceGrain>(id).Handle(envelope));
        if (outcome.Unknown) return ProblemFor.OutcomeUnknown(request.StatusPath).AsResult();
        if (outcome.Refusal is { } refusal)
            return refusal.Code == "source-unknown" ? ApiResults.NotFound() : ProblemFor.Refusal(refusal).AsResult();
        await catalog.ReadChange();
        return VersionedResult.Create(View(new Snapshot<Source>(outcome.State!, outcome.Version)), outcome.Version,
            outcome.Replayed,
            created ? $"/api/sources/{id}/campaigns" : null);
    }

    private static async Task<Snapshot<Source>?> Find(string id, IGrainFactory grains, GrainCalls calls,
        CurrentReads reads, SourceMapper mapper, Caller caller) =>
        ChosenId.IsValid(id) && Sees(caller, id)
            ? await calls.Read(() => reads.Read(mapper, id, () => grains.GetGrain<ISourceGrain>(id).Show())) : null;

    private static bool Sees(Caller caller, string id) => AccessPolicy.DecideAny(
        caller, [Permission.ReadSources, Permission.WatchSource], AccessObject.Source(id)).Allowed;

    private static SourceView View(Snapshot<Source> shown)
    {
        var source = shown.State;
        return new SourceView(source.Id.Value, shown.Version, source.Name, source.Kind, source.Active, source.Email,
            source.Phone,
            [.. source.Campaigns.Select(c => new CampaignInput(c.Code, c.Name, Iso(c.From), Iso(c.To),
                c.PromiseDays))]);
    }

    private static string? Iso(NodaTime.LocalDate? date) => date is { } day ? LocalDatePattern.Iso.Format(day) : null;
}
