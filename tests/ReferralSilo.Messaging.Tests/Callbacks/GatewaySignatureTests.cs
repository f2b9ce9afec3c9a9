using Microsoft.Extensions.Primitives;
using ReferralSilo.Messaging.Callbacks;

namespace ReferralSilo.Messaging.Tests.Callbacks;

public sealed class GatewaySignatureTests
{
    private const string Url = "https://mycompany.com/myapp.php?foo=1&bar=2", Token = "12345";

    private static readonly Dictionary<string, StringValues> Form = new()
    {
        ["To"] = "+18005551212", ["CallSid"] = "CA1234567890ABCDE", ["Caller"] = "+14158675309",
        ["Digits"] = "1234", ["From"] = "+14158675309",
    };

    /// <summary>The example of twilio.com/docs/usage/security.</summary>
    [Fact]
    public void The_signature_is_that_of_the_provider()
    {
        Assert.Equal("RSOYDt4T1cUTdK1PDd93/VVr8B8=", GatewaySignature.Of(Token, Url, Form));
        Assert.True(GatewaySignature.IsValid("RSOYDt4T1cUTdK1PDd93/VVr8B8=", Token, Url, Form));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("RSOYDt4T1cUTdK1PDd93/VVr8B8")]
    [InlineData("RSOYDt4T1cUTdK1PDd93/VVr8B9=")]
    public void Any_other_signature_is_refused(string? given) =>
        Assert.False(GatewaySignature.IsValid(given, Token, Url, Form));

    [Fact]
    public void Address_token_and_every_field_are_signed()
    {
        var right = GatewaySignature.Of(Token, Url, Form);

        Assert.False(GatewaySignature.IsValid(right, "12346", Url, Form));
        Assert.False(GatewaySignature.IsValid(right, Token, Url + "&x=1", Form));
        Assert.False(GatewaySignature.IsValid(right, Token, Url,
            new Dictionary<string, StringValues>(Form) { ["Digits"] = "1235" }));
        Assert.False(GatewaySignature.IsValid(right, Token, Url,
            new Dictionary<string, StringValues>(Form) { ["More"] = "1" }));
    }
}
