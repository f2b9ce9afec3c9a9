using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using ReferralSilo.Host.Tests.Problems;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>A POST or PUT route of the routing table.</summary>
public sealed record FuzzRoute(HttpMethod Method, string Pattern, Type? Body)
{
    public static IReadOnlyList<FuzzRoute> Of(IEnumerable<RouteEndpoint> routes) =>
    [
        .. from route in routes
        let methods = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["POST"]
        from method in methods.Where(m => m is "POST" or "PUT")
        select new FuzzRoute(new HttpMethod(method), "/" + route.RoutePattern.RawText?.TrimStart('/'),
            route.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType),
    ];
}

/// <summary>Makes one random request from a number: the same number makes the same request. Values that a response may
/// not repeat contain <see cref="Canary"/>.</summary>
public sealed class FuzzRequests(IReadOnlyList<FuzzRoute> routes, IReadOnlyList<string> ids)
{
    public const string Canary = "canary7f3a9c";

    private static readonly string[] Raw =
    [
        "1e400", "-1e400", "99999999999999999999999", "-0", "0.1e-999", "2147483648", "null", "true", "[]", "{}",
        "[[]]", "[null]", "{\"a\":{\"b\":[1]}}",
        "\"\\ud800\"", "\"\\udc00x\"", "\"\\u0000\"", "\"\\uFFFF\uFFFE\"", "\"0001-01-01T00:00:00Z\"",
        "\"9999-12-31T23:59:59.9999999-14:00\"", "\"2026-12-24\"",
        "\"2031-03-03T09:00:00Z\"", "NaN", "'a'", "", "01", "\"\\x\"", "// c",
    ];

    private static readonly string[] Types =
    [
        "application/json", "application/json", "application/json", "application/fhir+json",
        "application/json; charset=utf-8", "application/json; charset=utf-16",
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "text/plain",
        "application/octet-stream", "a/b; q",
    ];

    private static readonly string[] Naughty = SharedData.Find("naughty-strings.json") is { } path
        ? JsonSerializer.Deserialize<string[]>(File.ReadAllText(path))!
            : ["", "\u202E", "' OR 1=1 --", "<script>", "\uFEFF", "undefined", "👩‍👩‍👧"];

    public (FuzzRoute Route, HttpRequestMessage Request, string Body) Make(int number)
    {
        var random = new Random(number);
        var route = routes[random.Next(routes.Count)];
        var body = Body(random, route);
        var request = new HttpRequestMessage(route.Method,
            Path(random, route)) { Content = new ByteArrayContent(body) };
        Headers(random, request, route);
        return (route, request, Encoding.UTF8.GetString(body));
    }

    private string Path(Random random, FuzzRoute route)
    {
        var path = route.Pattern;
        while (path.IndexOf('{') is var at and >= 0)
        {
            var id = random.Next(4) == 0 ? Uri.EscapeDataString(One(random, Naughty) + Canary) : One(random, ids);
            path = path[..at] + (id.Length is 0 or > 500 ? "x" : id) + path[(path.IndexOf('}', at) + 1)..];
        }

        return random.Next(12) == 0 ? $"{path}?{One(random, ["limit", "from", "nope"])}={Canary}" : path;
    }

    private static void Headers(Random random, HttpRequestMessage request, FuzzRoute route)
    {
        var type = route.Pattern.StartsWith("/fhir", StringComparison.Ordinal) && random.Next(4) > 0
            ? "application/fhir+json" : One(random, Types);
        if (random.Next(30) > 0) request.Content!.Headers.TryAddWithoutValidation("Content-Type", type);
        Maybe(20, "Content-Encoding", ["gzip", "identity", "br, gzip", Canary], request.Content!.Headers);
        Maybe(6, "Idempotency-Key", [$"{Canary}-{random.Next(9)}", new string('k', 201), " ", "a/b"], request.Headers);
        Maybe(8, "If-Match", ["*", "\"1\"", "\"1\", \"2\"", "W/\"1\"", $"\"{Canary}\"", "1,,", "\""], request.Headers);
        Maybe(8, "If-None-Match", ["*", "\"1\"", "W/\"1\"", Canary], request.Headers);
        Maybe(8, "Accept", ["*/*", "text/html", "application/fhir+json", "a", Canary], request.Headers);
        Maybe(8, "If-None-Exist", ["identifier=a|b", Canary, "%"], request.Headers);
        Maybe(8, "Prefer", ["return=minimal", "handling=strict", Canary], request.Headers);

        void Maybe(int times, string name, string[] values, HttpHeaders headers)
        {
            if (random.Next(times) == 0) headers.TryAddWithoutValidation(name, One(random, values));
        }
    }

