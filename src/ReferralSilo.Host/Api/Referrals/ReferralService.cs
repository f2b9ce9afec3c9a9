using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Text;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Host.Api.Problems;
using ReferralSilo.Host.Security.Accounts;
using ReferralSilo.Host.Security.Rights;
using ReferralSilo.Storage;

namespace ReferralSilo.Host.Api.Referrals;

/// <summary>The referral as a command left it, or a problem, and whether it is the answer of before.</summary>
/// <param name="Written">As shown to the caller; null when refused.</param>
/// <param name="Id">Of the referral.</param>
/// <param name="Version">Of the referral.</param>
/// <param name="Problem">The no.</param>
/// <param name="Replayed">It is the answer of before.</param>
/// <param name="Created">The command, now or when it was first answered, made it.</param>
/// <param name="Changed">This command changed it.</param>
public sealed record ReferralAnswer(SerializedView? Written, string Id, long Version, Problem? Problem, bool Replayed,
    bool Created, bool Changed = false)
{
    public ReferralView? View => Written?.Value;

    public static ReferralAnswer Refused(Problem problem, bool replayed = false) =>
        new(null, "", 0, problem, replayed, false);
}

/// <summary>Everything one may do with a single referral, the same for the API, FHIR and the screens: scope, order,
/// view.</summary>
public sealed class ReferralService(
    IGrainFactory grains, GrainCalls calls, CurrentReads reads, NewReferralWriter created, ILedger ledger,
        ReferralMapper form, DuplicateFinder persons,
    StaffDirectory staff, TimeProvider time)
{
    /// <summary>Longest id that is looked up, characters.</summary>
    private const int LongestId = 64;

    /// <summary>Next best slots told with <c>slot-taken</c>.</summary>
    private const int NextBest = 3;

    /// <summary>One referral; 404 also for one the caller may not know of.</summary>
    public async Task<Answer<ReferralView>> Read(string id, Caller caller)
    {
        var shown = await FindCurrent(id, caller);
        return shown is null
            ? new Answer<ReferralView>(null, ProblemFor.Code(ProblemCodes.NotFound))
            : new Answer<ReferralView>(await View(shown, caller), null);
    }

    /// <summary>Its events, oldest first.</summary>
    public async Task<Answer<IReadOnlyList<HistoryEntry>>> History(string id, Caller caller, CancellationToken ct)
    {
        if (await FindCurrent(id, caller) is null) return new Answer<IReadOnlyList<HistoryEntry>>(null,
            ProblemFor.Code(ProblemCodes.NotFound));
        var events = await ledger.ReadEvents(new StreamId(ReferralMapper.StreamKind, id), ct);
        return new Answer<IReadOnlyList<HistoryEntry>>(
            [.. events.Select(e =>
                ReferralHistory.Entry(e.Version, e.At, e.Actor, e.Type, form.ReadEvent(e.Body.Span)))], null);
    }

    /// <summary>Sends one command.</summary>
    public async Task<ReferralAnswer> Send(string id, ReferralCommand command, ApiRequest request)
    {
        if (!request.Caller.MaySend(command)) return ReferralAnswer.Refused(
            ProblemFor.Code(ProblemCodes.Forbidden));
        // Who sees everything needs no look first: that is one call fewer, to another silo as often as not.
        if (id.Length > LongestId || string.IsNullOrWhiteSpace(id) || !SeesAll(request.Caller)
            && await Find(id, request.Caller) is null)
            return ReferralAnswer.Refused(ProblemFor.Code(ProblemCodes.NotFound));
        command = CleanText.CleanRecord(command, dropControls: true);
        return command is Assign { To: { } to } ? await AssignTo(to, id, request)
            : await Order(new ReferralId(id), command, request);
    }

    /// <summary>
    /// The rules know no accounts: that there is such a person, and that the line is theirs, is found out here. A retry
    /// hears its first answer also when the person has left meanwhile.
    /// </summary>
    private async Task<ReferralAnswer> AssignTo(string to, string id, ApiRequest request)
    {
        if (await Find(id, request.Caller) is not { } shown) return ReferralAnswer.Refused(
            ProblemFor.Code(ProblemCodes.NotFound));
        var known = to.Length <= LongestId ? await staff.FindAssignable(to, shown.State.Case.ServiceLine.Value) : null;
        return known is null && await ledger.FindOperation(request.Operation.Id) is null
            ? ReferralAnswer.Refused(ProblemFor.Refusal(ReferralRefusals.AssigneeUnknown))
            : await Order(new ReferralId(id), new Assign(known ?? to), request);
    }

    /// <summary>Sends a command without a lookup first; for a referral that may not exist yet.</summary>
    public async Task<ReferralAnswer> Order(ReferralId id, ReferralCommand command, ApiRequest request)
    {
        var order = new CommandEnvelope<ReferralCommand>(
            command, request.Actor, request.Caller.Can(Permission.DecideReferral), request.Operation,
                request.IfVersion);
        var outcome = await calls.Send(request.Operation, async () =>
            await created.Write(order) ?? await grains.GetGrain<IReferralGrain>(id.Value).Handle(order));

        if (outcome.Unknown) return ReferralAnswer.Refused(ProblemFor.OutcomeUnknown(request.StatusPath));
        if (outcome.Refusal == ReferralRefusals.Unknown) return ReferralAnswer.Refused(
            ProblemFor.Code(ProblemCodes.NotFound));
        if (outcome.Refusal is { } refusal) return ReferralAnswer.Refused(
            ProblemFor.Refusal(refusal, await Alternatives(outcome.State)), outcome.Replayed);
        var told = outcome.State!;
        // An order that was sent again may have gone to another referral since its key was answered: the answer is the
        // first one.
        if (outcome.Replayed) id = new ReferralId(told.View!.Value.Id);
        // Whoever sends an order is not told of orders with its number that others sent.
        var person = command is Submit && told.Person is { } traits ? PersonTraits.Parse(traits)?.WithoutOrders()
            .ToString() : told.Person;
        var others =
            await PossibleDuplicates(id, told.ServiceLine, person, request.Caller, command is Submit ? persons.Find
            : persons.FindCached);
        var view = others.Count == 0 ? told.View
            : new SerializedView(told.View!.Value with { PossibleDuplicates = others });
        return new ReferralAnswer(view, id.Value, outcome.Version, null, outcome.Replayed,
            outcome is { Version: 1, NoChange: false },
                outcome is { Version: > 1, Replayed: false, NoChange: false });
    }

    /// <summary>The no when the referral is known to be for another patient; null when it is not.</summary>
    public async Task<Refusal?> AnotherPatient(ReferralId id, Patient patient) =>
        await calls.Read(() => grains.GetGrain<IReferralGrain>(id.Value).Show()) is { } shown
        && SubmissionMerge.PatientConflicts(shown.State.Case.Submission.Patient, patient) is { Count: > 0 } fields
            ? ReferralRefusals.IdentifierConflict(fields)
            : null;

    /// <summary>The best slots for it.</summary>
    public async Task<Answer<SlotMatches>> Matches(string id, int limit, Caller caller)
    {
        if (await FindCurrent(id, caller) is not { } shown) return new Answer<SlotMatches>(null,
            ProblemFor.Code(ProblemCodes.NotFound));
        return new Answer<SlotMatches>(await calls.Read(() => BestSlots(MatchNeed.From(shown.State), limit)), null);
    }

    /// <summary>Before an order: it may be behind for a moment, and the order's commit finds that out.</summary>
    private Task<Snapshot<Referral>?> Find(string id, Caller caller) =>
        Find(id, caller, () => grains.GetGrain<IReferralGrain>(id).Show());

    /// <summary>To be shown: never older than what was shown elsewhere.</summary>
    private Task<Snapshot<Referral>?> FindCurrent(string id, Caller caller) =>
        Find(id, caller, () => reads.Read(form, id, () => grains.GetGrain<IReferralGrain>(id).Show()));

    private async Task<Snapshot<Referral>?> Find(string id, Caller caller, Func<Task<Snapshot<Referral>?>> show)
    {
        if (id.Length > LongestId || string.IsNullOrWhiteSpace(id)) return null;
        var shown = await calls.Read(show);
        return shown is not null && MaySee(shown.State.Case, caller) ? shown : null;
    }

    private static bool SeesAll(Caller caller) => !caller.BoundToSource && caller.ServiceLines.Count == 0;

    private static bool MaySee(ReferralCase referral, Caller caller) =>
        caller.MaySeeSource(referral.Submission.Source?.Value) && caller.MaySeeServiceLine(referral.ServiceLine.Value);

    private delegate ValueTask<IReadOnlyList<string>> FindPersons(ServiceLineId line, string person, ReferralId but);

    private async Task<ReferralView> View(Snapshot<Referral> shown, Caller caller)
    {
        var referral = shown.State.Case;
        var person = PersonTraits.From(referral.Submission).ToString();
        return ReferralViews.View(
            shown.State, shown.Version, time.Now(),
                await PossibleDuplicates(referral.Id, referral.ServiceLine, person, caller, persons.Find));
    }

    /// <summary>Told, never dropped (IN-5). The service line knows its open referrals; that it may be a moment behind
    /// does no harm. A source learns nothing of others' referrals.</summary>
    private static async Task<IReadOnlyList<string>> PossibleDuplicates(ReferralId id, ServiceLineId line,
        string? person, Caller caller, FindPersons find)
    {
        if (caller.BoundToSource || person is null) return [];
        try
        {
            return await find(line, person, id);
        }
        catch (Exception e) when (GrainCalls.IsTransient(e))
        {
            // What was asked or ordered is answered all the same: a hint that cannot be had must not hide a commit.
            return [];
        }
    }

    private Task<SlotMatches> BestSlots(MatchNeed need, int limit) =>
        grains.GetGrain<IServiceLineGrain>(need.Must.ServiceLine.Value).BestSlots(need, limit);

    private async Task<IReadOnlyList<SlotMatch>?> Alternatives(ReferralResult? refused) =>
        refused?.Need is { } need ? (await BestSlots(need, NextBest)).Items : null;
}
