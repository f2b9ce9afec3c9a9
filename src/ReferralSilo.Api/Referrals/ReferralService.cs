using NodaTime;
using ReferralSilo.Api.Access;
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

/// <summary>Reads single referrals and sends their commands, for the API, FHIR and the screens, within the rights of
/// the caller.</summary>
public sealed class ReferralService(IGrainFactory grains, GrainCalls calls, CurrentReads reads,
    NewReferralWriter created, ILedger ledger, ReferralMapper mapper, DuplicateFinder duplicates, IStaffDirectory staff,
    IClock clock)
{
    /// <summary>Longest id that is looked up, characters.</summary>
    private const int LongestId = 64;

    /// <summary>Count of alternative slots in a <c>slot-taken</c> problem.</summary>
    private const int NextBest = 3;

    /// <summary>One referral; 404 also when the caller may not see it.</summary>
    public async Task<Answer<ReferralView>> Read(string id, Caller caller)
    {
        var shown = await FindCurrent(id, caller);
        return shown is null
            ? new Answer<ReferralView>(null, ProblemFor.Code(ProblemCodes.NotFound))
            : new Answer<ReferralView>(await View(shown, caller), null);
    }

    /// <summary>The events of a referral, oldest first.</summary>
    public async Task<Answer<IReadOnlyList<HistoryEntry>>> History(string id, Caller caller, CancellationToken ct)
    {
        if (await FindCurrent(id, caller) is null)
            return new Answer<IReadOnlyList<HistoryEntry>>(null, ProblemFor.Code(ProblemCodes.NotFound));
        var events = await ledger.ReadEvents(new StreamId(ReferralMapper.StreamKind, id), ct);
        return new Answer<IReadOnlyList<HistoryEntry>>(
            [.. events.Select(e => ReferralHistory.Entry(e.Version, e.At, e.Actor, e.Type,
                mapper.ReadEvent(e.Body.Span)))], null);
    }

    /// <summary>Sends one command, if the caller may use it and may see the referral.</summary>
    public async Task<ReferralAnswer> Send(string id, ReferralCommand command, ApiRequest request)
    {
        if (!request.Caller.MaySend(command))
            return ReferralAnswer.Refused(ProblemFor.Code(ProblemCodes.Forbidden));
        // A caller who sees all referrals needs no read before the command, which saves a call that often goes to
        // another silo.
        if (id.Length > LongestId || string.IsNullOrWhiteSpace(id) || !MaySeeAll(request.Caller)
            && await Find(id, request.Caller) is null)
            return ReferralAnswer.Refused(ProblemFor.Code(ProblemCodes.NotFound));
        command = CleanText.CleanRecord(command, dropControls: true);
        return command is Assign { To: { } to } ? await AssignTo(to, id, request)
            : await Execute(new ReferralId(id), command, request);
    }

    /// <summary>The domain rules have no accounts, so the account and its service line are checked here. A retry gets
    /// its first result even if the account was removed since.</summary>
    private async Task<ReferralAnswer> AssignTo(string to, string id, ApiRequest request)
    {
        if (await Find(id, request.Caller) is not { } shown)
            return ReferralAnswer.Refused(ProblemFor.Code(ProblemCodes.NotFound));
        var assignee = to.Length <= LongestId
            ? await staff.FindAssignable(to, shown.State.Case.ServiceLine.Value)
            : null;
        return assignee is null && await ledger.FindOperation(request.Operation.Id) is null
            ? ReferralAnswer.Refused(ProblemFor.Refusal(ReferralRefusals.AssigneeUnknown))
            : await Execute(new ReferralId(id), new Assign(assignee ?? to), request);
    }

    /// <summary>Sends a command without checking whether the caller may see the referral, which may not exist
    /// yet.</summary>
    public async Task<ReferralAnswer> Execute(ReferralId id, ReferralCommand command, ApiRequest request)
    {
        var envelope = new CommandEnvelope<ReferralCommand>(command, request.Actor,
            request.Caller.Can(Permission.DecideReferral), request.Operation, request.IfVersion);
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
        return new ReferralAnswer(view, id.Value, outcome.Version, null, outcome.Replayed,
            Created: outcome is { Version: 1, NoChange: false },
            Changed: outcome is { Version: > 1, Replayed: false, NoChange: false });
    }

    /// <summary>The refusal when the referral is for another patient; null when it is not.</summary>
    public async Task<Refusal?> AnotherPatient(ReferralId id, Patient patient) =>
        await calls.Read(() => grains.GetGrain<IReferralGrain>(id.Value).Show()) is { } shown
        && SubmissionMerge.PatientConflicts(shown.State.Case.Submission.Patient, patient) is { Count: > 0 } fields
            ? ReferralRefusals.IdentifierConflict(fields)
            : null;

    /// <summary>The best slots for a referral.</summary>
    public async Task<Answer<SlotMatches>> Matches(string id, int limit, Caller caller)
    {
        if (await FindCurrent(id, caller) is not { } shown)
            return new Answer<SlotMatches>(null, ProblemFor.Code(ProblemCodes.NotFound));
        return new Answer<SlotMatches>(await calls.Read(() => BestSlots(MatchNeed.From(shown.State), limit)), null);
    }

    /// <summary>For the check before a command: may be outdated, because the commit checks the version.</summary>
    private Task<Snapshot<Referral>?> Find(string id, Caller caller) =>
        Find(id, caller, () => grains.GetGrain<IReferralGrain>(id).Show());

    /// <summary>For display: never older than what another silo has shown.</summary>
    private Task<Snapshot<Referral>?> FindCurrent(string id, Caller caller) =>
        Find(id, caller, () => reads.Read(mapper, id, () => grains.GetGrain<IReferralGrain>(id).Show()));

    private async Task<Snapshot<Referral>?> Find(string id, Caller caller, Func<Task<Snapshot<Referral>?>> show)
    {
        if (id.Length > LongestId || string.IsNullOrWhiteSpace(id)) return null;
        var shown = await calls.Read(show);
        return shown is not null && MaySee(shown.State.Case, caller) ? shown : null;
    }

    private static bool MaySeeAll(Caller caller) => !caller.BoundToSource && caller.ServiceLines.Count == 0;

    private static bool MaySee(ReferralCase referral, Caller caller) =>
        caller.MaySeeSource(referral.Submission.Source?.Value) && caller.MaySeeServiceLine(referral.ServiceLine.Value);

    private delegate ValueTask<IReadOnlyList<string>> FindDuplicates(ServiceLineId line, string person,
        ReferralId except);

    private async Task<ReferralView> View(Snapshot<Referral> shown, Caller caller)
    {
        var referral = shown.State.Case;
        var person = PersonTraits.From(referral.Submission).ToString();
        return ReferralViews.View(
            shown.State, shown.Version, clock.GetCurrentInstant(),
                await PossibleDuplicates(referral.Id, referral.ServiceLine, person, caller, duplicates.Find));
    }

    /// <summary>Possible duplicates are reported, never dropped (IN-5). The service line's list may be slightly behind,
    /// which does no harm. A source does not learn of referrals of others.</summary>
    private static async Task<IReadOnlyList<string>> PossibleDuplicates(ReferralId id, ServiceLineId line,
        string? person, Caller caller, FindDuplicates find)
    {
        if (caller.BoundToSource || person is null) return [];
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

    private Task<SlotMatches> BestSlots(MatchNeed need, int limit) =>
        grains.GetGrain<IServiceLineGrain>(need.Must.ServiceLine.Value).BestSlots(need, limit);

    private async Task<IReadOnlyList<SlotMatch>?> Alternatives(ReferralResult? refused) =>
        refused?.Need is { } need ? (await BestSlots(need, NextBest)).Items : null;
}
