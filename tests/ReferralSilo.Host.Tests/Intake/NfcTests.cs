using ReferralSilo.Domain.Text;

namespace ReferralSilo.Host.Tests.Intake;

public sealed class NfcTests
{
    // The expected values come from another implementation (CPython's unicodedata).
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u1100\u1161\u11A8", "\uAC01")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("\u006F\uAC00\u11A8\u0041", "\u006F\uAC01\u0041")]
    [InlineData("\u0204\u1E30\u1CD5\U0002F828\u0041", "\u0204\u1E30\u1CD5\u52FA\u0041")]
    [InlineData("\u1FFC\u089D\U0002F84C", "\u1FFC\u089D\u5606")]
    [InlineData("\u1E99\u1161\u059E", "\u1E99\u1161\u059E")]
    [InlineData("\u00D9\u1FF7\u1F15", "\u00D9\u1FF7\u1F15")]
    [InlineData("\u06D9\u11A8\u0065\u1FA0", "\u06D9\u11A8\u0065\u1FA0")]
    [InlineData("\u0316\u1A79\u1EBA\u0342\u08DD", "\u0316\u1A79\u1EBA\u0342\u08DD")]
    [InlineData("\u11A8\u006F", "\u11A8\u006F")]
    [InlineData("\u0CCD\u1CE2", "\u1CE2\u0CCD")]
    [InlineData("\U0002F9C4\U00010AE6\u0219\u0317", "\u8863\U00010AE6\u0219\u0317")]
    [InlineData("\u0312\uAC00\u0E4B\u20F0", "\u0312\uAC00\u0E4B\u20F0")]
    [InlineData("\u032F\u0065", "\u032F\u0065")]
    [InlineData("\uF908\u0A4D\u006F", "\u9F9C\u0A4D\u006F")]
    [InlineData("\u036F\u11A8\U0001E024\u0325", "\u036F\u11A8\u0325\U0001E024")]
    [InlineData("\u1FD6\u1DD6\u006F\uFA97\U00010A3F", "\u1FD6\u1DD6\u006F\u6D41\U00010A3F")]
    [InlineData("\uFE2B\u08E3", "\uFE2B\u08E3")]
    [InlineData("\u1EC7\u11A8\u1CE5", "\u1EC7\u11A8\u1CE5")]
    [InlineData("\u0041\U0002F88F\u30B4", "\u0041\U0002A392\u30B4")]
    [InlineData("\u1B70\u1100\u0214\u0041", "\u1B70\u1100\u0214\u0041")]
    [InlineData("\U0001E00B\u1E77\u1161\U0002F8B0\u1F23", "\U0001E00B\u1E77\u1161\u61F2\u1F23")]
    [InlineData("\u05B5\U0002F8CB\u05AD\u3099\U0002F952", "\u05B5\u65E3\u3099\u05AD\U00025626")]
    [InlineData("\u11A8\u1CDF\u08D3\u18A9\u1E2E", "\u11A8\u1CDF\u08D3\u18A9\u1E2E")]
    [InlineData("\u0065\u1100\u0651\U0002F9EF\u1DD8", "\u0065\u1100\u0651\u4995\u1DD8")]
    [InlineData("\uFAD7\u1161\u0041\u0E49", "\U00027ED3\u1161\u0041\u0E49")]
    public void Text_is_composed_as_unicode_requires(string text, string composed) =>
        Assert.Equal(composed, Nfc.Normalize(text));
}
