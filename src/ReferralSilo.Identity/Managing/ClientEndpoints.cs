using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Accounts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Identity.Accounts;

namespace ReferralSilo.Identity.Managing;

/// <summary>The routes below <c>/api/clients</c>.</summary>
internal static class ClientEndpoints
{
    public static void MapClients(this IEndpointRouteBuilder routes)
    {
        var clients = routes.MapGroup("/api/clients").WithTags("Clients");
        clients.MapGet("", List).RequirePermission(Permission.ManageStaff).Produces<Page<ClientView>>()
            .WithSummary("Machine clients, by id.");
        clients.MapPost("", Create).RequirePermission(Permission.ManageStaff).Accepts<ClientInput>("application/json")
            .Produces<ClientView>(StatusCodes.Status201Created)
            .WithSummary("Makes a machine client; the answer has its secret.");
        clients.MapGet("{id}", (string id, ClientService accounts, CancellationToken ct) =>
                Answer(accounts.Find(id, ct)))
            .RequirePermission(Permission.ManageStaff).Produces<ClientView>().WithSummary("One machine client.");
        clients.MapPost("{id}/rotate", (string id, ClientService accounts, CancellationToken ct) =>
                Answer(accounts.Rotate(id, ct)))
            .RequirePermission(Permission.ManageStaff).Produces<ClientView>()
            .WithSummary("Makes a new secret, which the answer has; the old one and its tokens are invalid.");
        clients.MapPost("{id}/disable", (string id, ClientService accounts, CancellationToken ct) =>
                Answer(accounts.SetDisabled(id, true, ct)))
            .RequirePermission(Permission.ManageStaff).Produces<ClientView>()
            .WithSummary("Ends the tokens of a client and gives it no more.");
        clients.MapPost("{id}/enable", (string id, ClientService accounts, CancellationToken ct) =>
                Answer(accounts.SetDisabled(id, false, ct)))
            .RequirePermission(Permission.ManageStaff).Produces<ClientView>()
            .WithSummary("Lets a disabled client get tokens again.");
    }

    private static async Task<IResult> List(int? limit, string? cursor, ClientService accounts, CancellationToken ct) =>
        ListLimit.Fault(limit) is { } fault ? fault.AsResult()
            : TypedResults.Ok(await accounts.List(limit ?? ListLimit.Standard, cursor, ct));

    private static async Task<IResult> Create(HttpContext context, ClientService accounts, CancellationToken ct)
    {
        var body = await JsonBody.Read<ClientInput>(context.Request, ct);
        if (body.Value is not { } given) return body.Problem!.AsResult();
        var answer = await accounts.Create(given, ct);
        return answer.Value is { } made
            ? TypedResults.Created($"/api/clients/{Uri.EscapeDataString(made.Id)}", made)
            : answer.Problem!.AsResult();
    }

    private static async Task<IResult> Answer(Task<Answer<ClientView>> answer) => ApiResults.Of(await answer);
}
