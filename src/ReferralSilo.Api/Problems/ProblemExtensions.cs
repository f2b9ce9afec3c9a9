using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ReferralSilo.Api.Problems;

/// <summary>Registers the handling of problems.</summary>
public static class ProblemExtensions
{
    /// <summary>Registers services and server limits. <paramref name="configure"/> maps exceptions of other parts to
    /// problems.</summary>
    public static WebApplicationBuilder AddProblems(this WebApplicationBuilder builder,
        Action<ProblemOptions>? configure = null)
    {
        builder.Services.AddOptions<ProblemOptions>();
        builder.Services.AddExceptionHandler<ProblemExceptionHandler>();
        if (configure is not null)
            builder.Services.Configure(configure);
        // Without this, a query value of the wrong type is answered with 400 and no body.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.Configure<KestrelServerOptions>(server =>
            server.Limits.MaxRequestBodySize = ProblemOptions.MaxBodyBytes);
        return builder;
    }

    /// <summary>Answers every exception, and every error status without a body, as a problem. Must be the first in the
    /// pipeline: failures outside it are not answered as problems.</summary>
    public static WebApplication UseProblems(this WebApplication app)
    {
        // PostgreSQL cannot store U+0000: a query with it would look like a database that is down.
        app.UseWhen(context => context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true,
            refused => refused.Run(context =>
                ProblemWriter.Write(context, ProblemFor.Status(StatusCodes.Status400BadRequest))));
        // An empty pipeline, which ASP.NET Core asks for: the registered handler answers everything.
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(bare =>
            ProblemWriter.Write(bare.HttpContext, ProblemFor.Status(bare.HttpContext.Response.StatusCode)));
        return app;
    }
}
