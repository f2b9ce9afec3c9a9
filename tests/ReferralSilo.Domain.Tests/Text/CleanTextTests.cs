using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Tests.Text;

public sealed class CleanTextTests
{
    [Theory]
    [InlineData("Okafor\u202E", "Okafor")]
    [InlineData("\u2066Dana\u2069 \u200FOkafor\u061C", "Dana Okafor")]
    [InlineData("sui\u00ADci\u200Bde\u2060 plan\uFEFF", "suicide plan")]
    [InlineData("da\u200Dna", "dana")]
    [InlineData("\u200Ddana\u200C", "dana")]
    [InlineData("a\uFE0Fb\u034Fc\u3164", "abc")]
    [InlineData("x\U000E0041\U000E0042", "x")]
    public void Direction_controls_and_invisible_characters_are_removed(string text, string clean) =>
        Assert.Equal(clean, CleanText.Clean(text));

    [Theory]
    [InlineData("علی\u200Cرضا")]
    [InlineData("क्\u200Dष")]
    [InlineData("ක්\u200Dෂ")]
    [InlineData("👩\u200D👩\u200D👧")]
    [InlineData("❤\uFE0F\u200D🔥")]
    [InlineData("1\uFE0F\u20E3")]
    [InlineData("🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F")]
    [InlineData("José Núñez-O’Brien")]
    [InlineData("דנה\nline\ttwo")]
    public void Characters_that_a_script_or_emoji_needs_stay(string text) =>
        Assert.Same(text, Same(CleanText.Clean(text), text));

    [Fact]
    public void Every_text_of_every_command_is_cleaned()
    {
        foreach (var (type, name) in CommandTable.All.Select(row => (row.Type, row.Name)))
        {
            var command = Commands.Filled(type, text => "4\u202E6\u0007" + text);
            var clean = CleanText.CleanRecord(command, dropControls: true);
            Assert.Equal(Commands.Texts(Commands.Filled(type, text => "46" + text)), Commands.Texts(clean));
            Assert.True(Commands.Texts(command).Count == 0 || !ReferenceEquals(clean, command), name);
            Assert.Same(clean, CleanText.CleanRecord(clean, dropControls: true));
        }
    }

    [Fact]
    public void Texts_in_lists_and_nested_records_are_cleaned()
    {
        var dirty = new SubmitReferral(
            Patient: new PatientInput("Da\u202Ena", Phones: ["303\u200B555"]),
            Identifiers: [new IdentifierInput("urn:a", "1\u2066")],
            Consents: [new ConsentInput(ConsentKind.Sms, true)]);
        var clean = CleanText.CleanRecord(dirty);
        Assert.Equal(("Dana", "303555", "1"),
            (clean.Patient!.GivenName, clean.Patient.Phones!.Single(), clean.Identifiers!.Single().Value));
        Assert.Same(dirty.Consents, clean.Consents);
    }

    private static string Same(string clean, string text)
    {
        Assert.Equal(text, clean);
        return text;
    }
}
