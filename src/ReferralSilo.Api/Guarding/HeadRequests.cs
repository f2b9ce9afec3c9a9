namespace ReferralSilo.Api.Guarding;

/// <summary>Answers HEAD on every GET route as GET without content (RFC 9110, 9.3.2), for probes and link checkers.
/// Kestrel omits the content: it knows the original method.</summary>
public static class HeadRequests
{
    /// <summary>Must be the first in the pipeline.</summary>
    public static void UseHeadAsGet(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
        }
    });
}
