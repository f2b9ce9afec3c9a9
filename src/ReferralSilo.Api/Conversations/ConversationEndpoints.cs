using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Conversations;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Api.Conversations;

/// <summary>The routes of conversations.</summary>
public static class ConversationEndpoints
{
    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/patients/{id}/conversations", OfPatient).RequirePermission(Permission.ReadPatients)
            .WithTags("Conversations").Produces<Page<ConversationView>>()
            .WithSummary("What came in from the patient's phones and mailboxes: the open ones, then the newest.");
        var conversations = routes.MapGroup("/api/conversations").WithTags("Conversations");
        conversations.MapGet("", Open).RequirePermission(Permission.ReadPatients)
            .Produces<Page<ConversationView>>()
            .WithSummary("The conversations in which staff must act, the earliest due first.");
        conversations.MapGet("{id}", Get).RequirePermission(Permission.ReadPatients).Produces<ConversationView>()
            .WithSummary("One conversation.");
        Map<TakeConversationInput>(conversations, "take", Permission.ScheduleReferral,
            "The caller works on it.", (service, id, body, request) => service.Take(id, body, request));
        Map<ConversationReplyInput>(conversations, "reply", Permission.ScheduleReferral,
            "Writes to the person.", (service, id, body, request) => service.Reply(id, body, request));
        Map<CloseConversationInput>(conversations, "close", Permission.ScheduleReferral,
            "Ends it without an answer.", (service, id, body, request) => service.Close(id, body, request));
        Map<EmergencyDecisionInput>(conversations, "decide", Permission.DecideReferral,
            "Decides on words of an emergency.", (service, id, body, request) => service.Decide(id, body, request));
    }

    private static void Map<TBody>(RouteGroupBuilder conversations, string name, Permission permission, string summary,
        Func<ConversationService, string, TBody, ApiRequest, Task<SettingAnswer<ConversationView>>> send)
        where TBody : class =>
        conversations.MapPost("{id}/" + name, async (string id, HttpContext http, Caller caller,
            ConversationService service, CancellationToken ct) =>
        {
            var body = await JsonBody.Read<TBody>(http.Request, ct, emptyIsObject: true);
            if (body.Problem is { } bad) return bad.AsResult();
            var (request, problem) = ApiRequest.Read(http, caller, body.Hash);
            return problem is not null ? problem.AsResult()
                : (await send(service, id, body.Value!, request!)).AsResult();
        }).RequirePermission(permission).Accepts<TBody>("application/json").Produces<ConversationView>()
            .WithSummary(summary);

    private static async Task<IResult> Open(Caller caller, ConversationService service, string? serviceLine,
        int? limit, string? cursor, CancellationToken ct) =>
        ApiResults.Of(await service.Open(serviceLine, limit, cursor, caller, ct));

    private static async Task<IResult> OfPatient(string id, Caller caller, ConversationService service,
        CancellationToken ct) => ApiResults.Of(await service.OfPatient(id, caller, ct));

    private static async Task<IResult> Get(string id, Caller caller, ConversationService service) =>
        (await service.Read(id, caller)).AsResult();
}
