using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ReferralSilo.Host.Api.Problems;

/// <summary>Registers and places the problem answers.</summary>
public static class ProblemExtensions
{
    /// <summary>Services and server limits. <paramref name="configure"/> maps the exceptions of other parts to
    /// answers.</summary>
    public static WebApplicationBuilder AddProblems(this WebApplicationBuilder builder,
        Action<ProblemOptions>? configure = null)
    {
        builder.Services.AddOptions<ProblemOptions>();
        if (configure is not null)
            builder.Services.Configure(configure);
        // A query value of the wrong type throws, and is answered in one place, instead of a bare 400.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.Configure<KestrelServerOptions>(server =>
            server.Limits.MaxRequestBodySize = ProblemOptions.MaxBodyBytes);
        return builder;
    }

    /// <summary>First in the pipeline: nothing outside it can be answered as a problem.</summary>
    public static WebApplication UseProblems(this WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        return app;
    }
}