    private static byte[] Body(Random random, FuzzRoute route)
    {
        switch (random.Next(20))
        {
            case 0:
                var bytes = new byte[random.Next(0, 600)];
                random.NextBytes(bytes);
                return bytes;
            case 1:
                return Encoding.UTF8.GetBytes(One(random, Naughty));
            case 2:
                return Encoding.UTF8.GetBytes(new string(One(random, ["[", "{\"a\":"])[0], random.Next(1, 3_000)));
            case 3:
                var password = Uri.EscapeDataString(One(random, Naughty));
                return Encoding.UTF8.GetBytes(
                    $"user={Canary}&password={password}&grant_type=client_credentials&client_id={Canary}");
            default:
                var text = Mutated(random, Valid(random, route));
                var utf8 = Encoding.UTF8.GetBytes(random.Next(30) == 0 ? text[..random.Next(text.Length)] : text);
                if (random.Next(10) == 0 && utf8.Length > 0) utf8[random.Next(utf8.Length)] = (byte)random.Next(256);
                return utf8;
        }
    }

    private static JsonNode Valid(Random random, FuzzRoute route) => route switch
    {
        { Pattern: "/api/referrals" } => AProgram.Referral(source: random.Next(2) == 0 ? RunningHost.Source : null),
        { Pattern: var fhir } when fhir.StartsWith("/fhir", StringComparison.Ordinal) =>
            JsonNode.Parse(fhir.EndsWith("ServiceRequest", StringComparison.Ordinal) ? Fhir : Bundle)!,
        { Body: { } type } => TextLimitTests.Sample(type, 0)!,
        _ => new JsonObject { ["key"] = "x" },
    };

    private const string Bundle = $$"""
        {
          "resourceType": "Bundle", "type": "transaction",
          "entry": [
            {
              "fullUrl": "urn:uuid:1", "resource": {{Fhir}},
              "request": { "method": "POST", "url": "ServiceRequest" }
            }
          ]
        }
        """;

    private const string Fhir = """
        {
          "resourceType": "ServiceRequest", "status": "active", "intent": "order", "priority": "urgent",
          "code": { "text": "therapy" }, "reasonCode": [ { "text": "Panic attacks" } ],
          "occurrenceDateTime": "2031-03-05T17:00:00Z", "subject": { "reference": "#p" },
          "contained": [
            {
              "resourceType": "Patient", "id": "p", "name": [ { "family": "Okafor", "given": [ "Dana" ] } ],
              "telecom": [ { "system": "phone", "value": "+13035550123" } ], "birthDate": "1988-04-12",
              "address": [ { "country": "US", "state": "CO" } ]
            }
          ]
        }
        """;

    /// <summary>Replaces up to three values of the tree by unusual ones. Raw text is inserted last, because a JSON tree
    /// cannot contain malformed JSON.</summary>
    private static string Mutated(Random random, JsonNode root)
    {
        var raw = new List<string>();
        for (var n = random.Next(0, 4); n > 0; n--) Mutate(random, root, raw);
        var text = root.ToJsonString();
        for (var i = 0; i < raw.Count; i++) text = text.Replace($"\"@raw{i}@\"", raw[i], StringComparison.Ordinal);
        return text;
    }

    private static void Mutate(Random random, JsonNode at, List<string> raw)
    {
        while (true)
        {
            var children = at is JsonObject o ? o.Count : at is JsonArray l ? l.Count : 0;
            if (children == 0) return;
            var index = random.Next(children);
            var (name, child) = at is JsonObject parent ? (parent.ElementAt(index).Key, parent.ElementAt(index).Value)
                : ("", at[index]);
            if (child is JsonObject or JsonArray && random.Next(3) > 0)
            {
                at = child;
                continue;
            }

            if (at is JsonArray list) list[index] = Odd(random, raw);
            else switch (random.Next(8))
            {
                case 0:
                    at.AsObject().Remove(name);
                    break;
                case 1:
                    at[One(random, ["nope", "a/b~c", "", "__proto__", "$ref", "needby"])] = Odd(random, raw);
                    break;
                default:
                    at[name] = Odd(random, raw);
                    break;
            }

            return;
        }
    }

    private static JsonNode? Odd(Random random, List<string> raw)
    {
        switch (random.Next(4))
        {
            case 0:
                raw.Add(One(random, Raw));
                return JsonValue.Create($"@raw{raw.Count - 1}@");
            case 1:
                return JsonValue.Create(new string('z', random.Next(3_000)) + Canary);
            case 2:
                return new JsonArray([.. Enumerable.Range(0, random.Next(300))
                    .Select(i => (JsonNode?)JsonValue.Create(Canary + i))]);
            default:
                return JsonValue.Create(One(random, Naughty) + Canary);
        }
    }

    private static T One<T>(Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];
}
