using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Mails;

namespace ReferralSilo.Messaging.Status;

/// <summary>The routes below <c>/api/mails</c>.</summary>
internal static class MailEndpoints
{
    public static void MapMails(this IEndpointRouteBuilder routes)
    {
        var mails = routes.MapGroup("/api/mails").WithTags("Mails").RequirePermission(Permission.ManageMails);
        mails.MapGet("set-aside", List).Produces<SetAsideMails>()
            .WithSummary("The mails of the clinic's mailbox that were set aside, newest first.");
        mails.MapPost("set-aside/{id}/retry", Retry).Produces<SetAsideMails>()
            .WithSummary("Has a mail read again that was set aside.");
    }

    private static async Task<IResult> List(InboxService inbox) =>
        Results.Json(await inbox.SetAside(), ContractsJson.Options);

    // It has no body; one that is sent is not read.
    private static async Task<IResult> Retry(string id, HttpContext http, Caller caller, InboxService inbox)
    {
        var (request, problem) = ApiRequest.Read(http, caller, "");
        return problem is not null ? problem.AsResult() : (await inbox.Retry(id, request!)).AsResult();
    }
}
