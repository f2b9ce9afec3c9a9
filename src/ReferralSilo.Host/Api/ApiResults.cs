using System.Globalization;
using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Host.Api.Problems;

namespace ReferralSilo.Host.Api;

/// <summary>JSON about one versioned thing with its <c>ETag</c>, and whether it is the answer of before.</summary>
/// <param name="body">UTF-8. Whole before it is sent: with its length it is one write here and one read there.</param>
/// <param name="version">Of the thing.</param>
/// <param name="replayed">It is the answer of before.</param>
/// <param name="createdAt">Where what was made is found.</param>
public sealed class VersionedResult(byte[] body, long version, bool replayed = false, string? createdAt = null)
    : IResult
{
    public static VersionedResult Of<T>(T value, long version, bool replayed = false, string? createdAt = null) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, ContractsJson.Options), version, replayed, createdAt);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = createdAt is null ? StatusCodes.Status200OK : StatusCodes.Status201Created;
        if (createdAt is not null) response.Headers.Location = createdAt;
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
        if (replayed) response.Headers["Idempotent-Replayed"] = "true";
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
    }
}

/// <summary>Short ways to answer.</summary>
public static class ApiResults
{
    public static IResult Problem(Problem problem) => problem.AsResult();

    public static IResult NotFound() => ProblemFor.Code(ProblemCodes.NotFound).AsResult();

    public static IResult Of<T>(Answer<T> answer) where T : class =>
        answer.Problem is { } problem ? problem.AsResult() : Results.Json(answer.Value, ContractsJson.Options);
}
