using System.Globalization;
using System.Text.Json;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Api.Requests;

/// <summary>A JSON response with an <c>ETag</c>.</summary>
/// <param name="body">UTF-8, serialized completely before it is sent, so that Content-Length is known.</param>
/// <param name="version">The version for the <c>ETag</c>.</param>
/// <param name="replayed">True when an earlier response is repeated: sets <c>Idempotent-Replayed</c>.</param>
/// <param name="createdAt">The <c>Location</c> of a created resource: the status is 201 with it, 200 without.</param>
public sealed class VersionedResult(byte[] body, long version, bool replayed = false, string? createdAt = null)
    : IResult
{
    public static VersionedResult Create<T>(T value, long version, bool replayed = false, string? createdAt = null) =>
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

public static class ApiResults
{
    public static IResult Problem(Problem problem) => problem.AsResult();

    public static IResult NotFound() => ProblemFor.Code(ProblemCodes.NotFound).AsResult();

    public static IResult Of<T>(Answer<T> answer) where T : class =>
        answer.Problem is { } problem ? problem.AsResult() : Results.Json(answer.Value, ContractsJson.Options);
}
