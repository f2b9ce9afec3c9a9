using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Intake;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Domain.Text;
using ReferralSilo.Domain.Time;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Storage;

namespace ReferralSilo.Api.Referrals;

/// <summary>The result of a command: the changed referral, or a problem.</summary>
/// <param name="Written">The referral as the caller sees it; null when the command was refused.</param>
/// <param name="Id">Id of the referral.</param>
/// <param name="Version">Version of the referral after the command.</param>
/// <param name="Problem">Why the command was refused; null when it was accepted.</param>
/// <param name="Replayed">True when an earlier result is repeated.</param>
/// <param name="Created">True when this command created the referral, now or when it was first answered.</param>
/// <param name="Changed">True when this command changed an existing referral.</param>
public sealed record ReferralAnswer(SerializedView? Written, string Id, long Version, Problem? Problem, bool Replayed,
    bool Created, bool Changed = false)
{
    public ReferralView? View => Written?.Value;

    public static ReferralAnswer Refused(Problem problem, bool replayed = false) =>
        new(null, "", 0, problem, replayed, false);
}

/// <summary>The history of a referral.</summary>
/// <param name="Entries">The entries that the caller sees, oldest first.</param>
/// <param name="Version">Version of the referral.</param>
public sealed record ReferralEvents(IReadOnlyList<HistoryEntry> Entries, long Version);

