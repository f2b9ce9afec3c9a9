using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Api.Problems;

/// <summary>The result of an endpoint that answers a problem.</summary>
public sealed class ProblemResult(Problem problem, TimeSpan? retryAfter = null) : IResult, IStatusCodeHttpResult,
    IValueHttpResult<Problem>
{
    /// <inheritdoc/>
    public int? StatusCode => problem.Status;

    /// <inheritdoc/>
    public Problem Value => problem;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => ProblemWriter.Write(httpContext, problem, retryAfter);
}

/// <summary>Writes problems as <c>application/problem+json</c>.</summary>
public static class ProblemWriter
{
    /// <summary>Default Retry-After of 503 and 429.</summary>
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    public static ProblemResult AsResult(this Problem problem, TimeSpan? retryAfter = null) => new(problem, retryAfter);

    /// <summary>Writes status, headers and body. The response must not have started.</summary>
    public static Task Write(HttpContext context, Problem problem, TimeSpan? retryAfter = null, string? incident = null)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = MediaTypeNames.Application.ProblemJson;
        response.Headers.CacheControl = "no-store";
        if (problem.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = WholeSeconds(retryAfter ?? DefaultRetryAfter);

        var body = JsonSerializer.SerializeToUtf8Bytes(Document(problem, incident), ContractsJson.Options);
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static string WholeSeconds(TimeSpan wait) =>
        ((long)Math.Max(1, Math.Ceiling(wait.TotalSeconds)))
            .ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static ProblemDocument Document(Problem problem, string? incident) =>
        new("about:blank", ReasonPhrases.GetReasonPhrase(problem.Status), problem.Status, problem.Code, problem.Detail,
            problem.Errors, problem.Operation, problem.NextBest, incident);

    private sealed record ProblemDocument(string Type, string Title, int Status, string Code, string Detail,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyDictionary<string, string[]>? Errors,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Operation,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SlotMatch>? NextBest,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Incident);
}
