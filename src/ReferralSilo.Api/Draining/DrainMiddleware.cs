using ReferralSilo.Api.Problems;

namespace ReferralSilo.Api.Draining;

/// <summary>
/// Counts running requests, refuses new ones during a drain,
/// and closes the circuits of the screens so that they reconnect to another silo.
/// </summary>
public static class DrainMiddleware
{
    private static readonly PathString Health = "/health", Hubs = "/hubs", Circuits = "/_blazor";

    /// <summary>Must come after <c>UseProblems</c> and before all other middleware.</summary>
    public static void UseDrain(this WebApplication app)
    {
        var drain = app.Services.GetRequiredService<Drain>();
        app.Use((context, next) => context.Request.Path.StartsWithSegments(Health) ? next(context)
            : IsLong(context.Request) ? Long(context, next, drain)
            : Short(context, next, drain));
    }

    private static async Task Short(HttpContext context, RequestDelegate next, Drain drain)
    {
        // Closing the connection sends the client's next request to another silo.
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

    /// <summary>
    /// Handles streams and circuits. They last for hours, so the drain does not wait for them to end by themselves.
    /// A hub notifies its own streams; this method closes the connection of a circuit.
    /// </summary>
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
        // The screen shows "not live" and reconnects through the load balancer to another silo.
        await using var moved = lease.Moved.Register(context.Abort);
        await next(context);
    }

    private static bool IsLong(HttpRequest request) =>
        request.Path.StartsWithSegments(Hubs) || request.Path.StartsWithSegments(Circuits);

    private static Task Refuse(HttpContext context, Drain drain) =>
        ProblemWriter.Write(context, ProblemFor.Code(ProblemCodes.Draining), drain.RetryAfter);
}
