using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Api.Messages;

/// <summary>The routes of messages and their addresses.</summary>
public static class MessageEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/referrals/{id}/messages", Read).RequirePermission(Permission.ReadPatients)
            .WithTags("Messages").Produces<Page<MessageView>>()
            .WithSummary("The messages of a referral, newest first, with their receipts.");
        routes.MapPost("/api/messages/{id}/resend", Resend).RequirePermission(Permission.ScheduleReferral)
            .WithTags("Messages").Accepts<ResendMessage>("application/json").Produces<MessageView>()
            .WithSummary("Has a message that failed, is blocked or is not proven sent again by another channel.");
        routes.MapPost("/api/addresses/suppress", Suppress).RequirePermission(Permission.ScheduleReferral)
            .WithTags("Messages").Accepts<SuppressAddress>("application/json")
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Stops all messages to a phone number or a mailbox. START by text lifts that of a number, "
                + "a new consent to emails that of a mailbox.");
        routes.MapPost("/api/addresses/mark-valid", MarkValid).RequirePermission(Permission.ScheduleReferral)
            .WithTags("Messages").Accepts<MarkAddressValid>("application/json")
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Says that a number or mailbox that was found invalid takes messages. Lifts no stop.");
    }

    private static async Task<IResult> Read(string id, Caller caller, MessageService messages) =>
        ApiResults.Of(await messages.Read(id, caller));

    private static async Task<IResult> Resend(string id, HttpContext http, Caller caller, MessageService messages,
        CancellationToken ct)
    {
        var body = await JsonBody.Read<ResendMessage>(http.Request, ct);
        return body.Problem is { } bad ? bad.AsResult()
            : ApiResults.Of(await messages.Resend(id, body.Value!.Channel, caller));
    }

    private static async Task<IResult> Suppress(HttpContext http, Caller caller, MessageService messages,
        CancellationToken ct)
    {
        var body = await JsonBody.Read<SuppressAddress>(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        return await messages.Suppress(body.Value!, caller) is { } problem ? problem.AsResult()
            : Results.NoContent();
    }

    private static async Task<IResult> MarkValid(HttpContext http, Caller caller, MessageService messages,
        CancellationToken ct)
    {
        var body = await JsonBody.Read<MarkAddressValid>(http.Request, ct);
        if (body.Problem is { } bad) return bad.AsResult();
        return await messages.MarkValid(body.Value!, caller) is { } problem ? problem.AsResult()
            : Results.NoContent();
    }
}
