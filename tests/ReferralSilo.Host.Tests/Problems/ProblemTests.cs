using System.Net;
using System.Text;
using ReferralSilo.Api.Problems;
using ReferralSilo.Host.Tests.Security;

namespace ReferralSilo.Host.Tests.Problems;

public sealed class ProblemTests(ProblemHost host) : IClassFixture<ProblemHost>
{
    [Fact]
    public async Task Unexpected_exception_is_answered_without_its_details()
    {
        using var answer = await host.Client.GetAsync("/broken");

        await answer.IsProblem(500, "internal-error");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("Okafor", text);
        var incident = (await answer.Json()).GetProperty("incident").GetString();
        Assert.Equal($"Request {incident} failed at HTTP: GET /broken", Assert.Single(host.Log.Take()));
    }

    [Fact]
    public async Task Mapped_exception_is_answered_as_registered()
    {
        using var answer = await host.Client.GetAsync("/timeout");

        await answer.IsProblem(503, "outcome-unknown");
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("op-1", (await answer.Json()).GetProperty("operation").GetString());
        // An outage would fill the log.
        Assert.Empty(host.Log.Take());
    }

    [Theory]
    [InlineData("/nothing", "GET", 404, "not-found")]
    [InlineData("/decline", "GET", 405, "method-not-allowed")]
    [InlineData("/list?limit=x", "GET", 400, "invalid-request")]
    [InlineData("/list", "GET", 400, "invalid-request")]
    [InlineData("/list?limit=99999999999999", "GET", 400, "invalid-request")]
    public async Task Framework_refusals_are_problems(string path, string method, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        await (await host.Client.SendAsync(request)).IsProblem(status, code);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(412)]
    [InlineData(413)]
    [InlineData(418)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Bare_status_gets_a_body_with_a_registered_code(int status)
    {
        using var answer = await host.Client.GetAsync($"/bare/{status}");

        await answer.IsProblem(status, ProblemCodes.ForStatus(status));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Body_of_another_type_is_refused(string type)
    {
        var content = new ByteArrayContent("{\"reason\":\"a\"}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        await (await host.Client.PostAsync("/decline", content)).IsProblem(415, "unsupported-media-type");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("application/merge-patch+json")]
    public async Task Body_of_a_json_type_is_accepted(string type)
    {
        var content = new ByteArrayContent("{\"reason\":\"a\"}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.PostAsync("/decline", content)).StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_over_the_limit_is_refused(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/decline")
        {
            Content = new StringContent($"{{\"reason\":\"{new string('a', ProblemOptions.MaxBodyBytes)}\"}}",
                Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;

        await (await host.Client.SendAsync(request)).IsProblem(413, "body-too-large");
    }

    [Fact]
    public async Task Body_at_the_limit_is_accepted()
    {
        var text = "{\"reason\":\"a\"}" + new string(' ', ProblemOptions.MaxBodyBytes - 14);
        Assert.Equal(ProblemOptions.MaxBodyBytes, text.Length);

        using var answer =
            await host.Client.PostAsync("/decline", new StringContent(text, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task Command_without_fields_needs_no_body()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.PostAsync("/claim", null)).StatusCode);
        await (await host.Client.PostAsync("/decline", null)).IsProblem(400, "invalid-json");
    }

    [Fact]
    public void Every_code_is_kebab_case_and_listed_once()
    {
        Assert.Equal(ProblemCodes.All.Count, ProblemCodes.All.Select(c => c.Code).Distinct().Count());
        Assert.All(ProblemCodes.All, c => Assert.Matches("^[a-z]+(-[a-z]+)*$", c.Code));
        Assert.All(Enumerable.Range(400, 200), status =>
            Assert.NotEmpty(ProblemCodes.Sentence(ProblemCodes.ForStatus(status))));
    }
}
