using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace ReferralSilo.Host.Tests.Problems;

/// <summary>Any bytes are answered with a 4xx problem or a success, never a 5xx.</summary>
public sealed class AnyBytesTests(ProblemHost host) : IClassFixture<ProblemHost>
{
    private const string Valid = """
        {"serviceLine":"behavioral-health","model":"warm-handoff","source":"s","priority":"urgent","needBy":"2031-03-05T17:00:00Z",
        "reason":{"text":"Panic","codes":[{"system":"x","code":"F41.0"}]},
        "patient":{"givenName":"Dana","familyName":"Okafor","birthDate":"1988-04-12","location":{"country":"US","state":"CO"},
        "phones":["+13035550123"],"preferredChannel":"sms"},"preferences":{"visitType":"video","times":[{"days":["mon"],"from":"16:00","to":"19:00"}]},
        "consents":[{"kind":"sms","given":true,"how":"verbal"}],"identifiers":[{"system":"urn:x","value":"1"}]}
        """;

    [Fact]
    public async Task Valid_body_is_accepted() =>
        Assert.Equal(204, await Post("/submit", Encoding.UTF8.GetBytes(Valid)));

    [Fact]
    public async Task Random_bytes_are_refused()
    {
        var random = new Random(20261124);
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            await Refused("/submit", bytes);
        }
    }

    [Fact]
    public async Task Truncated_body_is_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Valid);
        for (var length = 1; length < bytes.TrimEndLength(); length += 3)
            await Refused("/submit", bytes[..length]);
    }

    [Fact]
    public async Task Changed_bytes_cause_no_server_error()
    {
        var random = new Random(5);
        for (var i = 0; i < 1500; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Valid);
            for (var n = random.Next(1, 4); n > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            await Handled("/submit", bytes);
        }
    }

    [Fact]
    public async Task Any_value_in_any_field_causes_no_server_error()
    {
        string[] values = ["null", "0", "-1", "1e999", "1e-999", "99999999999999999999", "true", "\"\"", "\"x\"", "[]",
            "[[]]", "[null]", "{}", "{\"a\":1}", "\"\\ud83d\"", "\"9999-99-99T99:99:99Z\""];
        using var document = JsonDocument.Parse(Valid);
        foreach (var member in document.RootElement.EnumerateObject())
            foreach (var value in values)
            {
                await Handled("/submit",
                    Encoding.UTF8.GetBytes(Valid.Replace($"\"{member.Name}\":{member.Value.GetRawText()}",
                        $"\"{member.Name}\":{value}")));
                foreach (var inner in member.Value.ValueKind is JsonValueKind.Object ? member.Value.EnumerateObject()
                    : default)
                    await Handled("/submit",
                        Encoding.UTF8.GetBytes(Valid.Replace($"\"{inner.Name}\":{inner.Value.GetRawText()}",
                            $"\"{inner.Name}\":{value}")));
            }
    }

    [Fact]
    public async Task Naughty_strings_cause_no_server_error()
    {
        foreach (var naughty in Naughty())
        {
            var text = JsonSerializer.Serialize(naughty);
            await Handled("/decline", Encoding.UTF8.GetBytes($"{{\"reason\":{text}}}"));
            await Handled("/decline", Encoding.UTF8.GetBytes($"{{{text}:1,\"reason\":\"a\"}}"));
            await Handled("/submit", Encoding.UTF8.GetBytes(Valid.Replace("\"Dana\"", text)));
            if (naughty.Length > 0)
                await Handled("/submit", Encoding.UTF8.GetBytes(naughty));
        }
    }

    private async Task Refused(string path, byte[] body) => Assert.InRange(await Post(path, body), 400, 499);

    private async Task Handled(string path, byte[] body) => Assert.InRange(await Post(path, body), 200, 499);

    private async Task<int> Post(string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await host.Client.PostAsync(path, content);
        if ((int)answer.StatusCode >= 400)
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (int)answer.StatusCode;
    }

    /// <summary>Our own strings, and the public list if it exists.</summary>
    private static IEnumerable<string> Naughty([CallerFilePath] string here = "")
    {
        string[] own =
        [
            "", "undefined", "NULL", "\0", "\u202E", "\uFEFF", "\uFFFF", "𝒯𝑒𝓍𝓉", "Ω≈ç√", "‘; DROP TABLE x --",
            "<script>alert(0)</script>",
            "../../etc/passwd", "%00", "{{7*7}}", "${jndi:ldap://x}", new string('a', 100_000), "ﷺﷺ",
            "e\u0301\u0301\u0301", "-0", "1e1000", "\r\n\r\n",
        ];
        var list = Path.Combine(Path.GetDirectoryName(here)!, "../../../../shared/data/naughty-strings.json");
        return File.Exists(list) ? [.. own, .. JsonSerializer.Deserialize<string[]>(File.ReadAllText(list))!] : own;
    }
}

file static class Bytes
{
    public static int TrimEndLength(this byte[] bytes) =>
        bytes.AsSpan().TrimEnd((ReadOnlySpan<byte>)[(byte)'\n', (byte)' ']).Length;
}
