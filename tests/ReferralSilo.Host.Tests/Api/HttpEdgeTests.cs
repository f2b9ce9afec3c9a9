using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>General HTTP rules of every route: HEAD, methods, queries, encodings, ids.</summary>
[Collection(SqliteApi.Name)]
public sealed class HttpEdgeTests(SqliteHost host)
{
    [Fact]
    public async Task Head_is_answered_as_get_on_every_get_route()
    {
        var id = (await host.Api.Create()).Id;
        foreach (var path in (string[])["/health/ready", "/health/live", "/openapi/v1.json", $"/api/referrals/{id}",
            "/api/referrals?limit=2", $"/api/service-lines/{Line}", "/api/session", "/fhir/R4/metadata",
            $"/api/capacity?serviceLine={Line}", "/api/referrals/nope", "/api/nope", "/sign-in"])
        {
            var (get, head) = (await Answer(HttpMethod.Get, path), await Answer(HttpMethod.Head, path));
            Assert.Equal((path, get.Status, get.Type), (path, head.Status, head.Type));
            Assert.Equal(0, head.Length);
        }
    }

    [Fact]
    public async Task Post_to_an_unknown_path_is_not_found_instead_of_method_not_allowed()
    {
        foreach (var path in (string[])["/api/nope", "/nope", "/api/referrals/x/nope", "/nope/nope.js", "/fhir"])
        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete])
            Assert.Equal((path, 404), (path, (await Answer(method, path)).Status));
        Assert.Equal(405, (await Answer(HttpMethod.Post, "/api/capacity")).Status);
        Assert.Equal(405, (await Answer(HttpMethod.Delete, "/health/ready")).Status);
    }

    [Fact]
    public async Task Misspelt_query_name_is_refused_in_the_api_and_ignored_on_pages()
    {
        var answer = (await host.Api.Get("/api/referrals?stge=waiting&limit=5")).Is(400, "invalid-input");
        Assert.Equal(["/stge"], answer.Pointers);
        (await host.Api.Post("/api/referrals?dryRun=true", Referral())).Is(400, "invalid-input");
        Assert.Equal(["/limit"], (await host.Api.Get("/api/referrals?limit=1&limit=2")).Is(400).Pointers);
        Assert.Equal(["/limit"], (await host.Api.Get("/api/referrals?limit=many")).Is(400).Pointers);
        Assert.Equal(200, (await Answer(HttpMethod.Get, "/sign-in?utm_source=mail&gclid=1")).Status);
        Assert.Equal(200, (await Answer(HttpMethod.Get, "/health/ready?probe=1")).Status);
    }

    [Fact]
    public async Task Compressed_body_is_refused_as_an_unsupported_coding()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(Referral().ToJsonString()));
        foreach (var path in (string[])["/api/referrals", "/fhir/R4/ServiceRequest"])
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(packed.ToArray()) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", path[1] == 'a' ? "application/json"
                : "application/fhir+json");
            request.Content.Headers.ContentEncoding.Add("gzip");
            using var answer = await host.Api.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Byte_order_mark_before_the_body_is_accepted() =>
        (await host.Api.Send(HttpMethod.Post, "/api/referrals",
            Encoding.UTF8.GetBytes("\uFEFF" + Referral().ToJsonString()))).Is(201);

    [Theory]
    [InlineData("POST", "/hubs/boards", 400)]
    [InlineData("GET", "/hubs/boards", 400)]
    [InlineData("GET", "/hubs/boards?id=unknown", 404)]
    [InlineData("POST", "/_blazor", 400)]
    [InlineData("POST", "/sign-in", 405)]
    [InlineData("POST", "/triage/x", 405)]
    [InlineData("GET", "/hubs/nope", 404)]
    public async Task Refusal_of_the_framework_is_a_problem(string method, string path, int status) =>
        Assert.Equal((path, status), (path, (await Answer(new HttpMethod(method), path)).Status));

    [Theory]
    [InlineData("%20")]
    [InlineData("%09%20")]
    [InlineData("%E3%80%80")]
    [InlineData("a%01b")]
    public async Task Blank_id_is_not_found_on_every_route(string id)
    {
        var tried = 0;
        foreach (var route in host.Routes.Where(r => r.RoutePattern.RawText?.TrimStart('/') is { } text
            && (text.StartsWith("api/", StringComparison.Ordinal)
                || text.StartsWith("fhir/", StringComparison.Ordinal))))
        foreach (var name in route.RoutePattern.Parameters.Select(p => p.Name)
            .Where(n => n is "id" or "slot" or "exception"))
        foreach (var method in route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods)
        {
            var path = "/" + route.RoutePattern.RawText!.TrimStart('/')
                .Replace($"{{{name}}}", id, StringComparison.Ordinal);
            var answer = await Answer(new HttpMethod(method), path.Replace("{id}", "x", StringComparison.Ordinal));
            // The caller may not manage clients and mails, whatever their id.
            var expected = path.StartsWith("/api/clients/", StringComparison.Ordinal)
                || path.StartsWith("/api/mails/", StringComparison.Ordinal) ? 403 : 404;
            Assert.True(answer.Status == expected, $"{method} {path}: {answer.Status}");
            tried++;
        }

        Assert.InRange(tried, 40, 1000);
    }

    private async Task<(int Status, string? Type, int Length)> Answer(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post || method == HttpMethod.Put)
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await host.Api.Http.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        if ((int)answer.StatusCode >= 400 && method != HttpMethod.Head)
            Assert.True(answer.Content.Headers.ContentType?.MediaType is "application/problem+json"
                or "application/fhir+json", $"{method} {path} answers {(int)answer.StatusCode} without a problem.");
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, body.Length);
    }
}

