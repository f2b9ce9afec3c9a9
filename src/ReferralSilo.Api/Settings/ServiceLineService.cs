using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Storage;

namespace ReferralSilo.Api.Settings;

/// <summary>Reads and changes service lines, for the API and the screens.</summary>
public sealed class ServiceLineService(IGrainFactory grains, GrainCalls calls, IdempotencyStore operations,
    ServiceLineCatalog catalog, IClock clock)
{
    /// <summary>The service lines that the caller may see, by id.</summary>
    public async Task<IReadOnlyList<ServiceLineView>> All(Caller caller) =>
    [
        .. (await catalog.Views())
            .Where(v => caller.May(Permission.ReadServiceLines, AccessObject.ServiceLine(v.Id)))
            .Select(v => Limit(v, caller)),
    ];

    /// <summary>Who triages sees who is on call; only who may change the line sees the numbers and mailboxes.</summary>
    private static ServiceLineView Limit(ServiceLineView view, Caller caller)
    {
        if (view.Settings.OnCall is not { } onCall
            || caller.May(Permission.ManageServiceLines, AccessObject.None)) return view;
        var seen = !caller.May(Permission.WatchTriage, AccessObject.ServiceLine(view.Id)) ? null : onCall with
        {
            People = [.. onCall.People.Select(Limit)],
            Supervisor = onCall.Supervisor is { } last ? Limit(last) : null,
        };
        return view with { Settings = view.Settings with { OnCall = seen } };
    }

    private static OnCallPersonInput Limit(OnCallPersonInput person) => person with { Phone = null, Email = null };

    /// <summary>One service line; null when there is none or the caller may not see it.</summary>
    public async Task<ServiceLineView?> Find(string id, Caller caller) =>
        (await All(caller)).FirstOrDefault(v => v.Id == id);

    /// <summary>Creates or changes a service line.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="input">The settings.</param>
    /// <param name="given">Names of the parts that change, as in the JSON; null for all.</param>
    /// <param name="request">The caller, the operation and the expected version.</param>
    public async Task<SettingAnswer<ServiceLineView>> Put(string id, ServiceLineInput input,
        IReadOnlyList<string>? given, ApiRequest request)
    {
        // Each part by itself when some stay; the grain checks that they fit those that stay.
        var (line, errors) =
            ServiceLineParser.Parse(new ServiceLineId(id), 0, input, isStored: given is not null);
        if (!ChosenId.IsValid(id) || id == ServiceLineId.Unassigned.Value)
            return ProblemFor.Input(errors.Append(new("/id", ["1 to 64 of a-z, 0-9 and -, and not \"unassigned\"."]))
                .ToDictionary());
        if (line is null) return ProblemFor.Input(errors);

        var stream = new StreamId(IServiceLineSettingsGrain.StreamKind, id);
        var reserved =
            await calls.Read(() => operations.Reserve(request.Operation, stream, clock.GetCurrentInstant()));
        if (reserved.Refusal is { } refused) return ProblemFor.Refusal(refused);
        var envelope = new CommandEnvelope<PutServiceLine>(new PutServiceLine(id, input, given), request.Actor, false,
            request.Operation, request.IfVersion);
        var outcome = await calls.Send(request.Operation, () =>
            grains.GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key).Put(envelope),
            mayBeApplied: !reserved.IsNew);
        if (outcome.Unknown) return ProblemFor.OutcomeUnknown(request.StatusPath);
        if (outcome.Refusal is { } refusal) return ProblemFor.Refusal(refusal);
        await catalog.ReadChange();
        return new SettingAnswer<ServiceLineView>(outcome.State, outcome.Version, null, outcome.Replayed);
    }
}
