using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteBadInputTests(SqliteHost host) : BadInputSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresBadInputTests(PostgresHost host) : BadInputSuite(host);

/// <summary>Any bytes to any route return a problem, never a 5xx, and change nothing. New routes are included
/// automatically.</summary>
public abstract class BadInputSuite(RunningHost host)
{
    private static readonly string[] Ids = ["%F0%9F%92%A9", "a%20b", "%2e%2e%2fetc", new('x', 300), "'%20or%201=1--",
        "%EF%BF%BD", "s_AAAA", "s_%00"];

    private static readonly string[] Parameters = ["limit", "cursor", "from", "to", "q", "stage", "serviceLine",
        "priority", "source", "campaign", "assignedTo", "visitType", "state", "_count", "identifier"];

    private static readonly string[] Values =
    [
        "", "%00", "-1", "99999999999999999999", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00%2B14:00", "%F0%9F%92%A9%00",
        "%27%20or%201%3D1--", "%ED%A0%80", "video", "1", new('a', 3_000),
    ];

    [Fact]
    public async Task Malformed_bodies_are_refused_by_every_route_and_change_nothing()
    {
        var (referral, tried) = (await Target(), 0);
        var before = await AllReferrals();
        foreach (var (method, path, _) in Routes(referral).Where(r => r.Method is "POST" or "PUT" or "PATCH"))
        foreach (var body in MalformedBodies())
        {
            AssertRefused(method, path, await host.Api.Send(new HttpMethod(method), path, body), body);
            tried++;
        }

        Assert.True(tried > 500, $"Only {tried} requests were sent.");
        Assert.Equal(before, await AllReferrals());
    }

    [Fact]
    public async Task No_field_of_any_body_causes_a_server_error()
    {
        var referral = await Target();
        foreach (var (method, path, type) in Routes(referral).Where(r => r.Body is not null))
        foreach (var body in OddFieldValues(type!))
            AssertNoServerError(method, path, await host.Api.Send(new HttpMethod(method), path,
                Encoding.UTF8.GetBytes(body)), body);
    }

    [Fact]
    public async Task No_query_and_no_id_causes_a_server_error()
    {
        var referral = await Target();
        foreach (var (_, path, _) in Routes(referral)
            .Where(r => r.Method == "GET" && r.Path.StartsWith("/api/", StringComparison.Ordinal)))
        foreach (var parameter in Parameters)
        foreach (var value in Values)
            AssertNoServerError("GET", path,
                await host.Api.Get(
                $"{path}?{parameter}={value}{(path == "/api/capacity" ? $"&serviceLine={Strict}" : "")}"),
                $"{parameter}={value}");
        foreach (var id in Ids)
        foreach (var (method, path, _) in Routes(id))
            AssertNoServerError(method, path,
                await host.Api.Send(new HttpMethod(method), path, method == "GET" ? null : "{}"u8.ToArray()), id);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    public async Task Another_media_type_is_refused(string type) =>
        (await host.Api.Send(HttpMethod.Post, "/api/referrals", Encoding.UTF8.GetBytes(Referral().ToJsonString()),
            type: type)).Is(415, "unsupported-media-type");

    [Fact]
    public async Task Too_large_a_body_is_refused()
    {
        // On its own connection, because the server may close it without reading the rest.
        var client = await host.As("scheduler");
        (await client.Send(HttpMethod.Post, "/api/referrals", new byte[1024 * 1024 + 1])).Is(413, "body-too-large");
    }

    private async Task<string> Target() => (await host.Api.Create()).Id;

    /// <summary>Routes of the API with ids filled in, without screens and files.</summary>
    private IEnumerable<(string Method, string Path, Type? Body)> Routes(string id)
    {
        foreach (var route in host.Routes)
        {
            var pattern = "/" + route.RoutePattern.RawText?.TrimStart('/');
            if (route.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods: var methods }
                || !((string[])["/api/", "/fhir", "/health", "/openapi"])
                .Any(p => pattern.StartsWith(p, StringComparison.Ordinal)))
                continue;
            if (pattern.StartsWith("/api/session", StringComparison.Ordinal)) continue;
            var path = pattern.Replace("{documentName}", "v1", StringComparison.Ordinal);
            foreach (var parameter in route.RoutePattern.Parameters)
                path = path.Replace($"{{{parameter.Name}}}", id, StringComparison.Ordinal);
            foreach (var method in methods)
                yield return (method, path, route.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType);
        }
    }

