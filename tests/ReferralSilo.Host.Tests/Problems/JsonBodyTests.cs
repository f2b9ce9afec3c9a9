using System.Text;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Host.Tests.Problems;

public sealed class JsonBodyTests
{
    [Theory]
    [InlineData("{\"user\":\"a\",\"password\":\"b\"")]
    [InlineData("{\"user\":\"a\",\"password\":\"b\"} x")]
    [InlineData("{\"user\":\"a\",\"password\":\"b\"}{}")]
    [InlineData("{'user':'a'}")]
    [InlineData("{\"user\":\"a\",}")]
    [InlineData("// comment\n{}")]
    [InlineData("{\"user\":\"a\\u0000b\",\"password\":\"b\"}")]
    [InlineData("{\"user\":\"\\ud800\",\"password\":\"b\"}")]
    [InlineData("{\"us\\u0000er\":\"\",\"password\":\"b\"}")]
    [InlineData("{\"user\":\"a\tb\",\"password\":\"b\"}")]
    [InlineData("NaN")]
    [InlineData(" ")]
    public void Text_that_is_not_json_is_refused(string text) =>
        Assert.Equal("invalid-json", JsonBody.Parse<SignIn>(Encoding.UTF8.GetBytes(text)).Problem?.Code);

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused() =>
        Assert.Equal("invalid-json",
            JsonBody.Parse<SignIn>([.. "{\"user\":\""u8, 0xC3, 0x28, .. "\",\"password\":\"b\"}"u8]).Problem?.Code);

    [Fact]
    public void Endless_nesting_is_refused() =>
        Assert.Equal("invalid-json",
            JsonBody.Parse<SubmitReferral>(Encoding.UTF8.GetBytes(new string('[', 100_000))).Problem?.Code);

    [Theory]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("1", "")]
    [InlineData("{}", "/password /user")]
    [InlineData("{\"user\":null,\"password\":\"b\"}", "/user")]
    [InlineData("{\"user\":\"a\",\"password\":\"b\",\"more\":1}", "/more")]
    [InlineData("{\"user\":\"a\",\"password\":\"b\",\"a/b~c\":1}", "/a~1b~0c")]
    [InlineData("{\"user\":\"a\",\"password\":\"b\",\"user\":\"c\"}", "/user")]
    [InlineData("{\"User\":\"a\",\"password\":{}}", "/User /password /user")]
    public void Invalid_fields_are_named(string text, string pointers)
    {
        var problem = JsonBody.Parse<SignIn>(Encoding.UTF8.GetBytes(text)).Problem;

        Assert.Equal(("invalid-input", 400), (problem?.Code, problem?.Status ?? 0));
        Assert.Equal(pointers, string.Join(' ', problem!.Errors!.Keys.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Nested_invalid_fields_are_named_together()
    {
        const string Text = """
            {
              "model": "warm", "priority": "urgent",
              "patient": { "givenName": "D", "phones": [ "+1", 2, null ], "colour": "x", "location": { "country": 1 } },
              "needBy": "soon", "preferences": { "times": [ { "days": [ "mon", "someday" ] } ] }
            }
            """;

        var problem = JsonBody.Parse<SubmitReferral>(Encoding.UTF8.GetBytes(Text)).Problem;

        Assert.Equal("invalid-input", problem?.Code);
        var pointers = problem!.Errors!.Keys;
        Assert.Contains("/patient/phones/1", pointers);
        Assert.Contains("/patient/colour", pointers);
        Assert.Contains("/needBy", pointers);
        Assert.DoesNotContain(problem.Errors.Values.SelectMany(v => v), says =>
            says.Contains("soon", StringComparison.Ordinal));
    }

    [Fact]
    public void Hash_depends_on_the_bytes()
    {
        var one = JsonBody.Parse<Decline>("{\"reason\":\"a\"}"u8);

        Assert.Equal("a", one.Value?.Reason);
        Assert.Equal(one.Hash, JsonBody.Parse<Decline>("{\"reason\":\"a\"}"u8).Hash);
        Assert.NotEqual(one.Hash, JsonBody.Parse<Decline>("{\"reason\":\"b\"}"u8).Hash);
    }
}