/// <summary>Reads single referrals and sends their commands, for the API, FHIR and the screens, within the rights of
/// the caller.</summary>
public sealed class ReferralService(IGrainFactory grains, GrainCalls calls, CurrentReads reads,
    NewReferralWriter created, ILedger ledger, ReferralMapper mapper, DuplicateFinder duplicates, IStaffDirectory staff,
    BookingRefusals refusals, IClock clock)
{
    /// <summary>Longest id that is looked up, characters.</summary>
    private const int LongestId = 64;

    /// <summary>Count of alternative slots in a <c>slot-taken</c> problem.</summary>
    private const int NextBest = 3;

    /// <summary>One referral; 404 also when the caller may not see it.</summary>
    public async Task<Answer<ReferralView>> Read(string id, Caller caller)
    {
        var (shown, right) = await Find(id, caller, Permission.ReadReferrals);
        return shown is null
            ? new Answer<ReferralView>(null, ProblemFor.Code(ProblemCodes.NotFound))
            : new Answer<ReferralView>(Limit(await View(shown, caller), right, caller), null);
    }

    /// <summary>The part of a referral that a decision allows.</summary>
    public static ReferralView Limit(ReferralView view, AccessDecision right, Caller caller) =>
        ReferralLevels.Limit(view, right.Level, command =>
            CommandTable.All.FirstOrDefault(row => row.Name == command) is { } row && caller.Can(row.Permission));

    /// <summary>The events of a referral that the caller sees, oldest first, with the version of the
    /// referral.</summary>
    public async Task<Answer<ReferralEvents>> History(string id, Caller caller, CancellationToken ct)
    {
        var (shown, right) = await Find(id, caller, Permission.ReadReferrals);
        if (shown is null) return new Answer<ReferralEvents>(null, ProblemFor.Code(ProblemCodes.NotFound));
        var events = await ledger.ReadEvents(new StreamId(ReferralMapper.StreamKind, id), ct);
        var reader = ApiRequest.ActorOf(caller);
        var entries = events.Select(e => HistoryLevels.Limit(ReferralHistory.Entry(e.Version, e.At, e.Actor, e.Type,
            mapper.ReadEvent(e.Body.Span)), right.Level, reader)).OfType<HistoryEntry>();
        return new Answer<ReferralEvents>(new ReferralEvents([.. entries],
            events.Count > 0 ? events[^1].Version : shown.Version), null);
    }

    /// <summary>Decides by the current state whether the caller may do this with the referral. One that does not exist
    /// is out of scope.</summary>
    public async Task<AccessDecision> Decide(string id, Caller caller, IReadOnlyList<Permission> anyOf)
    {
        var shown = IsId(id) ? await calls.Read(() => Current(id)) : null;
        return AccessPolicy.DecideAny(caller, anyOf, shown is null ? AccessObject.Absent("referral", id)
            : AccessObject.Of(shown.State, clock.GetCurrentInstant()));
    }

    /// <summary>Sends one command, if the caller may use it with the referral.</summary>
    /// <param name="id">Referral id.</param>
    /// <param name="command">The command.</param>
    /// <param name="request">Caller, operation and version condition.</param>
    /// <param name="bySource">True when the caller passes on what the sender of the order decided.</param>
    public async Task<ReferralAnswer> Send(string id, ReferralCommand command, ApiRequest request,
        bool bySource = false)
    {
        // A command that only the program itself sends has no row.
        if (CommandTable.Of(command) is not { Permission: var permission } || !request.Caller.Can(permission))
            return ReferralAnswer.Refused(ProblemFor.Code(ProblemCodes.Forbidden));
        // A caller who sees all referrals needs no read before the command, which saves a call that often goes to
        // another silo.
        if (!IsId(id)) return ReferralAnswer.Refused(ProblemFor.Code(ProblemCodes.NotFound));
        if (!AccessPolicy.CoversEveryReferral(request.Caller, permission)
            && await Denied(id, request.Caller, permission) is { } denied)
            return await IsRepeated(request.Operation) ? await Execute(new ReferralId(id), command, request)
                : ReferralAnswer.Refused(denied);
        command = CleanText.CleanRecord(command, dropControls: true);
        return command switch
        {
            Assign { To: { } to } => await AssignTo(to, id, request),
            SupplyInformation supplied => await Supply(supplied, id, request),
            _ => await Execute(new ReferralId(id), command, request, bySource),
        };
    }

    /// <summary>True when the caller sent this very request before. It is answered as it was then, without an effect,
    /// also when it moved the referral out of the caller's scope.</summary>
    public async Task<bool> IsRepeated(OperationName operation) =>
        (await calls.Read(() => ledger.FindOperation(operation.Id)))?.Operation.RequestHash == operation.RequestHash;

    /// <summary>The data is parsed as at intake, which the domain rules cannot do.</summary>
    private async Task<ReferralAnswer> Supply(SupplyInformation sent, string id, ApiRequest request)
    {
        var today = CivilTime.LatestDay(clock.GetCurrentInstant());
        var (supplied, errors) = SupplyParser.Parse(sent, !request.Caller.BoundToSource, today);
        return supplied is null ? ReferralAnswer.Refused(ProblemFor.Input(errors))
            : await Execute(new ReferralId(id), supplied, request);
    }

    /// <summary>The answer to a caller who may not do this with the referral; null when they may. Who may see the
    /// referral gets 403, all others 404.</summary>
    private async Task<Problem?> Denied(string id, Caller caller, Permission action)
    {
        if (await calls.Read(() => grains.GetGrain<IReferralGrain>(id).Show()) is not { } shown)
            return ProblemFor.Code(ProblemCodes.NotFound);
        var target = AccessObject.Of(shown.State, clock.GetCurrentInstant());
        return caller.May(action, target) ? null : ProblemFor.Code(
            caller.May(Permission.ReadReferrals, target) ? ProblemCodes.Forbidden : ProblemCodes.NotFound);
    }

    /// <summary>The domain rules have no accounts, so the account and its service line are checked here. A retry gets
    /// its first result even if the account was removed since.</summary>
    private async Task<ReferralAnswer> AssignTo(string to, string id, ApiRequest request)
    {
        if (await calls.Read(() => grains.GetGrain<IReferralGrain>(id).Show()) is not { } shown)
            return ReferralAnswer.Refused(ProblemFor.Code(ProblemCodes.NotFound));
        string? assignee;
        try
        {
            assignee = to.Length <= LongestId
                ? await staff.FindAssignable(to, shown.State.Case.ServiceLine.Value)
                : null;
        }
        catch (RightsUnknownException)
        {
            return ReferralAnswer.Refused(ProblemFor.Code(ProblemCodes.Unavailable));
        }

        return assignee is null && await calls.Read(() => ledger.FindOperation(request.Operation.Id)) is null
            ? ReferralAnswer.Refused(ProblemFor.Refusal(ReferralRefusals.AssigneeUnknown))
            : await Execute(new ReferralId(id), new Assign(assignee ?? to), request);
    }

    /// <summary>Sends a command without checking whether the caller may see the referral, which may not exist
    /// yet.</summary>
    public async Task<ReferralAnswer> Execute(ReferralId id, ReferralCommand command, ApiRequest request,
        bool bySource = false)
    {
        var envelope = new CommandEnvelope<ReferralCommand>(command, request.Actor,
            request.Caller.Can(Permission.DecideReferral), request.Operation, request.IfVersion,
            bySource || request.Caller.BoundToSource);
        var outcome = await calls.Send(request.Operation, async () =>
            await created.Write(envelope) ?? await grains.GetGrain<IReferralGrain>(id.Value).Handle(envelope));

        if (outcome.Unknown) return ReferralAnswer.Refused(ProblemFor.OutcomeUnknown(request.StatusPath));
        if (outcome.Refusal == ReferralRefusals.Unknown)
            return ReferralAnswer.Refused(ProblemFor.Code(ProblemCodes.NotFound));
        if (outcome.Refusal is { } refusal)
            return ReferralAnswer.Refused(ProblemFor.Refusal(refusal, await Alternatives(outcome.State)),
                outcome.Replayed);
        var result = outcome.State!;
        // A replay returns the referral of the first answer, even if its identifiers lead to another one now.
        if (outcome.Replayed) id = new ReferralId(result.View!.Value.Id);
        // The sender of an order does not learn of orders with the same number from others.
        var person = command is Submit && result.Person is { } traits
            ? PersonTraits.Parse(traits)?.WithoutOrders().ToString()
            : result.Person;
        var possibleDuplicates = await PossibleDuplicates(id, result.ServiceLine, person, request.Caller,
            command is Submit ? duplicates.Find : duplicates.FindCached);
        var view = possibleDuplicates.Count == 0 ? result.View
            : new SerializedView(result.View!.Value with { PossibleDuplicates = possibleDuplicates });
        return new ReferralAnswer(Limit(view!, command, request.Caller), id.Value, outcome.Version, null,
            outcome.Replayed,
            Created: outcome is { Version: 1, NoChange: false },
            Changed: outcome is { Version: > 1, Replayed: false, NoChange: false });
    }

    /// <summary>What the sender of a command may see of its answer. A referral that left the caller's scope by the
    /// command, or was never in it: the sender of the order sees what they sent, others only the stage.</summary>
    private static SerializedView Limit(SerializedView view, ReferralCommand command, Caller caller)
    {
        if (AccessPolicy.SeesEveryReferralInFull(caller, Permission.ReadReferrals)) return view;
        var right = AccessPolicy.Decide(caller, Permission.ReadReferrals, AccessObject.Of(view.Value));
        if (!right.Allowed)
            right = right with { Level = command is Submit ? ViewLevel.Source : ViewLevel.Record };
        return right.Level == ViewLevel.Full ? view : new SerializedView(Limit(view.Value, right, caller));
    }

    /// <summary>The refusal when the referral is for another patient; null when it is not.</summary>
    public async Task<Refusal?> AnotherPatient(ReferralId id, Patient patient) =>
        await calls.Read(() => grains.GetGrain<IReferralGrain>(id.Value).Show()) is { } shown
        && SubmissionMerge.PatientConflicts(shown.State.Case.Submission.Patient, patient) is { Count: > 0 } fields
        && SubmissionMerge.PatientConflicts(shown.State.Case.Patient, patient).Count > 0
            ? ReferralRefusals.IdentifierConflict(fields)
            : null;

    /// <summary>The best slots for a referral.</summary>
    public async Task<Answer<SlotMatches>> Matches(string id, int limit, Caller caller)
    {
        if ((await Find(id, caller, Permission.ReadCapacity)).Shown is not { } shown)
            return new Answer<SlotMatches>(null, ProblemFor.Code(ProblemCodes.NotFound));
        var best = await calls.Read(() => BestSlots(MatchNeed.From(shown.State), limit));
        return new Answer<SlotMatches>(await refusals.Mark(best, shown.State), null);
    }

    /// <summary>Never older than what another silo has shown. Null when there is no such referral, and when the caller
    /// may not do this with it.</summary>
    private async Task<(Snapshot<Referral>? Shown, AccessDecision Right)> Find(string id, Caller caller,
        Permission action)
    {
        var shown = IsId(id) ? await calls.Read(() => Current(id)) : null;
        var right = AccessPolicy.Decide(caller, action, shown is null ? AccessObject.Absent("referral", id)
            : AccessObject.Of(shown.State, clock.GetCurrentInstant()));
        return (right.Allowed ? shown : null, right);
    }

    private Task<Snapshot<Referral>?> Current(string id) =>
        reads.Read(mapper, id, () => grains.GetGrain<IReferralGrain>(id).Show());

    private static bool IsId(string id) => id.Length <= LongestId && !string.IsNullOrWhiteSpace(id);

    private delegate ValueTask<IReadOnlyList<string>> FindDuplicates(ServiceLineId line, string person,
        ReferralId except);

    private async Task<ReferralView> View(Snapshot<Referral> shown, Caller caller)
    {
        var referral = shown.State.Case;
        var person = PersonTraits.From(referral).ToString();
        return ReferralViews.View(
            shown.State, shown.Version, clock.GetCurrentInstant(),
                await PossibleDuplicates(referral.Id, referral.ServiceLine, person, caller, duplicates.Find));
    }

    /// <summary>Possible duplicates are reported, never dropped (IN-5). The service line's list may be slightly behind,
    /// which does no harm. A source does not learn of referrals of others.</summary>
    private static async Task<IReadOnlyList<string>> PossibleDuplicates(ReferralId id, ServiceLineId line,
        string? person, Caller caller, FindDuplicates find)
    {
        if (person is null || !caller.May(Permission.ReadPatients, AccessObject.ServiceLine(line.Value))) return [];
        try
        {
            return await find(line, person, id);
        }
        catch (Exception e) when (GrainCalls.IsTransient(e) || NewerFormException.In(e) is not null)
        {
            // A missing hint must not hide a successful read or commit.
            return [];
        }
    }

    /// <summary>A referral whose slots the caller may ask for; null for any other.</summary>
    internal async Task<Referral?> ForSlots(string id, Caller caller) =>
        (await Find(id, caller, Permission.ReadCapacity)).Shown?.State;

    private Task<SlotMatches> BestSlots(MatchNeed need, int limit) =>
        grains.GetGrain<IServiceLineGrain>(need.Must.ServiceLine.Value).BestSlots(need, limit);

    private async Task<IReadOnlyList<SlotMatch>?> Alternatives(ReferralResult? refused) =>
        refused?.Need is { } need ? (await BestSlots(need, NextBest)).Items : null;
}
