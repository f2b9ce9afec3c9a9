using NodaTime;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Templates;
using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Grains.Sources;
using ReferralSilo.Grains.Templates;

namespace ReferralSilo.Messaging.Templates;

/// <summary>Reads and changes templates, for the API and the screens.</summary>
public sealed class TemplateService(IGrainFactory grains, GrainCalls calls, CurrentReads reads, TemplateMapper mapper,
    TemplateCatalog catalog, TemplateJudge judge, SourceCatalog sources, ServiceLineCatalog lines)
{
    /// <summary>Maximum number of templates; each silo has a copy of all.</summary>
    public const int MaxTemplates = 500;

    private const int LongestKey = 64, ShortestName = 3;

    private static readonly string[] Languages = ["en", "es"];

    /// <summary>All templates by key, without judgements.</summary>
    public async Task<IReadOnlyList<TemplateView>> All() => [.. (await catalog.All()).Select(t => View(t, null))];

    /// <summary>One template as it is now, with the judgement of each version; null when there is none.</summary>
    public async Task<TemplateView?> Find(string key) =>
        await Read(key) is { } shown ? View(shown, await Names()) : null;

    /// <summary>How a text reads that is not saved.</summary>
    public async Task<TemplateJudgement> Preview(TemplateInput input) => judge.Judge(TextOf(input), await Names());

    /// <summary>Adds a version as a draft.</summary>
    public async Task<SettingAnswer<TemplateView>> Write(TemplateInput input, ApiRequest request)
    {
        if (!IsKey(input.Key))
            return ProblemFor.Input("/key", $"1 to {LongestKey} of a-z, 0-9, dot and dash.");
        if (input.Occasion == MessageOccasion.Reply)
            return ProblemFor.Input("/occasion", "Staff writes each answer anew; answers have no template.");
        if (!Languages.Contains(input.Language))
            return ProblemFor.Input("/language", "en or es.");
        var text = TextOf(input);
        if (judge.Judge(text, await Names()).Errors is { Count: > 0 } errors)
            return ProblemFor.Input(errors);
        if ((await catalog.All()).Select(t => t.State.Key).ToHashSet() is { Count: >= MaxTemplates } known
            && !known.Contains(input.Key))
            return ProblemFor.Code("too-many-templates", $"There are at most {MaxTemplates} templates.");
        return await Send(new TemplateCommand.Write(input.Key, text), request);
    }

    /// <summary>Asks for a decision about a draft; it is judged again, because names of sources may be new.</summary>
    public async Task<SettingAnswer<TemplateView>> Submit(string key, int number, ApiRequest request)
    {
        if (await Read(key) is not { State: var template } || template.Find(number) is not { } version)
            return ProblemFor.Code(ProblemCodes.NotFound);
        return judge.Judge(TextOf(template, version), await Names()).Errors is { Count: > 0 } errors
            ? ProblemFor.Input(errors) : await Send(new TemplateCommand.Submit(key, number), request);
    }

    public Task<SettingAnswer<TemplateView>> Withdraw(string key, int number, ApiRequest request) =>
        Send(new TemplateCommand.Withdraw(key, number), request);

    public Task<SettingAnswer<TemplateView>> Approve(string key, int number, TemplateApproval approval,
        ApiRequest request) =>
        Send(new TemplateCommand.Approve(key, number) { Read = approval.Fingerprint }, request);

    public async Task<SettingAnswer<TemplateView>> Reject(string key, int number, TemplateRejection rejection,
        ApiRequest request) =>
        string.IsNullOrWhiteSpace(rejection.Reason)
            ? ProblemFor.Input("/reason", "It must not be blank.")
            : await Send(new TemplateCommand.Reject(key, number, rejection.Reason.Trim()), request);

    public Task<SettingAnswer<TemplateView>> Retire(string key, int number, ApiRequest request) =>
        Send(new TemplateCommand.Retire(key, number), request);

    private async Task<SettingAnswer<TemplateView>> Send(TemplateCommand command, ApiRequest request)
    {
        if (!IsKey(command.Key)) return ProblemFor.Code(ProblemCodes.NotFound);
        var envelope = new CommandEnvelope<TemplateCommand>(command, request.Actor, false, request.Operation,
            request.IfVersion);
        var outcome = await calls.Send(request.Operation, () =>
            grains.GetGrain<ITemplateGrain>(command.Key).Handle(envelope));
        if (outcome.Unknown) return ProblemFor.OutcomeUnknown(request.StatusPath);
        if (outcome.Refusal is { } refusal)
            return refusal.Code == TemplateRefusals.Unknown.Code ? ProblemFor.Code(ProblemCodes.NotFound)
                : ProblemFor.Refusal(refusal);
        await catalog.ReadChange();
        var view = View(new Snapshot<Template>(outcome.State!, outcome.Version), await Names());
        return new SettingAnswer<TemplateView>(view, outcome.Version, null, outcome.Replayed);
    }

    private async Task<Snapshot<Template>?> Read(string key) => !IsKey(key) ? null : TemplateCatalog.Shown(key,
        await calls.Read(() => reads.Read(mapper, key, () => grains.GetGrain<ITemplateGrain>(key).Show())));

    private TemplateView View(Snapshot<Template> shown, IReadOnlyCollection<string>? names)
    {
        var template = shown.State;
        return new(template.Key, shown.Version, template.Occasion, template.Channel, template.Language,
            template.Approved?.Number,
            [.. template.Versions.Reverse().Select(v => new TemplateVersionView(v.Number, v.Status, v.Subject, v.Body,
                v.Author, At(v.WrittenAt), v.DecidedBy, At(v.DecidedAt), v.Reason,
                names is null ? null : judge.Judge(TextOf(template, v), names)) { Fingerprint = v.Fingerprint })]);
    }

    private async Task<IReadOnlyCollection<string>> Names() =>
        // A very short name would forbid ordinary words.
        [.. (await sources.All()).Select(s => s.State.Name).Concat((await lines.All()).Values.Select(l => l.Name))
            .Where(name => name.Length >= ShortestName)];

    private static TemplateText TextOf(TemplateInput input) => new(input.Occasion, input.Channel, input.Language,
        string.IsNullOrWhiteSpace(input.Subject) ? null : input.Subject.Trim(),
        input.Body.ReplaceLineEndings("\n").Trim());

    private static TemplateText TextOf(Template template, TemplateVersion version) =>
        new(template.Occasion, template.Channel, template.Language, version.Subject, version.Body);

    private static DateTimeOffset? At(Instant? at) => at?.ToDateTimeOffset();

    private static bool IsKey(string key) => key is { Length: > 0 and <= LongestKey }
        && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');
}
