namespace ReferralSilo.Host.Api.Guarding;

/// <summary>
/// HEAD is answered as GET without the content (RFC 9110, 9.3.2), wherever GET is: probes and link checkers ask so. The
/// server itself leaves the content out, for it knows what was asked.
/// </summary>
public static class HeadRequests
{
    /// <summary>First in the pipeline.</summary>
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