    private static IEnumerable<byte[]> MalformedBodies()
    {
        var random = new Random(20310303);
        for (var i = 0; i < 3; i++)
        {
            var bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            bytes[0] |= 0x80;
            yield return bytes;
        }

        foreach (var text in (string[])["{", "{\"a\":", "[]", "null", "\"text\"", "1e999", "true", "{\"nope\":1}",
            "{\"a\":1,\"a\":2}", "{}{}", "{\"\\u0000\":\"\\ud800\"}",
            "\uFEFF{\"nope\":null}", "{'a':1}", "// {}", new string('[', 50_000),
                string.Concat(Enumerable.Repeat("{\"a\":", 200)), "{\"nope\":\"" + new string('x', 100_000) + "\"}"])
            yield return Encoding.UTF8.GetBytes(text);
        yield return [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D];
    }

    /// <summary>Bodies with one field that has an unusual value.</summary>
    private static IEnumerable<string> OddFieldValues(Type type)
    {
        string[] odd = ["null", "1", "-1", "2147483648", "1e400", "true", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "[]",
            "[null]", "[1]", "[\"\\u0000\"]", "[\"s_AAAA\"]", "{}", "[{}]", "{\"a\":1}",
            "\"9999-12-31T23:59:59.9999999Z\"", "\"0001-01-01T00:00:00Z\"", "\"" + new string('z', 5_000) + "\"", "[\""
            + new string('z', 5_000) + "\"]"];
        foreach (var field in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(field.Name);
            foreach (var value in odd) yield return $"{{\"{name}\":{value}}}";
        }
    }

    private static void AssertRefused(string method, string path, ApiAnswer answer, byte[] body)
    {
        AssertNoServerError(method, path, answer, Encoding.UTF8.GetString(body));
        Assert.True(answer.Status is >= 400 and < 500,
            $"{method} {path} answered {answer.Status} to {Short(Encoding.UTF8.GetString(body))}");
    }

    private static void AssertNoServerError(string method, string path, ApiAnswer answer, string input)
    {
        Assert.True(answer.Status < 500,
            $"{method} {path} answered {answer.Status} to {Short(input)}: {Short(answer.Text)}");
        // Kestrel answers invalid HTTP itself; FHIR has its own form of a problem.
        if (answer.Status < 400 || answer.Text.Length == 0) return;
        Assert.True(path.StartsWith("/fhir", StringComparison.Ordinal)
            ? answer.Json["resourceType"]!.GetValue<string>() == "OperationOutcome" : answer.Code is not null,
            $"{method} {path} answered {answer.Status} without a problem to {Short(input)}: {Short(answer.Text)}");
    }

    private static string Short(string text) => text.Length > 300 ? text[..300] + "…" : text;

    /// <summary>Every referral with its version.</summary>
    private async Task<string> AllReferrals()
    {
        var seen = new List<string>();
        JsonNode? next = null;
        do
        {
            var cursor = next is null ? "" : $"&cursor={Uri.EscapeDataString(next.GetValue<string>())}";
            var page = (await host.Api.Get($"/api/referrals?limit=200{cursor}")).Is(200).Json;
            seen.AddRange(page["items"]!.AsArray().Select(i => $"{i!["id"]} {i["version"]}"));
            next = page["next"];
        }
        while (next is not null);
        return string.Join('\n', seen);
    }
}
