using ReferralSilo.Host.Api.Problems;

namespace ReferralSilo.Host.Setup;

/// <summary>Counts what is under way, refuses what comes too late, and moves the circuits of the screens.</summary>
public static class DrainMiddleware
{
    private static readonly PathString Health = "/health", Hubs = "/hubs", Circuits = "/_blazor";

    /// <summary>Inside <c>UseProblems</c>, before everything else.</summary>
    public static void UseDrain(this WebApplication app)
    {
        var drain = app.Services.GetRequiredService<Drain>();
        app.Use((context, next) => context.Request.Path.StartsWithSegments(Health) ? next(context)
            : IsLong(context.Request) ? Long(context, next, drain)
            : Short(context, next, drain));
    }

    private static async Task Short(HttpContext context, RequestDelegate next, Drain drain)
    {
        // The client's next request finds another silo.
        if (drain.IsDraining && HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection =
            "close";
        if (!drain.TryEnter())
        {
            await Refuse(context, drain);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            drain.Exit();
        }
    }

    /// <summary>Streams and circuits last for hours: not waited for. A hub tells its streams itself; a circuit's
    /// connection ends here.</summary>
    private static async Task Long(HttpContext context, RequestDelegate next, Drain drain)
    {
        if (drain.IsDraining)
        {
            await Refuse(context, drain);
            return;
        }

        if (!context.Request.Path.StartsWithSegments(Circuits))
        {
            await next(context);
            return;
        }

        using var lease = drain.Watch();
        // The screen notices, says "not live" and comes back through the load balancer on another silo.
        await using var moved = lease.Moved.Register(context.Abort);
        await next(context);
    }

    private static bool IsLong(HttpRequest request) =>
        request.Path.StartsWithSegments(Hubs) || request.Path.StartsWithSegments(Circuits);

    private static Task Refuse(HttpContext context, Drain drain) =>
        ProblemWriter.Write(context, ProblemFor.Code(ProblemCodes.Draining), drain.RetryAfter);
}
