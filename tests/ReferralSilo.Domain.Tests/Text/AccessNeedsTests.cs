using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Tests.Text;

public sealed class AccessNeedsTests
{
    [Theory]
    [InlineData("captions", "captions")]
    [InlineData(" Closed  Captions ", "captions")]
    [InlineData("ASL", "sign-language")]
    [InlineData("Sign_language", "sign-language")]
    [InlineData("lengua de señas", "sign-language")]
    [InlineData("TTY", "relay-service")]
    [InlineData("Silla de ruedas", "wheelchair")]
    [InlineData("wheel-chair", "wheelchair")]
    [InlineData("a quiet room", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Written_needs_have_one_code(string? written, string? code) =>
        Assert.Equal(code, AccessNeeds.Canonical(written));

    [Fact]
    public void Codes_among_other_words_are_found_once()
    {
        Assert.Equal(["wheelchair", "captions"],
            AccessNeeds.Codes(["Wheelchair user", "a quiet room", "subtitles", "wheelchair"])!);
        Assert.Null(AccessNeeds.Codes(["a quiet room"]));
        Assert.All(AccessNeeds.All, code => Assert.Equal(code, AccessNeeds.Canonical(code)));
    }
}
