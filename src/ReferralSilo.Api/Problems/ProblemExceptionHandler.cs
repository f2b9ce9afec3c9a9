using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Api.Problems;

/// <summary>Answers every exception as a problem.</summary>
internal sealed partial class ProblemExceptionHandler(IOptions<ProblemOptions> options,
    ILogger<ProblemExceptionHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception,
        CancellationToken cancellationToken)
    {
        if ((options.Value.Answer(exception, httpContext) ?? FrameworkProblem(exception)) is { } problem)
        {
            await ProblemWriter.Write(httpContext, problem);
            return true;
        }

        var endpoint = httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName;
        LogFailure(exception, httpContext.TraceIdentifier, endpoint ?? "no endpoint");
        await ProblemWriter.Write(httpContext, ProblemFor.Code(ProblemCodes.InternalError),
            incident: httpContext.TraceIdentifier);
        return true;
    }

    private static Problem? FrameworkProblem(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException } => ProblemFor.Code(ProblemCodes.InvalidJson),
        BadHttpRequestException bad => ProblemFor.Status(bad.StatusCode),
        // A form over the limits, or not a form at all.
        InvalidDataException => ProblemFor.Code(ProblemCodes.InvalidRequest),
        Microsoft.AspNetCore.Antiforgery.AntiforgeryValidationException => ProblemFor.Code(ProblemCodes.InvalidRequest),
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Incident} failed at {Endpoint}")]
    private partial void LogFailure(Exception exception, string incident, string endpoint);
}
