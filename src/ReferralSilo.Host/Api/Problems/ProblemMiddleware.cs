using System.Text.Json;
using Microsoft.Extensions.Options;
using ReferralSilo.Contracts;

namespace ReferralSilo.Host.Api.Problems;

/// <summary>Outermost: every non-2xx without a body, and every exception, leaves as a problem.</summary>
public sealed partial class ProblemMiddleware(RequestDelegate next, IOptions<ProblemOptions> options,
    ILogger<ProblemMiddleware> log)
{
    // nginx's number for "the client went away"; nobody reads it, but access logs and metrics tell it from a failure.
    private const int ClientClosedRequest = 499;

    private readonly ProblemOptions _options = options.Value;

    /// <summary>Runs the rest and mends its answer.</summary>
    public async Task Invoke(HttpContext context)
    {
        // PostgreSQL has no text with U+0000 in it: let in, it would look like a database that is down.
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
            // Answered below; once the response has started the server can only cut the connection, which it does.
            await Answer(context, exception);
            return;
        }

        await Mend(context);
    }

    private static Task Mend(HttpContext context)
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

        var problem = _options.Answer(exception, context) ?? Known(exception);
        context.Response.Headers.Clear();
        if (problem is not null)
            return ProblemWriter.Write(context, problem);

        var incident = context.TraceIdentifier;
        Broke(log, exception, incident, context.GetEndpoint()?.DisplayName ?? "no endpoint");
        return ProblemWriter.Write(context, ProblemFor.Code(ProblemCodes.InternalError), incident: incident);
    }

    private static Problem? Known(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException } => ProblemFor.Code(ProblemCodes.InvalidJson),
        BadHttpRequestException bad => ForStatus(bad.StatusCode),
        // A form that breaks the limits or is no form at all.
        InvalidDataException => ProblemFor.Code(ProblemCodes.InvalidRequest),
        Microsoft.AspNetCore.Antiforgery.AntiforgeryValidationException => ProblemFor.Code(ProblemCodes.InvalidRequest),
        _ => null,
    };

    private static Problem ForStatus(int status)
    {
        var code = ProblemCodes.ForStatus(status);
        return new Problem(status, code, ProblemCodes.Sentence(code));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Incident} broke at {Endpoint}")]
    private static partial void Broke(ILogger log, Exception exception, string incident, string endpoint);
}
