using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Patients;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Conversations;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Text;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Conversations;
using ReferralSilo.Grains.Interfaces;
using C = ReferralSilo.Domain.Conversations.ConversationCommand;

namespace ReferralSilo.Api.Conversations;

/// <summary>Reads conversations and acts on them, for the API and the screens. One is seen by those who may find
/// patients in the service line of one of its patients; one of an unknown address by those who see what no line
/// takes.</summary>
public sealed class ConversationService(IGrainFactory grains, GrainCalls calls, CurrentReads reads,
    ConversationMapper mapper, ConversationLists lists, ConversationViewer viewer, PatientService patients,
    IClock clock)
{
    /// <summary>Most conversations on a page.</summary>
    public const int MaxLimit = 200;

    private const int DefaultLimit = 50;

    /// <summary>Longest id that is looked up, characters.</summary>
    private const int LongestId = 128;

    /// <summary>The conversations in which staff must act, the earliest due first.</summary>
    /// <param name="serviceLine">Service line; null for all of the caller. Empty for one that is not the
    /// caller's.</param>
    public async Task<Answer<Page<ConversationView>>> Open(string? serviceLine, int? limit, string? cursor,
        Caller caller, CancellationToken ct)
    {
        if (limit is < 1 or > MaxLimit)
            return new(null, ProblemFor.Input("/limit", $"Must be between 1 and {MaxLimit}."));
        var own = AccessPolicy.LinesOf(caller, Permission.ReadPatients);
        var asked = serviceLine is null ? own
            : own is null || own.Contains(serviceLine) ? [serviceLine] : (IReadOnlyList<string>)[];
        if (asked is { Count: 0 }) return new(new Page<ConversationView>([], null), null);
        try
        {
            var page = await lists.Open(asked is null ? null : [.. asked.Select(line => new ServiceLineId(line))],
                limit ?? DefaultLimit, cursor, ct);
            return new(new Page<ConversationView>(await Views(page.Items, caller, ct), page.Next), null);
        }
        catch (ArgumentException)
        {
            // The cursor is opaque to clients: an unknown cursor is bad input.
            return new(null, ProblemFor.Input("/cursor", "This is not a valid cursor."));
        }
    }

    /// <summary>The conversations of a patient: the open ones, then the newest; 404 also when the caller may not see
    /// the patient.</summary>
    public async Task<Answer<Page<ConversationView>>> OfPatient(string id, Caller caller, CancellationToken ct)
    {
        if (await patients.Ids(id, caller) is not { } ids)
            return new(null, ProblemFor.Code(ProblemCodes.NotFound));
        var found = await lists.OfPatient(ids.Patients, ids.Referrals, ct);
        return new(new Page<ConversationView>(
            await Views([.. found.Where(c => MayUse(c.Row.State, Permission.ReadPatients, caller))], caller, ct), null),
            null);
    }

    /// <summary>One conversation; 404 also when the caller may not see it.</summary>
    public async Task<SettingAnswer<ConversationView>> Read(string id, Caller caller) =>
        await Find(id, caller, Permission.ReadPatients) is { } found
            ? await View(id, found.State, found.Version, caller, false) : ProblemFor.Code(ProblemCodes.NotFound);

    /// <summary>The caller works on it.</summary>
    public Task<SettingAnswer<ConversationView>> Take(string id, TakeConversationInput input, ApiRequest request) =>
        Send(id, new C.Take(input.TakeOver), Permission.ScheduleReferral, request);

    /// <summary>Writes to the person.</summary>
    public async Task<SettingAnswer<ConversationView>> Reply(string id, ConversationReplyInput input,
        ApiRequest request)
    {
        input = CleanText.CleanRecord(input, dropControls: true);
        if (string.IsNullOrWhiteSpace(input.Text)) return ProblemFor.Input("/text", "A text is required.");
        return await Send(id, new C.Reply(input.Text, input.Referral is { } referral ? new ReferralId(referral) : null),
            Permission.ScheduleReferral, request);
    }

    /// <summary>Ends it without an answer.</summary>
    public async Task<SettingAnswer<ConversationView>> Close(string id, CloseConversationInput input,
        ApiRequest request)
    {
        input = CleanText.CleanRecord(input, dropControls: true);
        return string.IsNullOrWhiteSpace(input.Note) ? ProblemFor.Input("/note", "Say what was done.")
            : await Send(id, new C.Close(input.Note), Permission.ScheduleReferral, request);
    }

    /// <summary>Decides on words of an emergency.</summary>
    public async Task<SettingAnswer<ConversationView>> Decide(string id, EmergencyDecisionInput input,
        ApiRequest request)
    {
        input = CleanText.CleanRecord(input, dropControls: true);
        return string.IsNullOrWhiteSpace(input.Note) ? ProblemFor.Input("/note", "Say why, or what was done.")
            : await Send(id, new C.Decide(input.Decision, input.Note), Permission.DecideReferral, request);
    }

    private async Task<SettingAnswer<ConversationView>> Send(string id, ConversationCommand command,
        Permission permission, ApiRequest request)
    {
        if (await Find(id, request.Caller, permission) is not { } found)
            return ProblemFor.Code(ProblemCodes.NotFound);
        var envelope = new CommandEnvelope<ConversationCommand>(command, request.Actor,
            MayUse(found.State, Permission.DecideReferral, request.Caller), request.Operation, request.IfVersion);
        var outcome = await calls.Send(request.Operation,
            () => grains.GetGrain<IConversationGrain>(id).Handle(envelope));
        if (outcome.Unknown) return ProblemFor.OutcomeUnknown(request.StatusPath);
        if (outcome.Refusal is { } refusal) return ProblemFor.Refusal(refusal);
        return await View(id, outcome.State!, outcome.Version, request.Caller, outcome.Replayed);
    }

    /// <summary>The conversation when the caller may do this in one of its lines; null otherwise.</summary>
    private async Task<Snapshot<Conversation>?> Find(string id, Caller caller, Permission permission)
    {
        if (id.Length > LongestId || string.IsNullOrWhiteSpace(id)) return null;
        var shown = await calls.Read(() =>
            reads.Read(mapper, id, () => grains.GetGrain<IConversationGrain>(id).Show()));
        return shown is not null && MayUse(shown.State, permission, caller) ? shown : null;
    }

    private static bool MayUse(Conversation state, Permission permission, Caller caller) =>
        state.Lines.Any(line => caller.May(permission, AccessObject.ServiceLine(line.Value)));

    private async Task<IReadOnlyList<ConversationView>> Views(
        IReadOnlyList<(string Id, Snapshot<Conversation> Row)> rows, Caller caller, CancellationToken ct)
    {
        var views = new List<ConversationView>();
        foreach (var (id, row) in rows)
            views.Add(await viewer.View(id, row.State, row.Version, caller, clock.GetCurrentInstant(), ct));
        return views;
    }

    private async Task<SettingAnswer<ConversationView>> View(string id, Conversation state, long version,
        Caller caller, bool replayed) =>
        new(await viewer.View(id, state, version, caller, clock.GetCurrentInstant(), default), version, null, replayed);
}
