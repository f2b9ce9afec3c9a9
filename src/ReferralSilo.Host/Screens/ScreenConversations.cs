using Microsoft.AspNetCore.Components.Authorization;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Conversations;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Conversations;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Host.Screens;

/// <summary>Conversations for the signed-in user of a screen.</summary>
public sealed class ScreenConversations(ConversationService conversations, OperationNames names,
    AuthenticationStateProvider authentication, AccessRevocationMonitor rights) : IConversationsApi
{
    public Task<Answer<Page<ConversationView>>> Open(string? serviceLine, string? cursor,
        CancellationToken ct = default) =>
        Allowed(caller => conversations.Open(serviceLine, null, cursor, caller, ct));

    public Task<Answer<ConversationView>> Read(string id) =>
        Allowed(async caller => (await conversations.Read(id, caller)).AsAnswer());

    public Task<Answer<Page<ConversationView>>> OfPatient(string patient, CancellationToken ct = default) =>
        Allowed(caller => conversations.OfPatient(patient, caller, ct));

    public Task<Answer<ConversationView>> Take(string id, TakeConversationInput input, string operation,
        long? ifVersion) =>
        Send(id, operation, $"take {input}", ifVersion, request => conversations.Take(id, input, request));

    public Task<Answer<ConversationView>> Reply(string id, ConversationReplyInput input, string operation,
        long? ifVersion) =>
        Send(id, operation, $"reply {input}", ifVersion, request => conversations.Reply(id, input, request));

    public Task<Answer<ConversationView>> Close(string id, CloseConversationInput input, string operation,
        long? ifVersion) =>
        Send(id, operation, $"close {input}", ifVersion, request => conversations.Close(id, input, request));

    public Task<Answer<ConversationView>> Decide(string id, EmergencyDecisionInput input, string operation,
        long? ifVersion) =>
        Send(id, operation, $"decide {input}", ifVersion, request => conversations.Decide(id, input, request),
            Permission.DecideReferral);

    private async Task<Answer<ConversationView>> Send(string id, string operation, string asked, long? ifVersion,
        Func<ApiRequest, Task<SettingAnswer<ConversationView>>> send,
        Permission permission = Permission.ScheduleReferral)
    {
        var caller = await ScreenUser.Of(authentication, rights);
        if (!caller.Can(permission)) return new(null, ProblemFor.Code(ProblemCodes.Forbidden));
        var request = new ApiRequest(caller, operation, names.Of(caller, operation, $"conversation {id} {asked}"),
            ifVersion is { } version ? version : null);
        // A failure after the commit, when the answer is read, must not say that nothing was changed.
        return await ScreenAnswers.Readable(async () => (await send(request)).AsAnswer(),
            ProblemFor.OutcomeUnknown(ApiRequest.StatusPathOf(operation)));
    }

    private async Task<Answer<T>> Allowed<T>(Func<Caller, Task<Answer<T>>> ask) where T : class
    {
        var caller = await ScreenUser.Of(authentication, rights);
        return caller.Can(Permission.ReadPatients) ? await ScreenAnswers.Readable(() => ask(caller))
            : new(null, ProblemFor.Code(ProblemCodes.Forbidden));
    }
}
