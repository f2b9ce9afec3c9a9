using NodaTime.Text;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Sources;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Sources;

namespace ReferralSilo.Api.Settings;

/// <summary>Reads and changes referral sources, for the API and the screens.</summary>
public sealed class SourceService(IGrainFactory grains, GrainCalls calls, CurrentReads reads, SourceMapper mapper,
    SourceCatalog catalog)
{
    private const int LongestName = 200, LongestPhone = 40;

    /// <summary>The sources that the caller may see, by id.</summary>
    public async Task<IReadOnlyList<SourceView>> All(Caller caller) =>
        [.. (await catalog.All()).Where(s => Sees(caller, s.State.Id.Value))
            .OrderBy(s => s.State.Id.Value, StringComparer.Ordinal).Select(View)];

    /// <summary>One source as it is now; null when there is none or the caller may not see it.</summary>
    public async Task<SourceView?> Find(string id, Caller caller) =>
        ChosenId.IsValid(id) && Sees(caller, id)
        && await calls.Read(() => reads.Read(mapper, id, () => grains.GetGrain<ISourceGrain>(id).Show())) is { } shown
            ? View(shown) : null;

    /// <summary>Creates or changes a source; its campaigns stay.</summary>
    public async Task<SettingAnswer<SourceView>> Put(string id, SourceInput input, ApiRequest request)
    {
        var errors = new Dictionary<string, string[]>();
        if (!ChosenId.IsValid(id)) errors["/id"] = ["1 to 64 of a-z, 0-9 and -."];
        if (string.IsNullOrWhiteSpace(input.Name) || input.Name.Length > LongestName)
            errors["/name"] = [$"1 to {LongestName} characters."];
        if (input.Email is { } email && !EmailAddress.TryParse(email, out _))
            errors["/email"] = ["Not an email address."];
        if (input.Phone is { Length: > LongestPhone }) errors["/phone"] = [$"At most {LongestPhone} characters."];
        if (errors.Count > 0) return ProblemFor.Input(errors);
        return await Send(id, new SourceCommand.Define(new SourceId(id), input.Name.Trim(), input.Kind, input.Active,
            input.Email, input.Phone), request);
    }

    /// <summary>Starts a campaign of a source.</summary>
    public async Task<SettingAnswer<SourceView>> AddCampaign(string id, CampaignInput input, ApiRequest request)
    {
        var (campaign, errors) = CampaignParser.Parse(input);
        if (campaign is null) return ProblemFor.Input(errors);
        return await Send(id, new SourceCommand.AddCampaign(campaign), request);
    }

    private async Task<SettingAnswer<SourceView>> Send(string id, SourceCommand command, ApiRequest request)
    {
        if (!ChosenId.IsValid(id)) return ProblemFor.Code(ProblemCodes.NotFound);
        var envelope = new CommandEnvelope<SourceCommand>(command, request.Actor, false, request.Operation,
            request.IfVersion);
        var outcome = await calls.Send(request.Operation, () => grains.GetGrain<ISourceGrain>(id).Handle(envelope));
        if (outcome.Unknown) return ProblemFor.OutcomeUnknown(request.StatusPath);
        if (outcome.Refusal is { } refusal)
            return refusal.Code == "source-unknown" ? ProblemFor.Code(ProblemCodes.NotFound)
                : ProblemFor.Refusal(refusal);
        await catalog.ReadChange();
        return new SettingAnswer<SourceView>(View(new Snapshot<Source>(outcome.State!, outcome.Version)),
            outcome.Version, null, outcome.Replayed);
    }

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
