using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>A response with its whole body.</summary>
public sealed record ApiAnswer(int Status, string? MediaType, string Text, string? ETag, string? Location,
    bool Replayed)
{
    private JsonNode? _json;

    public JsonNode Json => _json ??= JsonNode.Parse(Text)!;

    public string Id => Json["id"]!.GetValue<string>();

    public string Stage => Json["stage"]!.GetValue<string>();

    public string? Code => MediaType == "application/problem+json" ? Json["code"]!.GetValue<string>() : null;

    /// <summary>The JSON pointers in <c>errors</c>.</summary>
    public IReadOnlyList<string> Pointers => [.. Json["errors"]?.AsObject().Select(e => e.Key) ?? []];

    public ApiAnswer Is(int status, string? code = null)
    {
        Assert.True(Status == status && (code is null || Code == code),
            $"Expected {status} {code}, got {Status}: {Text}");
        if (Status >= 400) Assert.NotNull(Code);
        return this;
    }
}

/// <summary>Sends requests as API clients do.</summary>
public sealed class ApiClient(HttpClient http)
{
    public HttpClient Http => http;

    public Task<ApiAnswer> Get(string path) => Send(HttpMethod.Get, path, null);

    public Task<ApiAnswer> Put(string path, object body, string? key = null, string? ifMatch = null) =>
        Send(HttpMethod.Put, path, Bytes(body), key, ifMatch);

    public Task<ApiAnswer> Post(string path, object? body = null, string? key = null, string? ifMatch = null) =>
        Send(HttpMethod.Post, path, body is null ? null : Bytes(body), key, ifMatch);

    public Task<ApiAnswer> Delete(string path) => Send(HttpMethod.Delete, path, null);

    /// <summary>Creates a referral.</summary>
    public async Task<ApiAnswer> Create(JsonObject? body = null, string? key = null) =>
        (await Post("/api/referrals", body ?? AProgram.Referral(), key)).Is(201);

    /// <summary>Sends a command of a referral.</summary>
    public Task<ApiAnswer> Do(string id, string command, object? body = null, string? key = null) =>
        Post($"/api/referrals/{id}/{command}", body, key);

    /// <summary>Creates a referral that waits for a slot.</summary>
    public async Task<string> Waiting(JsonObject? body = null)
    {
        var id = (await Create(body)).Id;
        (await Do(id, "accept")).Is(200);
        (await Do(id, "contact-attempts", new { channel = "call", outcome = "reached" })).Is(200);
        return id;
    }

    public async Task<ApiAnswer> Send(HttpMethod method, string path, byte[]? body, string? key = null,
        string? ifMatch = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var answer = await http.SendAsync(request);
        return new ApiAnswer((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType,
            await answer.Content.ReadAsStringAsync(),
            answer.Headers.ETag?.ToString(), answer.Headers.Location?.ToString(),
                answer.Headers.Contains("Idempotent-Replayed"));
    }

    private static byte[] Bytes(object body) =>
        body is string text ? Encoding.UTF8.GetBytes(text)
        : JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web);
}
