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
        if (configure is not null)
            builder.Services.Configure(configure);
        // Without this, a query value of the wrong type is answered with 400 and no body.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.Configure<KestrelServerOptions>(server =>
            server.Limits.MaxRequestBodySize = ProblemOptions.MaxBodyBytes);
        return builder;
    }

    /// <summary>Must be the first in the pipeline: failures outside it are not answered as problems.</summary>
    public static WebApplication UseProblems(this WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        return app;
    }
}