[Collection(SqliteApi.Name)]
public sealed class SqlitePreconditionTests(SqliteHost host) : PreconditionSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresPreconditionTests(PostgresHost host) : PreconditionSuite(host);

/// <summary>If-Match and If-None-Match as RFC 9110 defines them.</summary>
public abstract class PreconditionSuite(RunningHost host)
{
    [Theory]
    [InlineData("\"2\", \"7\"", 200)]
    [InlineData("\"7\",\"2\"", 200)]
    [InlineData("\"7\", \"8\"", 412)]
    [InlineData("W/\"2\"", 412)]
    [InlineData("W/\"2\", \"2\"", 200)]
    [InlineData("*", 200)]
    [InlineData("2", 412)]
    public async Task If_match_accepts_a_list_and_no_weak_tag(string tags, int status)
    {
        var id = (await host.Api.Create()).Id;
        (await host.Api.Do(id, "claim")).Is(200);
        (await host.Api.Post($"/api/referrals/{id}/release", ifMatch: tags))
            .Is(status, status == 412 ? "version-mismatch" : null);
    }

    [Theory]
    [InlineData("service-lines", """{"name":"N","timeZone":"UTC"}""")]
    [InlineData("sources", """{"name":"N","kind":"clinical"}""")]
    [InlineData("clinicians", """{"name":"N","timeZone":"UTC","serviceLines":[],"licensedStates":[]}""")]
    public async Task Conditional_put_never_overwrites(string kind, string body)
    {
        var path = $"/api/{kind}/{New("x")}";
        (await Put("If-Match", "*")).Is(412, "version-mismatch");
        (await Put("If-None-Match", "*")).Is(200);
        (await Put("If-None-Match", "*", body.Replace("\"N\"", "\"O\"", StringComparison.Ordinal)))
            .Is(412, "version-mismatch");
        (await Put("If-None-Match", "W/\"1\"")).Is(412, "version-mismatch");
        Assert.Contains("\"N\"", (await host.Api.Get(path)).Is(200).Text, StringComparison.Ordinal);
        (await Put("If-None-Match", "\"9\"")).Is(200);

        async Task<ApiAnswer> Put(string header, string value, string? other = null)
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Put,
                path) { Content = new StringContent(other ?? body, Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await host.Api.Http.SendAsync(request);
            return new ApiAnswer((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType,
                await answer.Content.ReadAsStringAsync(), null, null, false);
        }
    }
}
