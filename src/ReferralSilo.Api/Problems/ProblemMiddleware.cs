using System.Text.Json;
using Microsoft.Extensions.Options;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Api.Problems;

/// <summary>Answers every error status without a body and every exception as a problem. The outermost
/// middleware.</summary>
public sealed partial class ProblemMiddleware(RequestDelegate next, IOptions<ProblemOptions> options,
    ILogger<ProblemMiddleware> log)
{
    // nginx's status for a client that closed the connection: access logs and metrics tell it from a failure.
    private const int ClientClosedRequest = 499;

    private readonly ProblemOptions _options = options.Value;

    /// <summary>Runs the pipeline and writes the problem.</summary>
    public async Task Invoke(HttpContext context)
    {
        // PostgreSQL cannot store U+0000: a query with it would look like a database that is down.
        if (context.Request.QueryString is { HasValue: true } query
            && query.Value!.Contains("%00", StringComparison.Ordinal))
        {
            await ProblemWriter.Write(context, ForStatus(StatusCodes.Status400BadRequest));
            return;
        }

        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            // Once the response has started, the server can only close the connection.
            await Answer(context, exception);
            return;
        }

        await AddMissingBody(context);
    }

    private static Task AddMissingBody(HttpContext context)
    {
        var response = context.Response;
        return response.StatusCode < 400 || response.HasStarted || response.ContentType is not null
            || response.ContentLength is not null
            ? Task.CompletedTask
            : ProblemWriter.Write(context, ForStatus(response.StatusCode));
    }

    private Task Answer(HttpContext context, Exception exception)
    {
        if (exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientClosedRequest;
            return Task.CompletedTask;
        }

        var problem = _options.Answer(exception, context) ?? FrameworkProblem(exception);
        context.Response.Headers.Clear();
        if (problem is not null)
            return ProblemWriter.Write(context, problem);

        var incident = context.TraceIdentifier;
        LogFailure(log, exception, incident, context.GetEndpoint()?.DisplayName ?? "no endpoint");
        return ProblemWriter.Write(context, ProblemFor.Code(ProblemCodes.InternalError), incident: incident);
    }

    private static Problem? FrameworkProblem(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException } => ProblemFor.Code(ProblemCodes.InvalidJson),
        BadHttpRequestException bad => ForStatus(bad.StatusCode),
        // A form over the limits, or not a form at all.
        InvalidDataException => ProblemFor.Code(ProblemCodes.InvalidRequest),
        Microsoft.AspNetCore.Antiforgery.AntiforgeryValidationException => ProblemFor.Code(ProblemCodes.InvalidRequest),
        _ => null,
    };

    private static Problem ForStatus(int status)
    {
        var code = ProblemCodes.ForStatus(status);
        return new Problem(status, code, ProblemCodes.Sentence(code));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Incident} failed at {Endpoint}")]
    private static partial void LogFailure(ILogger log, Exception exception, string incident, string endpoint);
}
