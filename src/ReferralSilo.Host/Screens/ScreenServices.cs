using Microsoft.AspNetCore.Components.Authorization;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Capacity;
using ReferralSilo.Api.Live;
using ReferralSilo.Api.Messages;
using ReferralSilo.Api.Patients;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Host.Screens;

/// <summary>Boards for the signed-in user of a screen.</summary>
public sealed class ScreenBoards(GuardedFeed feed, AuthenticationStateProvider authentication) : IBoardWatch
{
    public async IAsyncEnumerable<BoardFrame> Watch(
        string board, BoardCursor? cursor,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        await foreach (var frame in feed.Watch(state.User, board, cursor, ct)) yield return frame;
    }
}

/// <summary>Queries and commands of the screens: the same services as the API, for the signed-in user.</summary>
public sealed class ScreenDesk(
    ReferralService desk, ReferralList list, PatientList patients, MessageService messages, SlotMatching matching,
        SlotReasons reasons, ServiceLineCatalog lines, IStaffDirectory staff, PeopleDirectory people,
        OperationNames names, AccessRevocationMonitor rights, AuthenticationStateProvider authentication) : IConsoleApi
{
    /// <summary>Does not read the accounts: it answers the user's own rights only.</summary>
    public async Task<SessionView> Session(CancellationToken ct = default) =>
        Api.Access.Caller.Of((await authentication.GetAuthenticationStateAsync()).User).View();

    public async Task<Answer<ReferralView>> Referral(string id, CancellationToken ct = default) =>
        await Allowed<ReferralView>(Permission.ReadReferrals, caller => desk.Read(id, caller));

    public async Task<Answer<IReadOnlyList<HistoryEntry>>> History(string id, CancellationToken ct = default) =>
        await Allowed<IReadOnlyList<HistoryEntry>>(Permission.ReadReferrals, async caller =>
        {
            var answer = await desk.History(id, caller, ct);
            return new Answer<IReadOnlyList<HistoryEntry>>(answer.Value?.Entries, answer.Problem);
        });

    public async Task<Answer<Page<MessageView>>> Messages(string id, CancellationToken ct = default) =>
        await Allowed<Page<MessageView>>(Permission.ReadPatients, caller =>
            ScreenAnswers.Readable(() => messages.Read(id, caller)));

    public async Task<Answer<MessageView>> Resend(string message, MessageChannel channel,
        CancellationToken ct = default) =>
        await Allowed<MessageView>(Permission.ScheduleReferral, caller => ScreenAnswers.Readable(
            // The message may have been planned when the answer is lost.
            () => messages.Resend(message, channel, caller), ProblemFor.OutcomeUnknown(null)));

    public async Task<Answer<ReferralView>> Send(string id, ReferralCommand command, string operation, long? ifVersion,
        CancellationToken ct = default)
    {
        var caller = await Caller();
        var request = new ApiRequest(caller, operation,
            names.Of(caller, operation, $"{id} {CommandTable.Name(command)} {command}"), ifVersion);
        return await Readable(async () =>
        {
            var answer = await desk.Send(id, command, request);
            return new Answer<ReferralView>(answer.View, answer.Problem);
        });
    }

    public async Task<Answer<SlotMatches>> Matches(string id, int limit, CancellationToken ct = default) =>
        await Allowed<SlotMatches>(Permission.ReadCapacity, caller =>
            ScreenAnswers.Readable(() => desk.Matches(id, limit, caller)));

    public async Task<Answer<WhyNot>> WhyNot(string id, string? clinician, string? slot,
        CancellationToken ct = default) =>
        await Allowed<WhyNot>(Permission.ReadCapacity, caller =>
            ScreenAnswers.Readable(() => reasons.Find(id, clinician, slot, caller)));

    public async Task<Answer<IReadOnlyList<ReferralMatch>>> SlotMatches(string slot, CancellationToken ct = default)
    {
        var caller = await Caller();
        return await Readable(() => matching.Best(slot, 5, caller));
    }

    public async Task<Answer<PatientPage>> Patients(PatientSearch search, CancellationToken ct = default)
    {
        var caller = await Caller();
        return await patients.Search(search, caller, ct);
    }

    public async Task<Answer<Page<ReferralView>>> Search(string text, CancellationToken ct = default) =>
        await Allowed<Page<ReferralView>>(Permission.ReadReferrals, caller =>
            list.Search(new ReferralSearch(text), caller, ct));

    public async Task<Answer<Page<ReferralView>>> InStage(string serviceLine, Stage stage, string? cursor,
        CancellationToken ct = default) =>
        await Allowed<Page<ReferralView>>(Permission.ReadReferrals, caller => list.Read(
            new ReferralFilter(Stage: stage.WireName(), ServiceLine: serviceLine, Cursor: cursor), caller, ct));

    public async Task<IReadOnlyList<StaffName>> AssignableStaff(string serviceLine, CancellationToken ct = default)
    {
        var caller = await Caller();
        if (!caller.May(Permission.ReadStaff, AccessObject.ServiceLine(serviceLine))) return [];
        try
        {
            return await staff.Assignable(serviceLine, ct);
        }
        catch (RightsUnknownException)
        {
            // An exception would end the screen; the form reads the names again when it is opened again.
            return [];
        }
    }

    public async Task<People> People(CancellationToken ct = default)
    {
        var caller = await Caller();
        var knowsSources = caller.Can(Permission.ReadSources);
        if (!caller.Can(Permission.ReadClinicians) && !knowsSources) return Contracts.Screens.People.None;
        var all = await people.All(ct);
        return caller.Can(Permission.ReadClinicians) ? all
            : Contracts.Screens.People.None with { Sources = all.Sources };
    }

    public async Task<IReadOnlyList<ServiceLineView>> ServiceLines(CancellationToken ct = default)
    {
        var caller = await Caller();
        var own = (await lines.Views()).Where(v =>
            caller.May(Permission.ReadServiceLines, AccessObject.ServiceLine(v.Id))).ToList();
        return IsOnTriageOrDesk(caller) ? [.. own, Unassigned(own)] : own;
    }

    private static bool IsOnTriageOrDesk(Caller caller) =>
        AccessObject.ServiceLine(ReservedLines.Unassigned) is var queue
        && (caller.May(Permission.WatchTriage, queue) || caller.May(Permission.WatchDesk, queue));

    /// <summary>The queue of referrals without a line, as the last line in the menus. Its hours are shown in the zone
    /// of most of the person's lines, in UTC without any.</summary>
    private static ServiceLineView Unassigned(IReadOnlyList<ServiceLineView> own) => new(ReservedLines.Unassigned, 0,
        UnassignedLine.Settings.Settings with
        {
            TimeZone = CommonTimeZone.Of(own) ?? UnassignedLine.Settings.Settings.TimeZone,
        });

    private Task<Caller> Caller() => ScreenUser.Of(authentication, rights);

    private async Task<Answer<T>> Allowed<T>(Permission permission, Func<Caller, Task<Answer<T>>> ask) where T : class
    {
        var caller = await Caller();
        var right = AccessPolicy.Decide(caller, permission, AccessObject.None);
        return right.Allowed ? await Readable(() => ask(caller)) : new Answer<T>(null, right.AsProblem());
    }

    /// <summary>An exception would end the screen, whose other parts work.</summary>
    private static async Task<Answer<T>> Readable<T>(Func<Task<Answer<T>>> ask) where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (NewerFormException.In(e) is not null)
        {
            return new Answer<T>(null, ProblemFor.Code(ProblemCodes.NewerData));
        }
    }
}
